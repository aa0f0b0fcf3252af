// Real browsers behind one interface, so that a test does not know which it runs in.
//
//   const browser = await launch("firefox", { colorScheme: "dark" });
//   const user = await browser.newUser();                    // cookies of its own
//   const page = await user.open("http://localhost:9000");   // a tab, loaded
//   await page.waitFor(() => document.title === "3", { message: "the title shows the count" });
//   await browser.close();
//
// Page:
//   evaluate(function, ...arguments)   the function runs in the page; arguments and result are JSON; awaits a promise
//   inject(source)                     runs a script in the page, whatever its Content-Security-Policy says
//   waitFor(function, { arguments, timeout, message })   until the function, run in the page, gives something true
//   text(selector)                     the element's text
//   resize(width, height)              of the viewport, in CSS pixels
//   screenshot(path)
//   problems()                         what went wrong since the page was opened: [{ kind, text }], where kind is
//                                      "console", "exception", "csp" or "network"
//   reload(), close()
//   visit(url), back()                 goes to another document, and back in the history
//   offline(whether)                   the network is gone, or back; not in WebKit
//   freeze(whether)                    the page runs no more, as one that was long in the background; in Chromium only

import { Failure } from "../../scripts/lib/log.mjs";
import { launchChromium, launchFirefox } from "./puppeteer.mjs";
import { browsers, find } from "./find.mjs";
import { launchWebKit } from "./webkit.mjs";

const launchers = { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebKit };

/**
 * Starts a browser, without a window.
 *
 * @param {"chromium" | "firefox" | "webkit"} name
 * @param {object} [options]
 * @param {"light" | "dark"} [options.colorScheme] that the user is said to prefer
 * @param {boolean} [options.debugBuilds] whether its pages run WebAssembly that no compiler has optimized
 */
export async function launch(name, { colorScheme = "light", debugBuilds = false } = {}) {
  if (!browsers.includes(name))
    throw new Failure(`there is no browser "${name}" here: it is one of ${browsers.join(", ")}`);
  const found = find(name);
  if (found.error) throw new Failure(`${name}: ${found.error}; npm test installs what is missing`);
  return launchers[name](found, { colorScheme, debugBuilds });
}

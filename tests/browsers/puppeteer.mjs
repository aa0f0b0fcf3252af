// Chromium (by the DevTools protocol) and Firefox (by WebDriver BiDi).

import puppeteer from "puppeteer-core";
import { holdFolder, holdProcess } from "./resources.mjs";
import { shown, until } from "./wait.mjs";

const root = process.getuid?.() === 0;

const chromiumFlags = [
  // Chromium's sandbox does not work for root, which is who tests in a container.
  ...(root ? ["--no-sandbox"] : []),
  // A container's /dev/shm is small.
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  // No traffic but the tests'.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

const firefoxPreferences = (colorScheme) => ({
  "layout.css.prefers-color-scheme.content-override": colorScheme === "dark" ? 0 : 1,
  // No traffic but the tests'.
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
});

export function launchChromium({ executable }, { colorScheme }) {
  return start("chromium", colorScheme, { browser: "chrome", executablePath: executable, args: chromiumFlags });
}

export function launchFirefox({ executable }, { colorScheme }) {
  const extraPrefsFirefox = firefoxPreferences(colorScheme);
  return start("firefox", colorScheme, { browser: "firefox", executablePath: executable, extraPrefsFirefox });
}

async function start(name, colorScheme, options) {
  const profile = holdFolder(name);
  let browser;
  try {
    browser = await puppeteer.launch({
      ...options,
      headless: true,
      userDataDir: profile.folder,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    profile.remove();
    throw error;
  }
  const kill = holdProcess(browser.process());
  return {
    name,
    async newUser() {
      return user(await browser.createBrowserContext(), name === "chromium" && colorScheme);
    },
    async close() {
      await browser.close().catch(() => {});
      kill();
      profile.remove();
    },
  };
}

function user(context, colorScheme) {
  return {
    async open(url) {
      const page = await context.newPage();
      if (colorScheme) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: colorScheme }]);
      const problems = watch(page);
      await page.goto(url);
      return wrap(page, problems);
    },
    close: () => context.close(),
  };
}

/** Collects what goes wrong in a page from its first line on. */
function watch(page) {
  const problems = [];
  const add = (kind, text) => problems.push({ kind: kindOf(text) ?? kind, text });
  page.on("console", (message) => message.type() === "error" && add("console", message.text()));
  page.on("pageerror", (error) => add("exception", String(error)));
  return problems;
}

// What the browsers themselves report comes as messages like any other.
function kindOf(text) {
  if (/Content[- ]Security[- ]Policy/.test(text)) return "csp";
  if (
    /^Failed to load resource|net::ERR_|Firefox can’t establish a connection|was interrupted while the page/.test(text)
  )
    return "network";
}

function wrap(page, problems) {
  const evaluate = (f, ...args) => page.evaluate(f, ...args);
  return {
    evaluate,
    inject: (source) => page.evaluate(`${source}\n;undefined`),
    waitFor: (f, { arguments: args = [], ...options } = {}) =>
      until(() => evaluate(f, ...args), { look: () => evaluate(shown), ...options }),
    text: (selector) => evaluate((s) => document.querySelector(s).textContent, selector),
    resize: (width, height) => page.setViewport({ width, height }),
    screenshot: (path) => page.screenshot({ path }),
    problems: async () => [...problems],
    reload: () => page.reload(),
    visit: (url) => page.goto(url),
    back: () => page.goBack(),
    offline: (offline) => page.setOfflineMode(offline),
    async freeze(frozen) {
      const session = await page.createCDPSession();
      await session.send("Page.setWebLifecycleState", { state: frozen ? "frozen" : "active" });
      await session.detach();
    },
    close: () => page.close(),
  };
}

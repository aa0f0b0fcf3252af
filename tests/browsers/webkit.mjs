// WebKit, Safari's engine: WebKitGTK's MiniBrowser on a display of its own, by classic WebDriver.
//
// WebDriver has no channel for the console, and WebKitGTK's has no scripts that run before a page's own. So `problems()`
// begins when the page is loaded: what goes wrong before that, in the first lines of the page's scripts, is not seen. (To
// watch earlier, while the document is being replaced, now and then costs a script whose answer never comes.) The network's errors are in the console only, and never seen.

import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Capabilities, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { freePort } from "../../scripts/lib/port.mjs";
import { holdFolder, holdProcess } from "./resources.mjs";
import { shown, until } from "./wait.mjs";

// The browser's toolbar would not let a window be as narrow as a phone.
const toolbar =
  "* { padding: 0; margin: 0; border-width: 0; min-width: 0; font-size: 1px; -gtk-icon-transform: scale(0.1); }";

// WebKit 2.50's optimizing compiler breaks SipHash as debug builds have it: on a busy machine one page in twelve loses a key
// of a hash map, or accesses memory out of bounds in a function that accesses none. Not seen without that compiler, nor in
// optimized builds.
const withoutOptimizing = { JSC_useOMGJIT: "0" };

export async function launchWebKit(programs, { colorScheme, debugBuilds }) {
  const display = await startDisplay(programs.xvfb);
  const users = new Set();
  return {
    name: "webkit",
    // The driver has one session, and a session one set of cookies.
    async newUser() {
      const { open, close } = await startUser(programs, display, { colorScheme, debugBuilds });
      const user = {
        open,
        // Once: another program may have got the driver's port since.
        close: async () => users.delete(user) && close(),
      };
      users.add(user);
      return user;
    },
    async close() {
      await Promise.all([...users].map((user) => user.close()));
      display.stop();
    },
  };
}

async function startDisplay(xvfb) {
  const args = ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
  const server = spawn(xvfb, args, { stdio: ["ignore", "ignore", "ignore", "pipe"], detached: true });
  const stop = holdProcess(server);
  const number = await new Promise((done, fail) => {
    server.stdio[3].setEncoding("utf8").once("data", (text) => done(text.trim()));
    server.once("error", fail).once("exit", (code) => fail(new Error(`Xvfb ended (${code})`)));
  });
  return { name: `:${number}`, stop };
}

async function startUser(programs, display, { colorScheme, debugBuilds }) {
  const profile = holdFolder("webkit");
  mkdirSync(join(profile.folder, "gtk-3.0"));
  writeFileSync(join(profile.folder, "gtk-3.0/gtk.css"), toolbar);
  const port = await freePort(0);
  const env = {
    ...process.env,
    ...(debugBuilds ? withoutOptimizing : {}),
    DISPLAY: display.name,
    XDG_CONFIG_HOME: profile.folder,
  };
  const driver = spawn(programs.driver, [`--port=${port}`], { env, stdio: "ignore", detached: true });
  const kill = holdProcess(driver);
  const url = `http://127.0.0.1:${port}/`;
  await until(async () => (await fetch(`${url}status`)).ok, { message: "WebKitWebDriver is ready" });

  const capabilities = new Capabilities({
    "webkitgtk:browserOptions": {
      binary: programs.executable,
      args: ["--automation", ...(colorScheme === "dark" ? ["--dark-mode"] : [])],
    },
  });
  const session = new Session(WebDriver.createSession(new Executor(new HttpClient(url)), capabilities));
  return {
    open: (url) => session.open(url),
    async close() {
      await session.quit();
      kill();
      profile.remove();
    },
  };
}

/** A browser's tabs. The driver's commands go to one tab at a time, so each command first goes to its tab. */
class Session {
  #driver;
  #last = Promise.resolve();
  #tabs = new Set();

  constructor(driver) {
    this.#driver = driver;
  }

  /** Calls `work` with the driver after all that was asked before; gives up after so many milliseconds. */
  #turn(work, patience = 60_000) {
    const result = this.#last.then(() => bounded(work(this.#driver), patience));
    this.#last = result.catch(() => {});
    return result;
  }

  async open(url) {
    const handle = await this.#turn(async (driver) => {
      // The session begins with one tab, and would end with its last. A window each, as one that is behind another tab is
      // not drawn, and its screenshot would never come.
      if (this.#tabs.size > 0) await driver.switchTo().newWindow("window");
      const handle = await driver.getWindowHandle();
      this.#tabs.add(handle);
      return handle;
    });
    const tab = new Tab((work, patience) =>
      this.#turn(
        (driver) =>
          driver
            .switchTo()
            .window(handle)
            .then(() => work(driver)),
        patience,
      ),
    );
    await tab.open(url);
    return Object.assign(tab, { close: () => this.#close(handle) });
  }

  #close(handle) {
    return this.#turn(async (driver) => {
      await driver.switchTo().window(handle);
      if (this.#tabs.size > 1) {
        await driver.close();
        this.#tabs.delete(handle);
        await driver.switchTo().window([...this.#tabs][0]);
      } else {
        await driver.get("about:blank");
        this.#tabs.clear();
      }
    });
  }

  /** Ends the browser, or gives up: its processes are killed anyway. */
  async quit() {
    const patience = new Promise((done) => setTimeout(done, 5_000).unref());
    await Promise.race([this.#driver.quit().catch(() => {}), patience]);
  }
}

/** A command that is never answered fails, so that it can be given again, or the test fails and not the whole run hangs. */
function bounded(answer, patience) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error("WebKitWebDriver does not answer")), patience);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** How long a question may take that is asked again, in milliseconds: one that a document takes with it is never answered. */
const soon = 10_000;

class Tab {
  #turn;
  #problems = [];
  /** How many documents were left. */
  #left = 0;

  constructor(turn) {
    this.#turn = turn;
  }

  /** Goes to another document, and watches it once it is there. */
  async #navigate(go) {
    await this.#turn(go);
    await until(() => this.#turn((driver) => driver.executeScript(watch, this.#left), soon), {
      message: "the page is there",
    });
    await this.waitFor(() => document.readyState === "complete", { message: "the page is loaded" });
  }

  open(url) {
    return this.#navigate((driver) => driver.get(url));
  }

  async visit(url) {
    await this.#leave();
    await this.open(url);
  }

  /** By the page: of the driver's own command, which waits for the end of loading, nothing is known until that is answered. */
  async reload() {
    await this.#leave();
    await this.#navigate((driver) => driver.executeScript(() => setTimeout(() => location.reload())));
  }

  async back() {
    await this.#leave();
    await this.#turn((driver) => driver.navigate().back());
    await this.waitFor((left) => globalThis.__left !== left && document.readyState === "complete", {
      arguments: [this.#left],
      message: "the page is back",
    });
  }

  /** Keeps what went wrong in this document, and marks it, so that it is not taken for the next one. */
  async #leave() {
    await this.problems();
    this.#left += 1;
    await this.evaluate((left) => void (globalThis.__left = left), this.#left);
  }

  async evaluate(f, ...args) {
    return this.#evaluate(undefined, f, ...args);
  }

  async #evaluate(patience, f, ...args) {
    // Asynchronous, as WebKitGTK's synchronous scripts do not wait for a promise.
    const script = `
      const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${f})(...arguments[0])).then((value) => done({ value }), (error) => done({ error: String(error) }));
    `;
    const { value, error } = await this.#turn((driver) => driver.executeAsyncScript(script, args), patience);
    if (error) throw new Error(error);
    return value ?? undefined;
  }

  inject(source) {
    return this.#turn((driver) => driver.executeScript(source));
  }

  waitFor(f, { arguments: args = [], ...options } = {}) {
    return until(() => this.#evaluate(soon, f, ...args), { look: () => this.#evaluate(soon, shown), ...options });
  }

  text(selector) {
    return this.evaluate((s) => document.querySelector(s).textContent, selector);
  }

  resize(width, height) {
    return this.#turn(async (driver) => {
      const [around, above] = await driver.executeScript("return [outerWidth - innerWidth, outerHeight - innerHeight]");
      await driver
        .manage()
        .window()
        .setRect({ width: width + around, height: height + above });
    });
  }

  async screenshot(path) {
    writeFileSync(path, await this.#turn((driver) => driver.takeScreenshot()), "base64");
  }

  /** Those of documents before a reload too. */
  async problems() {
    this.#problems.push(...(await this.evaluate(() => globalThis.__problems?.splice(0) ?? [])));
    return [...this.#problems];
  }
}

/** In the page: collects what goes wrong. True once it is in the document that is navigated to. */
function watch(left) {
  if (location.href === "about:blank" || globalThis.__left === left) return false;
  if (globalThis.__problems) return true;
  const problems = (globalThis.__problems = []);
  const report = console.error;
  console.error = (...args) => {
    problems.push({ kind: "console", text: args.join(" ") });
    report.apply(console, args);
  };
  addEventListener("error", ({ message }) => problems.push({ kind: "exception", text: message }));
  addEventListener("unhandledrejection", ({ reason }) => problems.push({ kind: "exception", text: String(reason) }));
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    problems.push({ kind: "csp", text: `Content-Security-Policy: ${effectiveDirective} blocks ${blockedURI}` });
  });
  return true;
}

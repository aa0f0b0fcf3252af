// Which browsers this machine has, and where. The environment wins: CHROMIUM, FIREFOX, WEBKIT_DRIVER, WEBKIT_BROWSER.

import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** The browsers that the tests know. */
export const browsers = ["chromium", "firefox", "webkit"];

const places = {
  chromium: [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  firefox: ["firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"],
};

// Where distributions put WebKitGTK's own small browser; in each, a folder per version of the interface.
const webkitFolders = [
  ...["/usr/lib", "/usr/lib64", "/usr/libexec"],
  ...["x86_64", "aarch64"].map((cpu) => `/usr/lib/${cpu}-linux-gnu`),
];

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The full path of the first of these programs that there is. */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = names.flatMap((name) => (isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name))));
  return paths.find(isProgram);
}

// Ubuntu has packages that install a program which only says that it needs a snap.
function runs(path) {
  return spawnSync(path, ["--version"], { timeout: 30_000 }).status === 0;
}

function given(variable) {
  const path = process.env[variable];
  if (path && !findProgram(path)) return { error: `${variable} is ${path}, and that is no program` };
  return { path: path && findProgram(path) };
}

function findOne(variable, names) {
  const { path = findProgram(...names), error } = given(variable);
  if (error) return { error, given: true };
  if (!path) return { error: `no ${names[0]} is installed` };
  return runs(path) ? { executable: path } : { error: `${path} does not run` };
}

function miniBrowser() {
  const folders = webkitFolders.flatMap((folder) => {
    try {
      return readdirSync(folder)
        .filter((name) => name.startsWith("webkit"))
        .map((name) => join(folder, name));
    } catch {
      return [];
    }
  });
  return folders.map((folder) => join(folder, "MiniBrowser")).find(isProgram);
}

function findWebKit() {
  const driver = given("WEBKIT_DRIVER");
  const browser = given("WEBKIT_BROWSER");
  const found = {
    executable: browser.path ?? miniBrowser(),
    driver: driver.path ?? findProgram("WebKitWebDriver"),
    xvfb: findProgram("Xvfb"),
  };
  const error = driver.error ?? browser.error;
  if (error) return { error, given: true };
  if (!found.driver) return { error: "no WebKitWebDriver is installed" };
  if (!found.executable) return { error: "WebKitGTK's MiniBrowser is not installed" };
  if (!found.xvfb) return { error: "no Xvfb is installed" };
  return found;
}

/**
 * Where a browser's programs are, or `{ error, given }`: the reason why it cannot be used, and whether that is for the
 * environment's sake, so that installing something would not help.
 */
export function find(name) {
  if (name === "webkit") return findWebKit();
  return findOne(name.toUpperCase(), places[name]);
}

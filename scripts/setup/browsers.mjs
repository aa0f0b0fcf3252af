// The browsers that the tests run in: found, or installed by the system's package manager where that needs no password.

import { readFileSync } from "node:fs";
import { browsers, find } from "../../tests/browsers/find.mjs";
import { step } from "../lib/log.mjs";
import { installPackages } from "./packages.mjs";

// Package names by package manager. Where a browser has none, it cannot be installed by one command.
const packages = {
  chromium: { apt: ["chromium", "chromium-sandbox"], dnf: ["chromium"], pacman: ["chromium"] },
  firefox: { apt: ["firefox-esr"], dnf: ["firefox"], pacman: ["firefox"] },
  webkit: { apt: ["webkit2gtk-driver", "xvfb"] },
};

// Ubuntu's packages of these names are snaps, which do not work everywhere; its own Firefox has another name.
const ubuntu = /^ID=ubuntu$/m;

/** Makes the browsers available; gives those that are not: a map from the name to the reason. */
export async function setupBrowsers(wanted = browsers) {
  const missing = new Map();
  for (const name of wanted) {
    let { error, given } = find(name);
    if (error && !given) {
      const names = { ...packages[name], ...(name === "firefox" && isUbuntu() ? { apt: ["firefox"] } : {}) };
      const failed = await step(`Installing ${name}`, () => installPackages(names));
      ({ error } = find(name));
      if (error && failed) error = `${error}; ${failed}`;
    }
    if (error) missing.set(name, error);
  }
  return missing;
}

function isUbuntu() {
  try {
    return ubuntu.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

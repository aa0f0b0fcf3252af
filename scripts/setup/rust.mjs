// The Rust toolchain that rust-toolchain.toml pins: compiler, components, targets.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../tests/browsers/find.mjs";
import { Failure, step } from "../lib/log.mjs";
import { root } from "../lib/paths.mjs";
import { attempt, run } from "../lib/run.mjs";
import { installPackages } from "./packages.mjs";

const file = readFileSync(join(root, "rust-toolchain.toml"), "utf8");
const value = (key) => file.match(new RegExp(`^${key} = (.*)$`, "m"))[1];
const list = (key) => JSON.parse(value(key));

const channel = JSON.parse(value("channel"));
const components = list("components");
const targets = list("targets");

const missing = "there is no rustup: install it from https://rustup.rs, then run this again";

export async function setupRust() {
  // rustup may be set to install nothing by itself, and an override in the environment would win over the file.
  process.env.RUSTUP_TOOLCHAIN = channel;
  if (!(await installed())) await install();
  await setupLinker();
}

async function install() {
  const args = ["toolchain", "install", channel, "--profile", JSON.parse(value("profile")), "--no-self-update"];
  for (const component of components) args.push("--component", component);
  for (const target of targets) args.push("--target", target);
  await step(`Installing Rust ${channel} with ${[...components, ...targets].join(", ")}`, () =>
    run("rustup", args, { show: true, missing }),
  );
}

/** Rust's compiler links programs by the system's C compiler. */
async function setupLinker() {
  if (process.platform === "win32" || findProgram("cc")) return;
  const packages = { apt: ["gcc", "libc6-dev"], dnf: ["gcc"], pacman: ["gcc"] };
  const advice = await step("Installing a C compiler, which Rust links with", () => installPackages(packages));
  if (advice) throw new Failure(`there is no C compiler, which Rust links with: ${advice}`);
}

async function installed() {
  const toolchains = await run("rustup", ["toolchain", "list"], { missing });
  if (!toolchains.split("\n").some((line) => line.startsWith(`${channel}-`))) return false;
  const { code, output } = await attempt("rustup", ["component", "list", "--installed", "--toolchain", channel]);
  const names = output.split("\n");
  return (
    code === 0 &&
    components.every((component) => names.some((name) => name.startsWith(component))) &&
    targets.every((target) => names.includes(`rust-std-${target}`))
  );
}

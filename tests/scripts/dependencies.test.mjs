// What a build does not bring along: nothing of the web on a server, nothing of a server in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../../scripts/lib/run.mjs";

const dependencies = async (target, ...features) => {
  const args = ["tree", "--locked", "-p", "eventsource-wasm", "-e", "normal", "--prefix", "none", "--target", target];
  const output = await run("cargo", [...args, ...features]);
  return output.split("\n").map((line) => line.split(" ")[0]);
};

test("a server build has no web dependency", async () => {
  const names = await dependencies("x86_64-unknown-linux-gnu", "--no-default-features", "--features", "json,axum,mock");
  assert.ok(names.includes("axum"));
  assert.deepEqual(
    names.filter((name) => /^(wasm-bindgen|js-sys|web-sys|gloo|serde-wasm)/.test(name)),
    [],
  );
});

test("a browser's build has no dependency of servers", async () => {
  const names = await dependencies("wasm32-unknown-unknown", "--all-features");
  assert.ok(names.includes("web-sys"));
  assert.deepEqual(
    names.filter((name) => /^(axum|tokio|hyper|tower|http)/.test(name)),
    [],
  );
});

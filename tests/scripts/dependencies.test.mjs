// What a build does not bring along: nothing of the web on a server, nothing of a server in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../../scripts/lib/run.mjs";

const dependencies = async (crate, target, ...features) => {
  const args = ["tree", "--locked", "-p", crate, "-e", "normal", "--prefix", "none", "--target", target];
  const output = await run("cargo", [...args, ...features]);
  return output.split("\n").map((line) => line.split(" ")[0]);
};
const library = "eventsource-wasm";
const host = "x86_64-unknown-linux-gnu";
const browser = "wasm32-unknown-unknown";
const web = /^(wasm-bindgen|js-sys|web-sys|gloo|serde-wasm)/;

test("a server build has no web dependency", async () => {
  const names = await dependencies(library, host, "--no-default-features", "--features", "json,axum,mock");
  assert.ok(names.includes("axum"));
  assert.deepEqual(
    names.filter((name) => web.test(name)),
    [],
  );
});

test("our own server has none either", async () => {
  const names = await dependencies("eventsource-wasm-server", host);
  assert.ok(names.includes(library));
  assert.deepEqual(
    names.filter((name) => web.test(name)),
    [],
  );
});

test("a browser's build has no dependency of servers, and none of a framework unless it asks for that", async () => {
  const names = await dependencies(library, browser, "--features", "axum,js,json,mock");
  assert.ok(names.includes("web-sys"));
  assert.deepEqual(
    names.filter((name) => /^(axum|tokio|hyper|tower|http|dioxus|leptos|reactive|yew)/.test(name)),
    [],
  );
  assert.ok((await dependencies(library, browser, "--features", "yew")).includes("yew"));
  // Signals are all that is needed of Leptos.
  const leptos = await dependencies(library, browser, "--features", "leptos");
  assert.ok(leptos.includes("reactive_graph") && !leptos.includes("leptos"));
});

// The connection's states and the countdown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connecting, connectionAfter, ReadyState, RECONNECTION_TIME, secondsLeft } from "../src/connection.ts";
import { stateInWords } from "../src/wording.ts";

const lost = connectionAfter(ReadyState.connecting, 1_000);

test("the source's readyState gives the state", () => {
  assert.equal(connectionAfter(ReadyState.open, 0).state, "live");
  assert.equal(lost.state, "reconnecting");
  assert.equal(connectionAfter(ReadyState.closed, 0).state, "closed");
});

test("a lost connection counts down, and then says that it tries", () => {
  const words = [0, 1, 1_000, 2_999, 3_000, 60_000].map((passed) => stateInWords(lost, 1_000 + passed));
  assert.deepEqual(words, [
    "reconnecting in 3 s",
    "reconnecting in 3 s",
    "reconnecting in 2 s",
    "reconnecting in 1 s",
    "reconnecting…",
    "reconnecting…",
  ]);
});

test("an attempt that fails starts the countdown again", () => {
  assert.equal(secondsLeft(connectionAfter(ReadyState.connecting, 9_000), 9_000), RECONNECTION_TIME / 1000);
});

test("a clock set back makes the wait no longer than it can be", () => {
  assert.equal(secondsLeft(lost, -3_600_000), RECONNECTION_TIME / 1000);
});

test("the other states have nothing to count", () => {
  assert.equal(secondsLeft(connecting, 0), 0);
  assert.deepEqual(
    [connecting, connectionAfter(ReadyState.open, 0), connectionAfter(ReadyState.closed, 0)].map((connection) =>
      stateInWords(connection, 0),
    ),
    ["connecting", "live", "closed"],
  );
});

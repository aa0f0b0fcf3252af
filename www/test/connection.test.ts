// The connection's states and the countdown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connecting, connectionIn, secondsLeft } from "../src/connection.ts";
import { stateInWords } from "../src/wording.ts";

const waiting = { status: "waiting", attempt: 1, delay: 3_000, until: 4_000, cause: "network" } as const;
const lost = connectionIn(waiting);

test("the source's state gives the connection's", () => {
  assert.equal(connectionIn({ status: "open" }).state, "live");
  assert.equal(lost.state, "reconnecting");
  assert.equal(connectionIn({ status: "closed", cause: "http" }).state, "closed");
  assert.equal(connectionIn({ status: "connecting", attempt: 0 }).state, "connecting");
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

test("an attempt after a failure is still reconnecting, with nothing to count", () => {
  assert.equal(stateInWords(connectionIn({ status: "connecting", attempt: 1 }), 0), "reconnecting…");
});

test("a wait that nobody knows the end of has nothing to count", () => {
  const unknown = connectionIn({ ...waiting, delay: undefined, until: undefined });
  assert.equal(stateInWords(unknown, 0), "reconnecting…");
});

test("a clock set back makes the wait no longer than it can be", () => {
  assert.equal(secondsLeft(lost, -3_600_000), 3);
});

test("the other states have nothing to count", () => {
  assert.equal(secondsLeft(connecting, 0), 0);
  assert.deepEqual(
    [connecting, connectionIn({ status: "open" }), connectionIn({ status: "closed", cause: "http" })].map(
      (connection) => stateInWords(connection, 0),
    ),
    ["connecting", "live", "closed"],
  );
});

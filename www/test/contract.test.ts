// What the server sends, by the contract, is what the page shows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionIn } from "../src/connection.ts";
import { empty, view, withConnection, withStats, withUsers } from "../src/model.ts";
import { sent } from "./contract.ts";

test("the page shows what the server sends", () => {
  const now = sent.stats.since + 60_000;
  const open = withConnection(empty, connectionIn({ status: "open" }), now);
  const shown = view(withStats(withUsers(open, sent.userCount, now), sent.stats), now);
  assert.equal(shown.users, "3");
  assert.match(shown.stats, /^3 people with 5 open tabs, never more than 7 at once since /);
});

// From events to what is seen and heard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { QUIET } from "../src/announcement.ts";
import { connectionIn } from "../src/connection.ts";
import { empty, view, withConnection, withStats, withTime, withUsers, type Model } from "../src/model.ts";

const noon = new Date(2026, 10, 21, 12, 0).getTime();
const opened = (model: Model, now: number) =>
  withTime(withConnection(model, connectionIn({ status: "open" }), now), now);
const lost = (model: Model, now: number) => {
  const state = { status: "waiting", attempt: 1, delay: 3_000, until: now + 3_000, cause: "network" } as const;
  return withTime(withConnection(model, connectionIn(state), now), now);
};
const counted = (model: Model, users: number, now: number) => withTime(withUsers(model, users, now), now);

test("before the first count there is a dash, and no false sentence", () => {
  const { users, digits, state, stats } = view(empty, noon);
  assert.deepEqual({ users, digits, state, stats }, { users: "–", digits: 0, state: "connecting", stats: "" });
});

test("one person is looking, two people are", () => {
  const sentence = (users: number) => {
    const shown = view(counted(opened(empty, noon), users, noon), noon);
    return `${shown.users} ${shown.looking}`;
  };
  assert.equal(sentence(1), "1 person is looking at this page right now");
  assert.equal(sentence(2), "2 people are looking at this page right now");
  assert.equal(sentence(0), "0 people are looking at this page right now");
});

test("a lost connection keeps the count, and says that it is an old one", () => {
  const shown = view(lost(counted(opened(empty, noon), 3, noon), noon + 1), noon + 1);
  assert.equal(shown.users, "3");
  assert.equal(shown.state, "reconnecting");
  assert.equal(shown.looking, "people were looking at this page at last count");
});

test("the stats are one sentence, with the day where it is not today", () => {
  const stats = (connections: number, users: number, since: number) =>
    view(withStats(empty, { users, connections, peak: 9, since }), noon).stats;
  assert.equal(stats(5, 3, noon - 3_600_000), "3 people with 5 open tabs, never more than 9 at once since 11:00.");
  assert.equal(
    stats(1, 1, new Date(2026, 10, 20, 12, 0).getTime()),
    "1 person with 1 open tab, never more than 9 at once since 12:00 on 20 November.",
  );
});

test("the chart is described in words", () => {
  const model = counted(counted(opened(empty, noon), 2, noon), 5, noon + 90_000);
  const shown = view(model, noon + 150_000);
  assert.equal(shown.chartStart, "2½ minutes ago");
  assert.equal(shown.chartInWords, "Chart of the count from 2½ minutes ago until now: between 2 and 5 people");
});

test("a screen reader hears every change of state, and the count only now and then", () => {
  const heard: string[] = [];
  let model = empty;
  const step = (next: Model) => {
    model = next;
    if (model.announcement.text !== (heard.at(-1) ?? "")) heard.push(model.announcement.text);
  };
  step(opened(model, noon));
  step(counted(model, 1, noon + 10));
  for (let second = 1; second < 10; second += 1) step(counted(model, 1 + second, noon + second * 1_000));
  step(withTime(model, noon + 10 + QUIET));
  step(withTime(model, noon + 10 + 5 * QUIET));
  step(lost(model, noon + 90_000));
  step(withTime(model, noon + 92_000));
  step(lost(model, noon + 93_000));
  step(opened(model, noon + 96_000));
  assert.deepEqual(heard, [
    "Live.",
    "1 person is looking at this page right now.",
    "10 people are looking at this page right now.",
    "Connection lost, reconnecting.",
    "Live.",
  ]);
});

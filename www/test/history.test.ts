// The last minutes of the count: what is kept, what is shown, what a lost connection leaves open.

import assert from "node:assert/strict";
import { test } from "node:test";
import { columns, extremes, record, span, usersAt, type History } from "../src/history.ts";

const minutes = (count: number) => count * 60_000;
const history = (...samples: [time: number, users: number | null][]): History =>
  samples.reduce<History>((before, [time, users]) => record(before, time, users), []);

test("what is too old is dropped, but for the value that reaches into the chart", () => {
  const kept = history([0, 1], [minutes(1), 2], [minutes(7), 3]);
  assert.deepEqual(
    kept.map(({ users }) => users),
    [2, 3],
  );
});

test("the chart spans what is known, between one minute and five", () => {
  const one = history([0, 1]);
  assert.equal(span([], 0), minutes(1));
  assert.equal(span(one, minutes(0.5)), minutes(1));
  assert.equal(span(one, minutes(3)), minutes(3));
  assert.equal(span(one, minutes(60)), minutes(5));
});

test("nothing is recorded for being lost twice, or before the first count", () => {
  assert.deepEqual(history([0, null]), []);
  assert.equal(history([0, 1], [1, null], [2, null]).length, 2);
});

test("a value holds until the connection is lost, and the chart is open until the next one", () => {
  assert.deepEqual(columns(history([0, 4], [1_000, null], [5_000, 6]), 9_000), [
    [0, 999, 1_000, 5_000, 8_999],
    [4, 4, null, 6, 6],
  ]);
});

test("the count of a moment is the last one before it, if any is known", () => {
  const known = history([10, 4], [20, null], [30, 6]);
  assert.deepEqual(
    [9, 10, 19, 20, 30, 99].map((time) => usersAt(known, time)),
    [null, 4, 4, null, 6, 6],
  );
});

test("times never decrease, even when the clock does", () => {
  const [times] = columns(history([5_000, 1], [1_000, 2], [1_500, null]), 1_000);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test("the extremes count the value that reaches into the span, and no gap", () => {
  assert.equal(extremes([], 0), undefined);
  assert.deepEqual(extremes(history([0, 7], [minutes(2), 3], [minutes(3), null]), minutes(6)), { least: 3, most: 7 });
  assert.deepEqual(extremes(history([0, 7], [minutes(2), 3]), minutes(9)), { least: 3, most: 3 });
});

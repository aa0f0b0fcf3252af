// Makes what the suite gives the subtests of a test, so that each counts.

import { ok } from "node:assert/strict";

/** @param {import("node:test").TestContext} t */
export async function report(t, results) {
  ok(results.length > 0, "there are cases");
  for (const { name, error } of results) {
    await t.test(name, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
}

// One of each event that the server sends, as the contract of both has them. That they have the page's types is checked with
// the page.

import examples from "../../contract/examples.json" with { type: "json" };
import type { Events } from "../src/main.ts";

/** Nothing that the page reads is missing from what is sent. */
export const sent = examples satisfies Events;

/** And nothing is sent that the page does not know. */
export type Known = Events extends typeof examples ? true : never;
true satisfies Known;

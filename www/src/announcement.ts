// What a screen reader hears, and when: every change of state, and the count now and then. Pure.

import { stateAloud, looking } from "./wording.ts";
import type { Connection } from "./connection.ts";

/** The count is said at most this often, in milliseconds. */
export const QUIET = 10_000;

export interface Announcement {
  /** What the live region holds. */
  readonly text: string;
  readonly state: Connection["state"];
  readonly users: number | undefined;
  /** When the count was last said, in milliseconds of the Unix epoch. */
  readonly countedAt: number;
}

export const silence: Announcement = { text: "", state: "connecting", users: undefined, countedAt: -Infinity };

/** The announcement to follow `last`; the same one when there is nothing new to say, or not yet. */
export function announce(last: Announcement, connection: Connection, users: number | undefined, now: number) {
  const { state } = connection;
  if (state !== last.state) return { ...last, state, text: stateAloud(connection) };
  const due = now - last.countedAt >= QUIET;
  if (state === "live" && users !== undefined && users !== last.users && due) {
    return { ...last, users, countedAt: now, text: `${users} ${looking(users, true)}.` };
  }
  return last;
}

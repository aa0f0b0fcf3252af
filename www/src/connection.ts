// The connection as the page shows it: the source's state, turned into a word and a countdown. Pure.

import type { ConnectionState } from "eventsource-wasm";

export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** Lost. The next attempt comes at `until`, in milliseconds of the Unix epoch, after a wait of `delay`; 0 is now. */
  | { readonly state: "reconnecting"; readonly until: number; readonly delay: number }
  | { readonly state: "closed" };

/** A new source, before its first event. */
export const connecting: Connection = { state: "connecting" };

/** The connection in this state of the source. */
export function connectionIn(state: ConnectionState): Connection {
  switch (state.status) {
    case "open":
      return { state: "live" };
    case "waiting":
      return { state: "reconnecting", until: state.until ?? 0, delay: state.delay ?? 0 };
    case "connecting":
      return state.attempt === 0 ? connecting : { state: "reconnecting", until: 0, delay: 0 };
    default:
      return { state: "closed" };
  }
}

/** Whole seconds until the next attempt, never 0 before it is due; 0 while it is under way. */
export function secondsLeft(connection: Connection, now: number): number {
  if (connection.state !== "reconnecting") return 0;
  // A clock that was set back must not make the wait look longer than it can be.
  const wait = Math.min(connection.until - now, connection.delay);
  return Math.max(0, Math.ceil(wait / 1000));
}

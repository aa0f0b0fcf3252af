// The connection as the page shows it: what the source's events say, turned into a state with a countdown. Pure.

/**
 * How long the browser waits before it connects again, in milliseconds. The server sets it with `retry:` (the default
 * of its `--retry` is the same); the browser obeys and tells no one, so that the page has to know it too.
 */
export const RECONNECTION_TIME = 3000;

/** `EventSource.readyState`, in the numbers of the HTML standard. */
export const ReadyState = { connecting: 0, open: 1, closed: 2 } as const;

export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** Lost; the browser tries again at `retryAt`, in milliseconds of the Unix epoch. */
  | { readonly state: "reconnecting"; readonly retryAt: number }
  | { readonly state: "closed" };

/** A new source, before its first event. */
export const connecting: Connection = { state: "connecting" };

/**
 * The connection after an "open" or "error" event of the source, which had this `readyState`.
 *
 * An error while the source is open is not about the connection (an event that could not be decoded): it stays live.
 */
export function connectionAfter(readyState: number, now: number): Connection {
  switch (readyState) {
    case ReadyState.open:
      return { state: "live" };
    case ReadyState.connecting:
      return { state: "reconnecting", retryAt: now + RECONNECTION_TIME };
    default:
      return { state: "closed" };
  }
}

/** Whole seconds until the next attempt, never 0 before it is due; 0 while it is under way. */
export function secondsLeft(connection: Connection, now: number): number {
  if (connection.state !== "reconnecting") return 0;
  // A clock that was set back must not make the wait look longer than it can be.
  const wait = Math.min(connection.retryAt - now, RECONNECTION_TIME);
  return Math.max(0, Math.ceil(wait / 1000));
}

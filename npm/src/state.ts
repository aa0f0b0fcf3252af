// Where a connection is, as the page may show it.

/** Why a connection is gone. */
export type Cause =
  | "requested"
  | "aborted"
  | "ended"
  | "network"
  | "offline"
  | "http"
  | "mime"
  | "idle"
  | "hidden"
  | "frozen"
  | "unsupported"
  | "wasm";

/**
 * - `connecting`: a request is on its way; `attempt` is 0 for the first one, else how many retries in a row this is.
 * - `open`: events come as the server sends them.
 * - `waiting`: the connection is gone and comes back. `delay` is how long this wait is in all, in milliseconds, and
 *   `until` when it ends, in milliseconds of the Unix epoch; both are `undefined` where the browser's own class
 *   reconnects by itself, in a time that it does not tell, and where the page has to come back first.
 * - `closed`: nothing comes any more.
 */
export type ConnectionState =
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "open" }
  | {
      readonly status: "waiting";
      readonly attempt: number;
      readonly delay: number | undefined;
      readonly until: number | undefined;
      readonly cause: Cause;
    }
  | { readonly status: "closed"; readonly cause: Cause };

/** A state that begins now, out of what the connection reports. */
export function beginning(report: ConnectionState): ConnectionState {
  if (report.status !== "waiting") return report;
  return { ...report, until: report.delay === undefined ? undefined : Date.now() + report.delay };
}

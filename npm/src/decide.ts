// The user's last word on a failure: the core asks for it in the middle of what it is told.

import { causes, type Cause } from "./state.js";

/** A connection that failed or ended. Times are in milliseconds. */
export interface RetryInfo {
  /** The number of the retry that would come now: 1 after a connection that proved good. */
  readonly attempt: number;
  /** Why the connection is gone. */
  readonly cause: Cause;
  /** The HTTP status, where the server's answer is the cause; else 0. */
  readonly status: number;
  /** Why the attempt before this one failed; `undefined` where that was good. */
  readonly previous: { readonly cause: Cause; readonly status: number } | undefined;
  /** The time to wait that the server asked for by `Retry-After`; `undefined` where it did not. */
  readonly retryAfter: number | undefined;
  /** The time since the first failure in this row; 0 at that. */
  readonly elapsed: number;
  /** How long the policy would wait, whether it would retry or not. */
  readonly delay: number;
  /** Whether the policy would retry. */
  readonly willRetry: boolean;
}

/** A number of milliseconds to retry after, `false` to close for good, anything else to leave it to the policy. */
export type Decide = (info: RetryInfo) => number | boolean | undefined | void;

let asked: Decide | undefined;

/** Has `decide` asked in what `run` tells the core. */
export function asking<T>(decide: Decide | undefined, run: () => T): T {
  const outer = asked;
  asked = decide;
  try {
    return run();
  } finally {
    asked = outer;
  }
}

/** Called by the core. */
export function decide(
  attempt: number,
  cause: number,
  status: number,
  retryAfter: number,
  elapsed: number,
  delay: number,
  willRetry: number,
  previous: number,
  previousStatus: number,
): number {
  try {
    const wait = retryAfter >= 0 ? retryAfter : undefined;
    const before = previous >= 0 ? { cause: causes[previous]!, status: previousStatus } : undefined;
    const answer = asked?.({
      attempt,
      cause: causes[cause]!,
      status,
      previous: before,
      retryAfter: wait,
      elapsed,
      delay,
      willRetry: Boolean(willRetry),
    });
    return answer === false ? -1 : typeof answer === "number" ? Math.max(0, answer) : NaN;
  } catch (error) {
    reportError(error);
    return NaN;
  }
}

/** Reports what a user's function has thrown, as the platform reports what its listeners throw. */
export function reportError(error: unknown): void {
  if (globalThis.reportError) globalThis.reportError(error);
  else
    setTimeout(() => {
      throw error;
    });
}

// The last minutes of the count, for the chart. Pure: a history is never changed, only replaced.

/** The chart shows at least this much time, in milliseconds, so that a page just opened has something to look at ... */
const SHORTEST = 60_000;
/** ... and at most this much. */
const LONGEST = 300_000;

/** From `time` (Unix epoch, milliseconds) on, this many users; `null` while the connection was lost and nobody knows. */
export interface Sample {
  readonly time: number;
  readonly users: number | null;
}

export type History = readonly Sample[];

/** The history with what was learnt at `time`, and without what is too old to be shown. */
export function record(history: History, time: number, users: number | null): History {
  if (users === null && (history.at(-1)?.users ?? null) === null) return history;
  // Set back or not, the clock of a history never does.
  const at = Math.max(time, history.at(-1)?.time ?? time);
  const firstShown = history.findLastIndex((sample) => sample.time <= at - LONGEST);
  return [...history.slice(Math.max(0, firstShown)), { time: at, users }];
}

/** How much time the chart shows, in milliseconds: all that is known, within the two limits. */
export function span(history: History, now: number): number {
  const known = now - (history[0]?.time ?? now);
  return Math.min(Math.max(known, SHORTEST), LONGEST);
}

/** The count at `time`; `null` where nobody knows it. */
export function usersAt(history: History, time: number): number | null {
  return history.findLast((sample) => sample.time <= time)?.users ?? null;
}

/** The least and the most users of the span that ends now; `undefined` before the first count. */
export function extremes(history: History, now: number): { least: number; most: number } | undefined {
  const start = now - span(history, now);
  const shown = history
    // A sample counts until the next one: the one before the span still reaches into it.
    .filter((_, index) => (history[index + 1]?.time ?? now) >= start)
    .flatMap(({ users }) => (users === null ? [] : [users]));
  return shown.length === 0 ? undefined : { least: Math.min(...shown), most: Math.max(...shown) };
}

/** The history as the chart's two columns, times and users: the last value reaches until now. */
export function columns(history: History, now: number): [times: number[], users: (number | null)[]] {
  const times: number[] = [];
  const users: (number | null)[] = [];
  const add = (time: number, value: number | null) => {
    times.push(time);
    users.push(value);
  };
  history.forEach((sample, index) => {
    add(sample.time, sample.users);
    const next = history[index + 1];
    // A chart begins a gap at the last value before it, not at the null: so the value is said again right there.
    if (sample.users !== null && (next?.users ?? null) === null) {
      add(Math.max(sample.time, (next?.time ?? now) - 1), sample.users);
    }
  });
  return [times, users];
}

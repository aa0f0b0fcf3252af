// Everything the page says, in words. Pure.

import { secondsLeft, type Connection } from "./connection.ts";
import { extremes, span, type History } from "./history.ts";

/** What the server's "stats" event carries. */
export interface Stats {
  users: number;
  connections: number;
  peak: number;
  /** When the server started to count, in milliseconds of the Unix epoch. */
  since: number;
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** What follows the count; in the past tense when the count is the last one heard before the connection was lost. */
export function looking(users: number | undefined, live: boolean): string {
  const one = users === 1;
  if (live || users === undefined) return `${one ? "person is" : "people are"} looking at this page right now`;
  return `${one ? "person was" : "people were"} looking at this page at last count`;
}

export function stateInWords(connection: Connection, now: number): string {
  if (connection.state !== "reconnecting") return connection.state;
  const seconds = secondsLeft(connection, now);
  return seconds > 0 ? `reconnecting in ${seconds} s` : "reconnecting…";
}

/** The state as a screen reader says it: once per change, so without the countdown. */
export function stateAloud(connection: Connection): string {
  return {
    connecting: "Connecting.",
    live: "Live.",
    reconnecting: "Connection lost, reconnecting.",
    closed: "Connection closed.",
  }[connection.state];
}

export function statsInWords({ users, connections, peak, since }: Stats, now: number): string {
  const people = counted(users, "person", "people");
  const tabs = counted(connections, "open tab", "open tabs");
  return `${people} with ${tabs}, never more than ${peak} at once since ${moment(since, now)}.`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });

/** "14:02" today, "14:02 on 20 November" on another day, in the reader's time zone. */
function moment(time: number, now: number): string {
  return date.format(time) === date.format(now) ? clock.format(time) : `${clock.format(time)} on ${date.format(time)}`;
}

/** How long ago the chart begins: "1 minute ago", "2½ minutes ago". */
export function chartStart(history: History, now: number): string {
  // Steps of half a minute: the label need not tick.
  const halves = Math.round(span(history, now) / 30_000);
  const minutes = `${Math.floor(halves / 2)}${halves % 2 === 0 ? "" : "½"}`;
  return minutes === "1" ? "1 minute ago" : `${minutes} minutes ago`;
}

/** The chart's text alternative. */
export function chartInWords(history: History, now: number): string {
  const range = extremes(history, now);
  if (!range) return "Chart of the last minutes, empty so far";
  const { least, most } = range;
  const people = least === most ? counted(most, "person", "people") : `between ${least} and ${most} people`;
  return `Chart of the count from ${chartStart(history, now)} until now: ${people}`;
}

/** The tab's title. */
export function title(users: number | undefined): string {
  return users === undefined ? "Who is looking right now" : `${users} looking right now`;
}

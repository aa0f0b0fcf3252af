// What the page knows, and what it shows of it. Pure: events make a new model, a model and the time make a view.

import { announce, silence, type Announcement } from "./announcement.ts";
import { connecting, type Connection } from "./connection.ts";
import { record, type History } from "./history.ts";
import { chartInWords, chartStart, looking, stateInWords, statsInWords, title, type Stats } from "./wording.ts";

export interface Model {
  readonly connection: Connection;
  readonly users: number | undefined;
  readonly stats: Stats | undefined;
  readonly history: History;
  readonly announcement: Announcement;
}

export const empty: Model = {
  connection: connecting,
  users: undefined,
  stats: undefined,
  history: [],
  announcement: silence,
};

/** The connection changed. What was counted before stays, but from now on nobody knows the count. */
export function withConnection(model: Model, connection: Connection, now: number): Model {
  const history = connection.state === "live" ? model.history : record(model.history, now, null);
  return { ...model, connection, history };
}

export function withUsers(model: Model, users: number, now: number): Model {
  return { ...model, users, history: record(model.history, now, users) };
}

export function withStats(model: Model, stats: Stats): Model {
  return { ...model, stats };
}

/** Time went by: the screen reader may hear what it has not heard yet. */
export function withTime(model: Model, now: number): Model {
  return { ...model, announcement: announce(model.announcement, model.connection, model.users, now) };
}

/** Everything on the page that changes, as text. */
export interface View {
  readonly title: string;
  readonly users: string;
  /** How many digits the count has, 0 before the first one, and never more than 6: what the type is sized by. */
  readonly digits: number;
  readonly looking: string;
  readonly state: Connection["state"];
  readonly stateInWords: string;
  readonly stats: string;
  readonly chartStart: string;
  readonly chartInWords: string;
  readonly announcement: string;
}

export function view({ connection, users, stats, history, announcement }: Model, now: number): View {
  return {
    title: title(users),
    users: users === undefined ? "–" : String(users),
    digits: users === undefined ? 0 : Math.min(String(users).length, 6),
    looking: looking(users, connection.state === "live"),
    state: connection.state,
    stateInWords: stateInWords(connection, now),
    stats: stats ? statsInWords(stats, now) : "",
    chartStart: chartStart(history, now),
    chartInWords: chartInWords(history, now),
    announcement: announcement.text,
  };
}

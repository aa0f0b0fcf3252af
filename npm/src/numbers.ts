// What crosses the border to WebAssembly as a number: src/code.rs has the same numbers. They cost nothing by name, as the
// bundler puts them in place.

/** What the user or the page has to say. */
export const enum Input {
  Connect,
  Close,
  Abort,
  Timer,
  Online,
  Offline,
  Hidden,
  Visible,
  Frozen,
  Resumed,
}

/** What the present connection has to say. */
export const enum Signal {
  Open,
  Other,
  End,
  NetworkError,
  CorsRefused,
  RequestFailed,
  BrowserReconnects,
  BrowserGaveUp,
  Event,
  Read,
}

/** The bits of what is to be done. */
export const enum Action {
  Abort = 1,
  Connect = 2,
  Timer = 4,
  Notify = 8,
}

/** The places in the report. */
export const enum Report {
  Timer,
  Status,
  Attempt,
  Delay,
  Cause,
  AsksAboutCors,
  LastEventId,
  LastEventIdLength,
  Table,
  Rows,
  Copied,
  Room,
  Length,
}

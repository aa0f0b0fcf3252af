// Who is looking at this page: the source's events make a model, the model makes what is seen. One way.

import { EventSource } from "eventsource-wasm";
import type { Chart } from "./chart.ts";
import { connecting, connectionIn } from "./connection.ts";
import { empty, view, withConnection, withStats, withTime, withUsers, type Model } from "./model.ts";
import { chartElement, onReconnect, show } from "./page.ts";
import type { Stats } from "./wording.ts";

export type Events = { userCount: number; stats: Stats };

/** How often the page follows the time, in milliseconds: often enough for a countdown and a chart that moves. */
const TICK = 100;
/** How often the chart moves for readers who asked for less motion, in milliseconds. */
const CALM_TICK = 15_000;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

let chart: Chart | undefined;
let model: Model = empty;
let drawnAt = -Infinity;

function update(change: (model: Model, now: number) => Model): void {
  const now = Date.now();
  const before = model;
  model = withTime(change(model, now), now);
  show(view(model, now));

  if (!chart) return;
  const news = model.history !== before.history || model.connection !== before.connection;
  const due = now - drawnAt >= (calm.matches ? CALM_TICK : chart.timePerPixel());
  if (news || (due && !document.hidden)) {
    chart.draw(model.history, now);
    drawnAt = now;
  }
}

/** Opens a source and follows it; gives it. */
function connect(): EventSource<Events> {
  update((model, now) => withConnection(model, connecting, now));

  // Over fetch it tells when the next attempt follows.
  const source = new EventSource<Events>("/users/count", { transport: "fetch" });
  source.on("userCount", ({ data }) => update((model, now) => withUsers(model, data, now)));
  source.on("stats", ({ data }) => update((model) => withStats(model, data)));

  source.addEventListener("statechange", () => {
    update((model, now) => withConnection(model, connectionIn(source.state), now));
  });
  source.addEventListener("error", (event) => {
    // What no new attempt can mend is for whoever looks into the console.
    if ("error" in event && !event.error.willRetry) console.error(event.error);
  });
  return source;
}

/** The chart is an extra: the count neither waits for it nor fails with it. */
async function loadChart(): Promise<void> {
  // uPlot asks for the number format of this language as it loads; WebKit calls it "C" where no locale is set, and throws.
  if (navigator.language === "C") Object.defineProperty(navigator, "language", { value: "en" });
  chart = (await import("./chart.ts")).chart(chartElement);
}

let source = connect();
onReconnect(() => {
  if (source.state.status === "closed") source = connect();
  else source.reconnect();
});
loadChart().catch(console.error);
setInterval(() => update((model) => model), TICK);

// What JavaScript has to read a stream with, each used as its documentation says. The names are those of ../contestants.mjs.

import { fetchEventSource } from "@microsoft/fetch-event-source";
import { EventSource as Polyfill } from "eventsource";
import { createParser } from "eventsource-parser";
import { listen, weigh } from "./weigh.mjs";

/** What all others are compared with: the browser's own class, and a listener as everybody writes it. */
export function baseline(round, done) {
  listen(new EventSource(round.url), round, done);
}

export function socket(round, done) {
  const socket = new WebSocket(round.url.replace(/^http/, "ws"));
  const take = weigh(round, done, () => socket.close());
  socket.addEventListener("message", ({ data }) => take(JSON.parse(data)));
}

export function eventsource(round, done) {
  listen(new Polyfill(round.url), round, done);
}

export function microsoft(round, done) {
  const controller = new AbortController();
  const take = weigh(round, done, () => controller.abort());
  fetchEventSource(round.url, {
    signal: controller.signal,
    openWhenHidden: true,
    onmessage: ({ event, data }) => {
      if (event === round.type) take(JSON.parse(data));
    },
  });
}

export async function parser(round, done) {
  const response = await fetch(round.url, { headers: { accept: "text/event-stream" } });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let isOver = false;
  const take = weigh(round, done, () => (isOver = true));
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === round.type && !isOver) take(JSON.parse(data));
    },
  });
  while (!isOver) {
    const { value } = await reader.read();
    parser.feed(decoder.decode(value, { stream: true }));
  }
  await reader.cancel();
}

// The browser's own EventSource: the browser connects, parses, and reconnects after some failures.

import { Signal } from "./numbers.js";
import type { Session, Transport } from "./session.js";

/** As it was before anything put another in its place, ours perhaps. */
export const Native = globalThis.EventSource as typeof globalThis.EventSource | undefined;

/**
 * Connects by the browser's own class.
 *
 * @param reconnects whether the browser may do so by itself. Where the URL has the last event id in it, it is of no use any
 * more then.
 * @param eventTypes those that somebody listens to
 */
export function connectNatively(
  session: Session,
  url: string,
  withCredentials: boolean,
  reconnects: boolean,
  eventTypes: Iterable<string>,
): Transport {
  const source = new Native!(url, { withCredentials });
  const listened = new Set<string>();
  let origin: string | undefined;
  let latest: MessageEvent | undefined;
  const receiver = (eventType: string) => (given: Event) => {
    if (!isMessage(given) || !session.counts(transport)) return;
    latest = given;
    // Asked of the first event only: each question makes a string anew.
    origin ??= given.origin;
    session.settle();
    session.audience.receive(eventType, given.data, given.lastEventId, origin);
  };
  const transport: Transport = {
    close: () => source.close(),
    listen(eventType) {
      if (!listened.has(eventType)) source.addEventListener(eventType, receiver(eventType));
      listened.add(eventType);
    },
    settle(wasm, core) {
      if (latest === undefined) return 0;
      session.put(latest.lastEventId);
      latest = undefined;
      return wasm.connection_signal(core, Signal.Event);
    },
  };
  source.onopen = (event) => {
    if (isMessage(event)) return;
    // The browser may have been sent elsewhere.
    origin = undefined;
    session.signal(transport, Signal.Open);
  };
  source.onerror = (event) => {
    if (isMessage(event)) return;
    if (source.readyState === source.CLOSED) session.signal(transport, Signal.BrowserGaveUp);
    else if (reconnects) session.signal(transport, Signal.BrowserReconnects);
    else {
      source.close();
      session.signal(transport, Signal.NetworkError);
    }
  };
  for (const eventType of eventTypes) transport.listen!(eventType);
  return transport;
}

/** A server may send events named `open` and `error`, which are MessageEvents. Those for the connection itself are not. */
function isMessage(event: Event): event is MessageEvent {
  return event instanceof MessageEvent;
}

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
  const origin = new URL(url).origin;
  let latest: string | undefined;
  const receive = (event: Event) => {
    // A server may send events named `open` and `error`, which are MessageEvents. Those for the connection itself are not.
    if (!(event instanceof MessageEvent) || !session.counts(transport)) return;
    latest = event.lastEventId;
    session.settle();
    session.audience.receive(event.type, event.lastEventId, event.origin, () => event.data, 0, 0);
  };
  const transport: Transport = {
    close: () => source.close(),
    listen: (eventType) => source.addEventListener(eventType, receive),
    settle(core) {
      if (latest === undefined) return 0;
      session.put(latest);
      latest = undefined;
      return core.signal(Signal.Event);
    },
  };
  source.onopen = (event) => {
    if (!(event instanceof MessageEvent)) session.signal(transport, Signal.Open);
  };
  source.onerror = (event) => {
    if (event instanceof MessageEvent) return;
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

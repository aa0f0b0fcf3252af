// fetch: one request, its answer, and the body chunk by chunk.

import { EventSourceError } from "./error.js";
import { Action, Signal } from "./numbers.js";
import type { EventSourceOptions } from "./options.js";
import { isBrowsersWorker } from "./platform.js";
import type { Ask } from "./request.js";
import type { Evidence, Session, Transport } from "./session.js";
import { COLUMNS, takeTable, TOO_LARGE, type Table } from "./table.js";
import { nextTask, turn } from "./turn.js";

/** How much of the body of a rejected answer is read, in bytes, and how long that may take, in milliseconds. */
const EXCERPT = 4096;
const EXCERPT_TIME = 250;

/** How long the first bytes of a body that nobody wants any more are waited for, in milliseconds. */
const FIRST_TIME = 100;

/** What reads the bytes of a body. */
export type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Connects by fetch. `ask` makes the request. */
export function connectByFetch(
  session: Session,
  options: EventSourceOptions<any>,
  ask: (signal: AbortSignal) => Promise<Ask>,
): Transport {
  // Not the method: a page may have put another in the place of the global one.
  const send = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const controller = new AbortController();
  const body = readBody(session);
  const { transport } = body;
  transport.close = () => {
    const beginning = isBrowsersWorker() && body.beginning();
    if (!beginning) return stop();
    // In Firefox's workers a connection stays for good where its request is aborted after the head and before the body's first
    // bytes have been read. There they come together, elsewhere they may not come at all.
    const timer = setTimeout(stop, FIRST_TIME);
    void beginning.then(() => {
      clearTimeout(timer);
      stop();
    });
  };
  void run();
  return transport;

  function stop(): void {
    controller.abort();
    // For a `fetch` of the user's that pays no heed to the signal.
    body.cancel();
  }

  async function run(): Promise<void> {
    // Not before the caller of the constructor has had a chance to listen.
    await undefined;
    let url: string, init: Ask[1];
    try {
      [url, init] = await ask(controller.signal);
      // `fetch` would tell of what cannot be sent as it tells of the network.
      new Request(url, init);
    } catch (cause) {
      return session.signal(transport, Signal.RequestFailed, failure(cause));
    }
    if (!session.counts(transport)) return;
    let response: Response;
    try {
      response = await send(url, init);
    } catch (cause) {
      return session.signal(transport, await reason(url, init), failure(cause));
    }
    if (!session.counts(transport)) return controller.abort();
    let from: URL, type: string | null, retryAfter: string | null, reader: Reader | undefined;
    try {
      // A `fetch` of the user's may give anything.
      from = new URL(response.url || url);
      type = response.headers.get("content-type");
      retryAfter = response.headers.get("retry-after");
      reader = response.body?.getReader();
    } catch (cause) {
      controller.abort();
      return session.signal(transport, Signal.RequestFailed, failure(cause));
    }
    const { status, headers } = response;
    session.put([type, retryAfter, from].map((line) => line ?? "").join("\n"));
    const bits = session.ask((wasm, core) => wasm.connection_respond(core, status));
    if (bits & Action.Abort) {
      const evidence: Evidence = { status, headers, body: await excerpt(reader) };
      controller.abort();
      evidence.message = status === 200 ? (type ?? "no Content-Type") : String(status);
      if (session.counts(transport)) session.perform(bits, evidence);
      return;
    }
    // Before somebody is told who may close it.
    body.begin(reader);
    session.perform(bits);
    await body.read(from.origin);
  }

  /** The beginning of the body, as far as it comes soon. */
  async function excerpt(reader: Reader | undefined): Promise<string> {
    const timer = setTimeout(() => controller.abort(), EXCERPT_TIME);
    const decoder = new TextDecoder();
    let text = "";
    let left = EXCERPT;
    try {
      while (reader && left > 0) {
        const { value } = await reader.read();
        if (!value) break;
        text += decoder.decode(value.subarray(0, left), { stream: true });
        left -= value.length;
      }
    } catch {
      // What came serves all the same.
    }
    reader?.cancel().catch(() => {});
    clearTimeout(timer);
    return text + decoder.decode();
  }

  async function reason(url: string, init: Ask[1]): Promise<Signal> {
    // > unless the user agent knows that to be futile
    if (!/^https?:/.test(url)) return Signal.BrowserGaveUp;
    return (await isRefused(url, init)) ? Signal.CorsRefused : Signal.NetworkError;
  }

  /**
   * Two failures are one to `fetch`, and one of them is final by the standard: if the server answers what nobody may read, and
   * then does not answer what somebody may, it was CORS. Had it been the network for a moment, it would be there for both.
   * Neither carries anything out.
   */
  async function isRefused(url: string, { headers, signal = null, credentials }: Ask[1]): Promise<boolean> {
    const here = globalThis.location?.origin;
    if (!session.counts(transport) || !here || new URL(url).origin === here || !session.asksAboutCors) return false;
    const probe: Ask[1] = { method: "HEAD", headers: {}, cache: "no-store", signal };
    if (credentials) probe.credentials = credentials;
    const answers = (init: Partial<Ask[1]>) =>
      send(url, { ...probe, ...init }).then(
        () => true,
        () => false,
      );
    return (await answers({ mode: "no-cors" })) && !(await answers({ headers }));
  }
}

/** Reads a stream that is there already, and which nobody connects to again. */
export function connectToStream(session: Session, reader: Reader): Transport {
  const { transport, begin, read } = readBody(session);
  begin(reader);
  queueMicrotask(() => {
    session.signal(transport, Signal.Open);
    void read("null");
  });
  return transport;
}

/** What reads a body, and the transport that it is of. */
function readBody(session: Session) {
  let isWide = false;
  /** Tells the core which events of the present chunk have been received. */
  let settle: Transport["settle"];
  let reader: Reader | undefined;
  /** The body's beginning. */
  let first: ReturnType<Reader["read"]> | undefined;
  /** It has not come yet. */
  let beginning: Promise<void> | undefined;
  const cancel = () => void reader?.cancel().catch(() => {});
  const transport: Transport = {
    close: cancel,
    settle: (...core) => settle?.(...core) ?? 0,
  };
  const counts = () => session.counts(transport);

  function begin(body: Reader | undefined): void {
    reader = body;
    first = reader?.read();
    const begun = () => void (beginning = undefined);
    beginning = first?.then(begun, begun);
  }

  async function read(origin: string): Promise<void> {
    try {
      for (let next = first; counts(); next = undefined) {
        const chunk = (await (next ?? reader?.read()))?.value;
        if (!counts()) return;
        if (!chunk) return session.signal(transport, Signal.End);
        const receive = take(chunk, origin);
        for (let pause; (pause = receive());) {
          await pause;
          await undefined;
        }
      }
    } catch (cause) {
      session.signal(transport, Signal.NetworkError, failure(cause));
    }
  }

  /** Takes a chunk; gives what hands its events out, and gives what to wait for before it is called again, if that is needed. */
  function take(chunk: Uint8Array, origin: string): () => Promise<void> | undefined {
    session.put(chunk);
    let table: Table | undefined;
    const bits = session.ask((wasm, core) => {
      const bits = wasm.connection_read(core, Number(isWide));
      table = takeTable(wasm, core, chunk.length, isWide);
      return bits;
    });
    let at = 0;
    let type = "";
    let id = "";
    if (!table) return () => undefined;
    const { rows, cut } = table;
    const { length } = rows;
    const { audience } = session;
    if (length > 0) {
      isWide = table.isWide;
      settle = (wasm, core) => {
        if (at >= length) return wasm.connection_deliver(core);
        if (at === 0) return 0;
        session.put(id);
        return wasm.connection_signal(core, Signal.Read);
      };
    }
    session.perform(bits);
    return () => {
      // As in the row above: most are.
      let typeFrom = -1;
      let typeTo = -1;
      let idFrom = -1;
      let idTo = -1;
      for (let row = at; row < length && session.counts(transport); row = at) {
        const full = audience.full();
        if (full) return full;
        at = row + COLUMNS;
        const from = rows[row]!;
        if (from === TOO_LARGE) {
          const size = rows[row + 4]! + rows[row + 5]! * 2 ** 32;
          audience.fail(
            new EventSourceError("tooLarge", `an event of ${size} bytes was dropped: raise maxEventSize to get it`),
          );
          continue;
        }
        if (from !== typeFrom || rows[row + 1] !== typeTo) {
          typeFrom = from;
          typeTo = rows[row + 1]!;
          type = cut(from, typeTo) || "message";
        }
        if (rows[row + 2] !== idFrom || rows[row + 3] !== idTo) {
          idFrom = rows[row + 2]!;
          idTo = rows[row + 3]!;
          id = cut(idFrom, idTo);
        }
        const data = cut(rows[row + 4]!, rows[row + 5]!);
        if (audience.receive(type, data, id, origin)) return length - at < FEW * COLUMNS ? nextTask() : turn;
      }
      if (settle && counts()) session.tell(() => 0);
      settle = undefined;
      return undefined;
    };
  }

  return { transport, begin, beginning: () => beginning, read, cancel };
}

/** So few events that each can have a task of its own. */
const FEW = 16;

function failure(cause: unknown): Evidence {
  return { cause, message: cause instanceof Error ? cause.message : String(cause) };
}

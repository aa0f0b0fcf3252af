// What runs the cases, in any runtime: nothing in this folder is Node's, or a browser's.

import { equal } from "./assert.mjs";
import { deviates } from "./deviations.mjs";

/** Bounds a hang, in milliseconds. */
const deadline = 60_000;

const cases = [];

/**
 * A test case. It is run for each of its transports that the runtime has, and for each of its retry policies.
 *
 * @param {string} name
 * @param {(context: Context) => Promise<void> | void} run
 * @param {{ transports?: string[], retries?: string[] }} [variants] "native" and "fetch", "default" unless given
 */
export function test(name, run, { transports = ["native", "fetch"], retries = ["default"] } = {}) {
  cases.push({ name, run, transports, retries });
}

/** For cases about what only `fetch` can do. */
export const overFetch = { transports: ["fetch"] };

/**
 * Runs the cases one after another; gives `[{ name, error }]`, where no error is a success.
 *
 * @param {{ engine: string, scope: string, urls: object, transports: string[], EventSource: Function, filter?: string }}
 *   runtime
 */
export async function runSuite(runtime) {
  const results = [];
  for (const { name, run, transports, retries } of cases) {
    for (const transport of transports.filter((transport) => runtime.transports.includes(transport))) {
      for (const retry of retries) {
        const title = `${name} (${[transport, ...(retry === "default" ? [] : [retry])].join(", ")})`;
        if (title.includes(runtime.filter ?? "")) results.push(await runCase(title, run, runtime, transport, retry));
      }
    }
  }
  return results;
}

async function runCase(name, run, runtime, transport, retry) {
  const context = new Context(runtime, transport, retry);
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done after ${deadline / 1000} s`)), deadline);
  });
  const begin = performance.now();
  try {
    await Promise.race([run(context), late]);
    return { name, duration: performance.now() - begin };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { name, error: `${message}\n${error?.stack ?? ""}`, duration: performance.now() - begin };
  } finally {
    clearTimeout(timer);
    context.dispose();
  }
}

let keys = 0;

/** What a case is given. */
class Context {
  #sources = [];
  #undo = [];

  constructor(runtime, transport, retry) {
    this.runtime = runtime;
    this.EventSource = runtime.EventSource;
    this.EventSourceError = runtime.EventSourceError;
    this.transport = transport;
    this.retry = retry;
    /** Whether the browser's own class connects. */
    this.isNative = transport === "native";
    /** By which the fault server knows this case. */
    this.key = `${runtime.engine}-${runtime.scope}-${(keys += 1)}`;
    this.origin = runtime.urls.server;
    this.otherOrigin = runtime.urls.other;
  }

  // As functions, so that a case can take what it wants of them by name.

  /** Whether this engine does not do what the standard says; `deviations.mjs` says what it does. */
  deviates = (name) => deviates(this.runtime.engine, name);

  /** An EventSource that this case's transport connects, soon again if it has to, and that is closed with the case. */
  open = (url, options = {}) => {
    const { transport } = this;
    const retry = this.retry === "default" ? { min: 1 } : this.retry;
    return this.keep(new this.EventSource(url, { transport, retry, ...options }));
  };

  /** Closes it when the case is over. */
  keep = (source) => {
    this.#sources.push(source);
    return source;
  };

  /** Calls it when the case is over. */
  after = (undo) => this.#undo.push(undo);

  /** The URL of a route of the fault server. */
  route = (path, query = {}, origin = this.origin) =>
    `${origin}/fault/${path}?${new URLSearchParams({ key: this.key, ...query })}`;

  /** The URL of a stream of these bytes, or this text, which then stays open unless the query says otherwise. */
  stream = (text, query = {}) => this.route("raw", { hex: hex(text), how: "stay", ...query });

  /** What the fault server has to tell, or is to do, about this case. */
  control = async (path, query = {}, body = undefined) => {
    const url = `${this.runtime.urls.control}/control/${path}?${new URLSearchParams({ key: this.key, ...query })}`;
    const init = body === undefined ? {} : { method: "POST", body };
    const answer = await fetch(url, { cache: "no-store", ...init }).catch((error) => {
      throw new Error(`${url}: ${error.message}`);
    });
    if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`);
    return answer.json();
  };

  /** The requests of this case so far, without preflights and questions about CORS. */
  requests = async () => (await this.control("log")).filter(({ attempt }) => attempt > 0);

  /** Waits until this case has no connection open. */
  allClosed = () => this.control("wait-closed");

  /** What is reported as the platform reports the exceptions of listeners. */
  reports = (seen) => this.after(this.runtime.onReport((error) => seen.push(error)));

  dispose() {
    for (const source of this.#sources) source.close();
    for (const undo of this.#undo) undo();
  }
}

const encoder = new TextEncoder();

/** Bytes, of a text as UTF-8. */
export const bytes = (text) => (typeof text === "string" ? encoder.encode(text) : Uint8Array.from(text));

/** As hexadecimal digits. */
export const hex = (text) => [...bytes(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** What comes one by one, and can be waited for. */
export class Seen {
  items = [];
  #waiting = [];

  push = (...items) => {
    this.items.push(...items);
    for (const { count, done } of this.#waiting) if (this.items.length >= count) done(this.items);
  };

  /** When there are so many. */
  reach(count) {
    if (this.items.length >= count) return Promise.resolve(this.items);
    return new Promise((done) => this.#waiting.push({ count, done }));
  }

  /** That these come, and no more until then. */
  async equal(expected) {
    const timer = setTimeout(() => this.#waiting.forEach(({ done }) => done(this.items)), deadline / 2);
    equal(await this.reach(expected.length), expected);
    clearTimeout(timer);
  }
}

/** The next event of this type. */
export const next = (target, type) => new Promise((done) => target.addEventListener(type, done, { once: true }));

/** The next error of a connection, or of an event. */
export const nextError = async (source) => {
  for (;;) {
    const { error } = await next(source, "error");
    if (error) return error;
  }
};

/** When what a chunk has brought about is over: tasks are done in turn. */
export const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setTimeout(done, 1));
};

/**
 * What `fetch` can be replaced by, so that a case says what comes in one chunk. The body stays open until it is closed by
 * `finish`.
 */
export function answering(...chunks) {
  const made = { requests: [], cancelled: 0 };
  made.fetch = async (url, init) => {
    made.requests.push({ url, init });
    const body = new ReadableStream({
      start(controller) {
        chunks.forEach((chunk) => controller.enqueue(bytes(chunk)));
        made.send = (chunk) => controller.enqueue(bytes(chunk));
        made.finish = () => controller.close();
        made.fail = (error) => controller.error(error);
      },
      cancel: () => void (made.cancelled += 1),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  return made;
}

/** A stream of these chunks, which then ends. */
export const streamOf = (...chunks) =>
  new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(bytes(chunk)));
      controller.close();
    },
  });

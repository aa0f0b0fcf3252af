// One connection through all its attempts. It carries out what the core decides, and decides nothing itself.

import { asking } from "./decide.js";
import { EventSourceError, type EventSourceErrorKind, type Failure } from "./error.js";
import { Action, Input, Report, Signal } from "./numbers.js";
import type { EventSourceOptions, RetryOptions } from "./options.js";
import { followPage } from "./page.js";
import { causes, type Cause, type ConnectionState } from "./state.js";
import { wasm, type Exports } from "./wasm.js";

/** One connection, of the attempt that made it. */
export interface Transport {
  /** Lets the connection go. */
  close(): void;
  /** Asks for the events of this type, where only those come that are asked for. */
  listen?(eventType: string): void;
  /** Tells the core how far the listeners have got, before it is told anything else. */
  settle?: Tell;
}

/** Tells the core something, and gives the bits of what it says. */
export type Tell = (wasm: Exports, core: number) => number;

/** What begins a connection. The present one is let go before. */
export type Connect = (session: Session, attempt: number, lastEventId: string) => Transport;

/** Who hears of what happens. */
export interface Audience {
  /** The connection is in another state, for this reason if it is gone. */
  enter(state: ConnectionState, error: EventSourceError | undefined): void;
  /** An event was too large. */
  fail(error: EventSourceError): void;
  /** An event is there; gives `true` if microtasks have to run before the next one. */
  receive(eventType: string, data: string, lastEventId: string, origin: string): boolean;
  /** While this is pending nothing more is to be received. */
  full(): Promise<void> | undefined;
}

/** What is known of a failure beside its cause. */
export type Evidence = Pick<Failure, "status" | "headers" | "body" | "cause"> & { message?: string };

const encoder = new TextEncoder();
export const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Session {
  readonly audience: Audience;
  readonly #connect: Connect;
  readonly #decide: RetryOptions["decide"];
  /** Where in the module's memory it is. Let go when it is closed. */
  #core: number | undefined;
  #transport: Transport | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #leavePage: (() => void) | undefined;
  #lastEventId = "";
  /** What is to be told to the core that is asking the user's function just now. */
  #later: (() => void)[] | undefined;

  constructor(options: EventSourceOptions<any>, audience: Audience, connect: Connect) {
    const { idleTimeout = NaN, pauseWhenHidden = NaN, maxEventSize = NaN, lastEventId, signal } = options;
    const { min = NaN, max = NaN, maxRetries = NaN, maxElapsed = NaN, decide } = Object(options.retry) as RetryOptions;
    this.audience = audience;
    this.#connect = connect;
    this.#decide = decide;
    this.#core = wasm!.connection_new(
      Number(options.retry === "standard"),
      Number(Boolean(decide)),
      min,
      max,
      maxRetries,
      maxElapsed,
      idleTimeout,
      pauseWhenHidden,
      maxEventSize,
    );
    if (lastEventId) {
      this.put(lastEventId);
      wasm!.connection_seed(this.#core);
    }
    this.#leavePage = followPage((input, evidence) => this.input(input, evidence), signal);
    // What is closed at once may have been asked for in some browsers all the same.
    if (!signal?.aborted) this.input(Input.Connect);
  }

  /** Takes what the user or the page has to say. */
  input(input: Input, evidence?: Evidence): void {
    // What nobody reads is not idle.
    if (input === Input.Timer && this.audience.full())
      this.tell((wasm, core) => wasm.connection_signal(core, Signal.Other));
    this.tell((wasm, core) => wasm.connection_input(core, input), evidence);
  }

  /** Takes what a transport has to say, and what it knows of a failure. */
  signal(from: Transport, signal: Signal, evidence?: Evidence): void {
    if (this.counts(from)) this.tell((wasm, core) => wasm.connection_signal(core, signal), evidence);
  }

  /** Whether what this transport has to say still counts. */
  counts(transport: Transport): boolean {
    return transport === this.#transport;
  }

  /** Tells the core, and does what it says. */
  tell(tell: Tell, evidence?: Evidence): void {
    if (this.#later) this.#later.push(() => this.tell(tell, evidence));
    else this.perform(this.ask(tell), evidence);
  }

  /** Tells the core, and gives the bits of what it says. */
  ask(tell: Tell): number {
    const core = this.#core;
    if (!core || this.#later) return 0;
    const settled = this.#transport?.settle?.(wasm!, core) ?? 0;
    // It may ask for it.
    if (this.#decide) this.#report();
    const later = (this.#later = []);
    const bits = settled | asking(this.#decide, () => tell(wasm!, core));
    this.#later = undefined;
    if (later.length > 0) queueMicrotask(() => later.forEach((run: () => void) => run()));
    return bits;
  }

  /** Puts bytes, or those of a text, where the core finds them. */
  put(bytes: Uint8Array | string): void {
    if (typeof bytes === "string") bytes = encoder.encode(bytes);
    const at = wasm!.connection_room(this.#core!, bytes.length) >>> 0;
    new Uint8Array(wasm!.memory.buffer, at, bytes.length).set(bytes);
  }

  /** Tells the core of an event, unless that would make no difference. */
  settle(): void {
    if (this.#core && !wasm!.connection_settled(this.#core)) this.tell(() => 0);
  }

  /** Asks the present transport for the events of this type. */
  listen(eventType: string): void {
    this.#transport?.listen?.(eventType);
  }

  /** The last event id as of what the listeners have got. */
  get lastEventId(): string {
    this.ask(() => 0);
    this.#report();
    return this.#lastEventId;
  }

  /** Whether it has to be found out if CORS is what a request has failed by. */
  get asksAboutCors(): boolean {
    return this.#report()[Report.AsksAboutCors] === 1;
  }

  /** Does what the bits say. */
  perform(bits: number, evidence: Evidence = {}): void {
    if (!bits) return;
    const report = this.#report();
    if (bits & (Action.Abort | Action.Connect)) this.#letGo();
    if (bits & Action.Connect) {
      this.#transport = this.#connect(this, report[Report.Attempt]!, this.#lastEventId);
    }
    if (bits & Action.Timer) {
      const delay = report[Report.Timer]!;
      clearTimeout(this.#timer);
      if (delay >= 0) this.#timer = setTimeout(() => this.input(Input.Timer), delay);
    }
    if (bits & Action.Notify) this.#notify(report, evidence);
  }

  #notify(report: Float64Array, evidence: Evidence): void {
    const [, status, attempt = 0, wait = NaN] = report;
    const cause = causes[report[Report.Cause]!]!;
    const delay = wait >= 0 ? wait : undefined;
    const until = delay === undefined ? undefined : Date.now() + delay;
    const state: ConnectionState =
      status === 0
        ? { status: "connecting", attempt }
        : status === 1
          ? { status: "open" }
          : status === 2
            ? { status: "waiting", attempt, delay, until, cause }
            : { status: "closed", cause };
    if (state.status === "closed") this.#end();
    const retry = state.status === "waiting" ? { willRetry: true, attempt, delay } : {};
    this.audience.enter(state, cause && error(cause, { ...evidence, ...retry }));
  }

  #letGo(): void {
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.close();
  }

  #end(): void {
    this.#letGo();
    clearTimeout(this.#timer);
    this.#leavePage?.();
    if (this.#core) wasm!.__wbg_connection_free(this.#core, 0);
    this.#core = undefined;
  }

  #report(): Float64Array {
    if (!this.#core || this.#later) return new Float64Array(Report.Length);
    const report = takeReport(wasm!, this.#core).slice();
    this.#lastEventId = decoder.decode(
      new Uint8Array(wasm!.memory.buffer, report[Report.LastEventId], report[Report.LastEventIdLength]),
    );
    return report;
  }
}

/** The core's report, as long as the core is told nothing. */
export function takeReport({ memory, connection_report }: Exports, core: number): Float64Array {
  return new Float64Array(memory.buffer, connection_report(core) >>> 0, Report.Length);
}

const words: { readonly [cause in Cause]?: string } = {
  aborted: "the signal was aborted",
  request: "the request could not be made",
  ended: "the server ended the stream",
  network: "the connection failed",
  offline: "the browser is offline",
  cors: "CORS does not allow the request",
  http: "the server answered with the status",
  mime: "the server answered with something else than text/event-stream",
  idle: "nothing came for as long as idleTimeout",
  browser: "the browser gave up the connection",
};

/** The error for a connection that is gone; `undefined` where the user or the page wanted that. */
function error(cause: Cause, { message, ...failure }: Evidence): EventSourceError | undefined {
  const network = ["ended", "offline", "cors", "browser"].includes(cause);
  const text = words[cause];
  return text === undefined
    ? undefined
    : new EventSourceError(
        network ? "network" : (cause as EventSourceErrorKind),
        message ? `${text}: ${message}` : text,
        failure,
      );
}

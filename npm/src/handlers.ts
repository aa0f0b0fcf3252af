/// <reference lib="esnext.disposable" preserve="true" />

// Who listens by `on()` and `onAny()`, and what they get.

import { reportError } from "./decide.js";
import { disposable } from "./idl.js";
import { checkKinds } from "./options.js";

/** An event with its JSON decoded. */
export interface Message<Data, Type extends string = string> {
  /** The event's name. */
  readonly type: Type;
  /** What `JSON.parse`, and the schema if there is one, made of the event's data. */
  readonly data: Data;
  /** The last event id as of this event; empty where the server gave none. */
  readonly lastEventId: string;
  /** The origin that the stream comes from. */
  readonly origin: string;
}

/** A message of one of these events: its type tells which, and so what its data is. */
export type MessageOf<Events, Type extends keyof Events & string = keyof Events & string> = {
  [T in Type]: Message<Events[T], T>;
}[Type];

/** Removes the listener that it was returned for. */
export interface Subscription {
  (): void;
  [Symbol.dispose](): void;
}

/** How long a listener listens. */
export interface ListenOptions {
  /** To one event. */
  once?: boolean | undefined;
  /** Until this is aborted. */
  signal?: AbortSignal | null | undefined;
}

const kinds: Record<keyof ListenOptions, string> = { once: "a boolean", signal: "an object|null" };

/** One of them. */
export interface Handler {
  readonly listener: (message: Message<any, any>) => void;
  listens: boolean;
}

type List = readonly Handler[];

/** Those of a source. Lists are never changed but replaced: one may be being gone through. */
export class Handlers {
  readonly #named = new Map<string, List>();
  #any: List = [];
  readonly #changed: () => void;

  /** @param changed is called after each change */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The event types that are listened to; those without a name too, where some listen to all. */
  get types(): string[] {
    return [...this.#named.keys(), ...(this.#any.length > 0 ? ["message"] : [])];
  }

  /** Those that hear of events of this type; `undefined` for none. */
  of(type: string): List | undefined {
    const all = [...(this.#named.get(type) ?? []), ...this.#any];
    return all.length > 0 ? all : undefined;
  }

  /** @param type none for all */
  add(type: string | undefined, listener: Handler["listener"], options: ListenOptions = {}): Subscription {
    if (typeof listener !== "function") throw new TypeError("the listener must be a function");
    checkKinds(options, kinds);
    const { once, signal } = options;
    const call: Handler["listener"] = (message) => {
      off();
      listener(message);
    };
    const handler = { listener: once ? call : listener, listens: !signal?.aborted };
    const off = () => {
      handler.listens = false;
      this.#set(type, (others) => others.filter((other) => other !== handler));
    };
    if (handler.listens) {
      this.#set(type, (others) => [...others, handler]);
      signal?.addEventListener("abort", off, { once: true });
    }
    return disposable(off, off);
  }

  #set(type: string | undefined, change: (list: List) => List): void {
    const list = change(type === undefined ? this.#any : (this.#named.get(type) ?? []));
    if (type === undefined) this.#any = list;
    else if (list.length > 0) this.#named.set(type, list);
    else this.#named.delete(type);
    this.#changed();
  }
}

/** Hands a message to all that still listen, for as long as `goesOn`. What one throws stops nothing. */
export function hand(message: Message<any>, handlers: List, goesOn: () => boolean): void {
  for (const handler of handlers) {
    // Another one may have closed, or removed it.
    if (!handler.listens || !goesOn()) continue;
    try {
      handler.listener(message);
    } catch (error) {
      reportError(error);
    }
  }
}

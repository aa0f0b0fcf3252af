// The MessageEvent for an event that the server has sent.

// Where there is none, as in a program that only imports this, nothing is dispatched either.
const Base = globalThis.MessageEvent ?? (class {} as unknown as typeof MessageEvent);

/**
 * What the browser makes of an event. Given to the platform's constructor, each of the texts would become one of the browser's
 * and be made anew when it is asked for, and the origin be parsed: half of the time that dispatching an event takes.
 */
class ServerMessage extends Base<string> {
  readonly #data: string;
  readonly #lastEventId: string;
  readonly #origin: string;

  constructor(type: string, data: string, lastEventId: string, origin: string) {
    super(type);
    this.#data = data;
    this.#lastEventId = lastEventId;
    this.#origin = origin;
  }

  override get data(): string {
    return this.#data;
  }

  override get lastEventId(): string {
    return this.#lastEventId;
  }

  override get origin(): string {
    return this.#origin;
  }
}

Object.defineProperty(ServerMessage.prototype, "constructor", { value: Base });

let isPossible: boolean | undefined;

/** An event as it is dispatched. */
export function serverMessage(type: string, data: string, lastEventId: string, origin: string): MessageEvent<string> {
  isPossible ??= canReplace();
  return isPossible
    ? new ServerMessage(type, data, lastEventId, origin)
    : new Base(type, { data, lastEventId, origin });
}

/** Whether it can have other texts than the platform's: not where each event has them as its own, as in Deno and workerd. */
function canReplace(): boolean {
  try {
    return new ServerMessage("", "text", "", "").data === "text";
  } catch {
    return false;
  }
}

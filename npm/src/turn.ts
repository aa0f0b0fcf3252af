// What a listener does in microtasks takes effect before the next event, as it does in the browser.

/**
 * Lets microtasks run. Between two tasks all of them do; but a task takes some ten microseconds, so where many events wait
 * it is a few turns of the microtask queue instead, which serve for a listener that awaits as many times.
 */
export async function nextTurn(few: boolean): Promise<void> {
  if (few) await new Promise<void>(task);
  else {
    await undefined;
    await undefined;
  }
}

const waiting: (() => void)[] = [];
let port: MessagePort | undefined;

/** Calls back in a task of its own; timers may be late by seconds in hidden pages. */
function task(run: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void };
  if (setImmediate) return setImmediate(run);
  if (!port) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
    port = channel.port2;
  }
  waiting.push(run);
  port.postMessage(0);
}

// What a listener does in microtasks takes effect before the next event, as it does in the browser.

/** Awaited, it lets a turn of microtasks run. */
export const turn = Promise.resolve();

/** Lets all microtasks run. */
export function nextTask(): Promise<void> {
  return new Promise(task);
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

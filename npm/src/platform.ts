// What platforms differ in, and how to find it out.

/** Whether this is Cloudflare's workerd. */
export function isCloudflare(): boolean {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}

/** Whether the EventSource class here is a browser's: Deno's and workerd's do less of what the standard says than `fetch` can. */
export function hasBrowsersClass(): boolean {
  return !isCloudflare() && !("Deno" in globalThis);
}

/** Whether this is a worker in a browser. */
export function isBrowsersWorker(): boolean {
  return "WorkerGlobalScope" in globalThis && hasBrowsersClass();
}

let calls: boolean | undefined;

/** Whether the platform's EventTarget calls `on…` attributes by itself, as Cloudflare's does. */
export function callsAttributes(): boolean {
  if (calls === undefined) {
    calls = false;
    const probe = Object.assign(new EventTarget(), { onprobe: () => (calls = true) });
    probe.dispatchEvent(new Event("probe"));
  }
  return calls;
}

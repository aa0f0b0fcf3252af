// What platforms differ in, and how to find it out.

/** Whether this is Cloudflare's workerd. */
function isCloudflare(): boolean {
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

/**
 * Whether `fetch` encodes a header's value as UTF-8. Cloudflare's does. Only a server sees that. But of the browsers, the one that does it is also
 * the one whose bodies have no reader that brings its own buffer.
 */
export function encodesHeaders(): boolean {
  if (isCloudflare()) return true;
  const { process } = globalThis as { process?: { versions?: unknown } };
  try {
    // Deno and Bun do not, and have no such reader either.
    if (!process?.versions) new Response(new Uint8Array(1)).body!.getReader({ mode: "byob" });
    return false;
  } catch {
    return true;
  }
}

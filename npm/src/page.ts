// The page's life, told to a connection: it goes offline and comes back, is hidden, left, restored. And the user's signal.

import { Input } from "./numbers.js";

/** Tells until the function that it gives is called. */
export function followPage(
  tell: (input: Input, evidence?: { cause: unknown }) => void,
  signal: AbortSignal | null | undefined,
): () => void {
  const over = new AbortController();
  const on = (target: EventTarget | null | undefined, type: string, told: () => void) =>
    target?.addEventListener?.(type, told, { signal: over.signal });
  const { document, navigator }: { document?: Document; navigator?: Navigator } = globalThis;
  const hidden = () => document?.visibilityState === "hidden";

  on(globalThis, "online", () => tell(Input.Online));
  on(globalThis, "offline", () => tell(Input.Offline));
  if (navigator?.onLine === false) tell(Input.Offline);
  if (document) {
    // The page is back. Whether it can be seen is to be told after that.
    const back = () => {
      tell(Input.Resumed);
      if (hidden()) tell(Input.Hidden);
    };
    // Open connections keep pages out of the back/forward cache in some browsers, and are cut off there in others.
    on(globalThis, "pagehide", () => tell(Input.Frozen));
    on(globalThis, "pageshow", back);
    // A page that was frozen in the background goes on.
    on(document, "resume", back);
    on(document, "visibilitychange", () => tell(hidden() ? Input.Hidden : Input.Visible));
    if (hidden()) tell(Input.Hidden);
  }
  const abort = () => tell(Input.Abort, { cause: signal!.reason });
  // Not before the caller has had a chance to listen.
  if (signal?.aborted) queueMicrotask(abort);
  else on(signal, "abort", abort);
  return () => over.abort();
}

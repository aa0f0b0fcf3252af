// Waiting for a page to come to a state: by asking again, as this works in every browser and across reloads.

const pause = 25; // ms

/**
 * Asks until the answer is true; fails after `timeout` milliseconds, which only bounds a hang. `look` says what there is to
 * see then.
 */
export async function until(
  ask,
  { timeout = 60_000, message = "the page comes to the expected state", look = () => "" } = {},
) {
  const deadline = performance.now() + timeout;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      // The page may be between two documents.
      last = error;
    }
    if (performance.now() > deadline) {
      const cause = last instanceof Error ? `: ${last.message}` : "";
      const seen = await Promise.resolve(look()).catch(({ message }) => message);
      throw new Error(`waited ${timeout / 1000} s in vain until ${message}${cause}${seen && ` (${seen})`}`);
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}

/** In the page: what a reader sees. */
export function shown() {
  return `it shows: ${document.body.innerText.replace(/\s+/g, " ").slice(0, 300)}`;
}

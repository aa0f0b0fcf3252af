// The count that each app follows: how it says it, and who makes it change.

/** What an app says when nobody else is there. */
export const alone = "Only you";

/** What it says when somebody is. */
export const accompanied = "You and 1 more";

/** Somebody else looks at the count of a server; gives what makes them leave. */
export async function somebody(server) {
  const controller = new AbortController();
  await fetch(`${server.url}/users/count`, { signal: controller.signal });
  return () => controller.abort();
}

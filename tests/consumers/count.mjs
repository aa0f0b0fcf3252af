// The count that each app follows: whose it is, how the app says it, and who makes it change.

import { startServer } from "../../scripts/test/server.mjs";

/** Starts the real server for as long as the test runs; `www` is the folder of a page that it serves as well. */
export async function startCount(t, www) {
  const server = await startServer(0, www ? ["--www", www] : ["--no-www"]);
  t.after(server.kill);
  return server;
}

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

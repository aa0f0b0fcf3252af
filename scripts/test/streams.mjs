// A server whose answer is what the request's query says: `/?type=text/event-stream&body=data%3A%201%0A%0A`, or the
// body in hexadecimal digits: `&hex=646174613a0a0a`. It gives the library's tests streams to connect to; a blob's URL would do without it, but Firefox has no event streams there.

import { createServer } from "node:http";
import { hold } from "../../tests/browsers/resources.mjs";

/** Where the library's tests look for it if they are not told otherwise when they are compiled. */
export const defaultPort = 9101;

/** Starts it on 127.0.0.1; gives its URL and `stop()`. */
export async function startStreams(port) {
  // A body of some hundred kilobytes fits into the query.
  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    const query = new URL(request.url, "http://localhost").searchParams;
    response.writeHead(200, {
      "Access-Control-Allow-Origin": request.headers.origin ?? "*",
      "Access-Control-Allow-Credentials": "true",
      "Access-Control-Allow-Headers": "last-event-id",
      "Cache-Control": "no-store",
      "Content-Type": query.get("type") ?? "text/plain",
    });
    response.end(query.has("hex") ? Buffer.from(query.get("hex"), "hex") : query.get("body"));
  });
  await new Promise((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done));
  const stop = hold(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

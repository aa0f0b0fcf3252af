// The server of the guides' examples: a page, the blocks as modules, and what each guide's `routes` answer.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { hold } from "../browsers/resources.mjs";

/** Begins an event stream with this text, and leaves it open. */
export function stream(response, text = ":\n\n") {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(text);
}

/**
 * Starts it for the modules that are built in a folder; gives
 *
 * - `url`
 * - `use(routes)`: forgets what was asked, and answers by these: `(request, response, count)`, the count of requests to that
 *   path, this one among them
 * - `asked(path)`: the requests to that path: `[{ method, url, headers, body, isOpen }]`
 */
export async function startSite(folder) {
  let routes, requests;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const entry = { method: request.method, url: request.url, headers: request.headers, body: "", isOpen: true };
    response.on("close", () => (entry.isOpen = false));
    for await (const chunk of request.setEncoding("utf8")) entry.body += chunk;
    requests.push({ pathname, entry });
    const send = (type, content, headers = {}) =>
      response.writeHead(200, { "Content-Type": type, ...headers }).end(content);
    if (routes[pathname]) {
      routes[pathname](request, response, asked(pathname).length);
    } else if (pathname.endsWith(".wasm")) {
      // Where a bundler would have put it.
      const [file] = /eventsource-wasm\/.+$/.exec(pathname);
      const exported = file.replace("eventsource-wasm/", "eventsource-wasm/dist/");
      send("application/wasm", readFileSync(join(folder, "node_modules", exported)));
    } else if (/^\/[\w-]+\/[\w-]+\.[jt]s$/.test(pathname)) {
      send("text/javascript", readFileSync(join(folder, "built", pathname.replace(/ts$/, "js"))));
    } else if (pathname === "/") {
      const policy = searchParams.get("policy") ?? "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
      send("text/html", "<!doctype html><title>Guide</title>", { "Content-Security-Policy": policy });
    } else {
      response.writeHead(404).end();
    }
  });
  const asked = (path) => requests.filter(({ pathname }) => pathname === path).map(({ entry }) => entry);
  const use = (those = {}) => {
    routes = those;
    requests = [];
  };
  use();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = hold(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, use, asked, stop };
}

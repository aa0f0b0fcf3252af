// Serves what a page needs to run the suite: these files, and the built package.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";
import { hold } from "../browsers/resources.mjs";

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript" };

/** Starts it on a port that is free; gives its URL and `stop()`. */
export async function startSite() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    try {
      const body = await readFile(join(root, pathname));
      response.writeHead(200, { "Content-Type": types[extname(pathname)] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = hold(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

// Serves the page, the streams, and the orders that the page asks for: it has no other way to the outside, so that no
// debugger has to be attached to it.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { batch, streams } from "./streams.mjs";

const mimeTypes = {
  ".html": "text/html",
  ".mjs": "text/javascript",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/**
 * Starts the server on a port of its own.
 *
 * @param {string[]} folders where the page's files are
 * @param {{ next: () => Promise<object>, result: (result: object) => void }} page what it asks for and what it tells
 */
export async function serve(folders, { next, result }) {
  const batches = new Map(streams.map((stream) => [stream.type, batch(stream)]));

  const routes = {
    "/stream": (request, response, query) => {
      const { type, bytes, count, every } = Object.fromEntries(query);
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      if (every) return drip(response, batches.get(type), Number(bytes), Number(count), Number(every));
      return flood(response, batches.get(type), bytes * count);
    },
    "/next": async (_, response) => json(response, await next()),
    "/result": async (request, response) => {
      const chunks = await request.toArray();
      result(JSON.parse(Buffer.concat(chunks)));
      json(response, null);
    },
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    try {
      await (routes[pathname] ?? file)(request, response, searchParams);
    } catch (error) {
      // The page goes when it has what it wants.
      if (!response.destroyed) response.destroy(error);
    }
  });

  async function file(request, response) {
    const name = request.url === "/" ? "index.html" : request.url.slice(1);
    for (const folder of folders) {
      const body = await readFile(join(folder, name)).catch(() => undefined);
      if (body) return response.writeHead(200, { "content-type": mimeTypes[extname(name)] }).end(body);
    }
    response.writeHead(404).end();
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function json(response, value) {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** As fast as the connection takes it, and then nothing: who reads it closes it. */
async function flood(response, batch, bytes) {
  const closed = new AbortController();
  response.on("close", () => closed.abort());
  for (let left = bytes; left > 0 && !response.destroyed; left -= batch.length) {
    const ready = response.write(left < batch.length ? batch.subarray(0, left) : batch);
    if (!ready) await once(response, "drain", { signal: closed.signal });
  }
}

/** One event at a time. */
async function drip(response, batch, bytes, count, every) {
  for (let i = 0, at = 0; i < count && !response.destroyed; i += 1, at = (at + bytes) % batch.length) {
    response.write(batch.subarray(at, at + bytes));
    await wait(every);
  }
}

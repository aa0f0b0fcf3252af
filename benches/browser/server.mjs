// Serves the page, the streams, and the orders that the page asks for: it has no other way to the outside, so that no
// debugger has to be attached to it.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocketServer } from "ws";
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
  const batches = new Map(streams.map((stream) => [key(stream), batch(stream)]));

  const routes = {
    "/stream": (request, response, query) => {
      const wanted = Object.fromEntries(query);
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      return send(response, batches.get(key(wanted)).events, Number(wanted.bytes), wanted);
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

  // The same payloads on a WebSocket. Its frames are made before they are sent, too.
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const wanted = Object.fromEntries(new URL(request.url, "http://localhost").searchParams);
    const { frames, frameBytes } = batches.get(key(wanted));
    sockets.handleUpgrade(request, socket, head, () => {
      send(socket, frames, frameBytes, wanted).catch(() => socket.destroy());
    });
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

const key = ({ type, language = "en" }) => `${type} ${language}`;

/** Sends as many events as wanted, which have so many bytes each. */
function send(to, batch, bytes, { count, every }) {
  return every ? drip(to, batch, bytes, Number(count), Number(every)) : flood(to, batch, bytes * count);
}

/** As fast as the connection takes it, and then nothing: who reads it closes it. */
async function flood(to, batch, bytes) {
  const closed = new AbortController();
  to.on("close", () => closed.abort());
  for (let left = bytes; left > 0 && !to.destroyed; left -= batch.length) {
    const ready = to.write(left < batch.length ? batch.subarray(0, left) : batch);
    if (!ready) await once(to, "drain", { signal: closed.signal });
  }
}

/** One event at a time. */
async function drip(to, batch, bytes, count, every) {
  for (let i = 0, at = 0; i < count && !to.destroyed; i += 1, at = (at + bytes) % batch.length) {
    to.write(batch.subarray(at, at + bytes));
    await wait(every);
  }
}

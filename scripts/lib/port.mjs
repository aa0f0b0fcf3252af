// TCP ports: is one free, and which one is.

import { createServer } from "node:net";
import { Failure } from "./log.mjs";

/** Listens for a moment; gives the port that it got. */
function listen(port, host) {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen({ port, host, exclusive: true }, () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Fails with one line if something else listens on the port; `advice` is what to do other than stop that. */
export async function assertFree(port, host, advice = "") {
  // `localhost` is two addresses, and the server takes both.
  for (const address of host === "localhost" ? ["127.0.0.1", "::1"] : [host]) {
    try {
      await listen(port, address);
    } catch (error) {
      if (error.code === "EADDRINUSE") {
        throw new Failure(`port ${port} is in use: stop what listens there${advice}`);
      }
      if (error.code === "EACCES") throw new Failure(`port ${port} needs more rights: give one from 1024 on`);
      // No such address here (IPv6 switched off), or another trouble: the server will say it.
    }
  }
}

/** `wanted` if it is free, and else any port that is. */
export async function freePort(wanted) {
  return listen(wanted, "127.0.0.1").catch(() => listen(0, "127.0.0.1"));
}

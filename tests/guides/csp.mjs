// What the code of docs/csp.md does.

import assert from "node:assert/strict";
import { stream } from "./site.mjs";

export const routes = { "/users/count": (_, response) => stream(response, "event: userCount\ndata: 3\n\n") };

const policy = "default-src 'none'; connect-src 'self'; script-src 'self'";

export default {
  "Where WebAssembly is forbidden": async ({ run }) => {
    const allowing = await run({ policy: `${policy} 'wasm-unsafe-eval'` });
    await allowing.logged("3 users");
    const forbidding = await run({ policy });
    await forbidding.logged(/^cannot compile WebAssembly: .*'wasm-unsafe-eval'/, "3 users");
  },

  "Where the connection is forbidden": async ({ run }) => {
    const page = await run({ policy: `${policy} 'wasm-unsafe-eval'` });
    await page.waitFor(() => globalThis.lines.length >= 2, { message: "both are told" });
    const lines = await page.evaluate(() => globalThis.lines);
    assert.deepEqual(lines.sort(), ["connect-src", "network true"]);
  },
};

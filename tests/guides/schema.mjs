// What the code of docs/schema.md does.

import { stream } from "./site.mjs";

export const routes = {
  "/users/count": (_, response) => {
    const stats = (users) => `event: stats\ndata: {"users":${users},"connections":5}\n\n`;
    stream(response, `event: userCount\ndata: 1\n\n${stats(3)}${stats(4)}`);
  },
  "/mixed": (_, response) => {
    const visit = 'event: visit\ndata: {"name":"Ada","at":"2026-11-21T12:00:00Z"}\n\n';
    stream(
      response,
      `event: userCount\ndata: "many"\n\nevent: userCount\ndata: ?\n\nevent: userCount\ndata: 2\n\n${visit}`,
    );
  },
};

export default {
  "Types alone": async ({ run }) => {
    const page = await run();
    await page.logged("2", "5", "3", "4");
  },

  Validated: async ({ run }) => {
    const page = await run();
    await page.logged(/not what its schema wants/, /carries no JSON/, "3", "Ada 2026");
  },

  "When it is not what the schema wants": async ({ run }) => {
    const page = await run();
    await page.logged('schema userCount "many"', "decode userCount ?", "count 2");
  },

  "Without a library": async ({ run }) => {
    const page = await run();
    await page.logged(
      'the event "userCount" is not what its schema wants: "many" is no number',
      /^the event "userCount" carries no JSON: /,
      "2.0",
    );
  },
};

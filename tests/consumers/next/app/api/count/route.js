// On the server: the count at this moment.

import { EventSource } from "eventsource-wasm";

const server = process.env.SERVER ?? "http://localhost:9000";

export const dynamic = "force-dynamic";

export async function GET() {
  const source = new EventSource(`${server}/users/count`);
  // Whoever leaves the loop closes the connection.
  for await (const { data } of source.events("userCount")) return Response.json(data);
}

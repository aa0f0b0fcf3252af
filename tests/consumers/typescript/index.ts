// What the package's types say, and what they refuse.

import { EventSource, type Message } from "eventsource-wasm";

const source = new EventSource<{ userCount: number; stats: { users: number } }>("/users/count", {
  withCredentials: true,
});
const off = source.on("userCount", ({ data, type }) => {
  const next: number = data + 1;
  const name: "userCount" = type;
  console.log(next, name);
});
off();
source.on("stats", (message: Message<{ users: number }>) => console.log(message.data.users.toFixed()));
// @ts-expect-error there is no such event
source.on("other", () => {});
// @ts-expect-error it is a number
source.on("userCount", ({ data }) => data.length);
source.addEventListener("error", (event) => {
  if ("error" in event) console.log(event.error.kind, event.error.willRetry);
  else console.log(event.data.length);
});
source.onmessage = (event) => console.log(event.data);
new EventSource("/anything").on("whatever", ({ data }) => console.log(data.at.all));

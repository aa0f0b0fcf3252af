// What the package's types say, and what they refuse.

import { EventSource, type Message } from "eventsource-wasm";
import { EventSource as Slim, load } from "eventsource-wasm/slim";

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
  if (event.error) console.log(event.error.kind, event.error.willRetry);
  else console.log(event.data?.length);
});
source.onmessage = (event) => console.log(event.data);
EventSource satisfies typeof globalThis.EventSource;
globalThis.EventSource = EventSource;
const native: globalThis.EventSource = source;
native.onerror = (event: Event) => console.log(event.type);
const standard = <Output>(validate: (value: unknown) => { value: Output }) =>
  ({
    "~standard": { version: 1, vendor: "none", validate },
  }) as const;
new EventSource("/", { schema: { count: standard((value) => ({ value: Number(value) })) } }).on("count", ({ data }) => {
  const next: number = data + 1;
  return next;
});
source.onAny((message) => {
  if (message.type === "userCount") message.data.toFixed();
  else message.data.users.toFixed();
});
async function follow() {
  for await (const { data } of source.events("userCount")) console.log(data.toFixed());
}
follow();
new EventSource("/anything").on("whatever", ({ data }) => console.log(data.at.all));

const loaded: Promise<void> = load(new URL("eventsource_wasm.wasm", "https://example.com/"));
load(fetch("eventsource_wasm.wasm"));
// @ts-expect-error it has to be somewhere
load();
new Slim<{ userCount: number }>("/users/count").on("userCount", ({ data }) => loaded.then(() => data + 1));

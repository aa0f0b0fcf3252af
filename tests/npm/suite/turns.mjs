// What a listener does in microtasks takes effect before the next event, also of the same chunk.

import { equal } from "./assert.mjs";
import { Seen, next, settled, test } from "./harness.mjs";

const counted = (count) => Array.from({ length: count }, (_, i) => `data: ${i + 1}\n\n`).join("");

test("a listener that awaits twenty times is through before the next event of its chunk", async ({ open, stream }) => {
  const source = open(stream(counted(5)));
  const seen = new Seen();
  source.onmessage = async ({ data }) => {
    seen.push(`${data} comes`);
    for (let turn = 0; turn < 20; turn += 1) await undefined;
    seen.push(`${data} is done`);
  };
  await seen.equal([1, 2, 3, 4, 5].flatMap((number) => [`${number} comes`, `${number} is done`]));
});

test("close() in a promise's callback stops the next event of the chunk", async ({ open, stream }) => {
  const source = open(stream(counted(3)));
  const seen = new Seen();
  source.addEventListener("message", ({ data }) => {
    seen.push(data);
    void Promise.resolve().then(() => source.close());
  });
  await seen.reach(1);
  await settled();
  equal(seen.items, ["1"]);
});

test("who waits for one event and then for the next misses none", async ({ open, stream }) => {
  const source = open(stream("data: 1\n\nevent: other\ndata: 2\n\ndata: 3\n\nevent: other\ndata: 4\n\n"));
  const seen = [];
  for (const type of ["message", "other", "message", "other"]) seen.push((await next(source, type)).data);
  equal(seen, ["1", "2", "3", "4"]);
});

test("under a flood a listener that awaits once is through before the next event", async ({ open, stream }) => {
  const source = open(stream(counted(500)));
  const seen = new Seen();
  source.onmessage = async ({ data }) => {
    seen.push(data);
    await undefined;
    seen.push(data);
  };
  const items = await seen.reach(1000);
  equal(
    items,
    Array.from({ length: 1000 }, (_, i) => String(Math.floor(i / 2) + 1)),
  );
});

test("an event is not dispatched once another has closed in the meantime", async ({ open, stream }) => {
  const source = open(stream(counted(3)));
  const seen = new Seen();
  source.addEventListener("message", ({ data }) => {
    seen.push(data);
    source.close();
  });
  source.addEventListener("message", ({ data }) => seen.push(`too, as ${data} was dispatched before`));
  await seen.reach(2);
  await settled();
  equal(seen.items, ["1", "too, as 1 was dispatched before"]);
});

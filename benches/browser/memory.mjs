// What the npm package holds on to: an hour of events through one connection, and many connections one after the other, in
// Node. Prints the size of WebAssembly's memory and of JavaScript's heap, and fails where either keeps growing.
//
//   node --expose-gc benches/browser/memory.mjs

import "../../scripts/lib/require-node.mjs";
import { join } from "node:path";
import { Failure, main, say, step } from "../../scripts/lib/log.mjs";
import { dist } from "../../scripts/lib/paths.mjs";
import { buildPage, install } from "./build.mjs";

/** An hour of a thousand events a second. */
const events = 3_600_000;
const connections = 10_000;
/** How often is looked. In the first half everything may grow to what it needs. */
const looks = 10;
/** By how much the heap may be larger than then: the same twice is not the same to the byte. */
const slack = 500_000;

let memory;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const made = await instantiate(...args);
  memory = (made.instance ?? made).exports.memory;
  return made;
};

await main(async () => {
  if (!globalThis.gc) throw new Failure("this is run by node --expose-gc");
  await install();
  await buildPage();
  const { batch, generator, streams } = await import("./streams.mjs");
  const { EventSource } = await import(join(dist, "index.js"));
  const random = generator(1);

  /** Reads so many events over one connection, in chunks of any size, and calls `took` with how many there have been. */
  const read = ({ type, bytes, all }, count, took) => {
    const body = () => chunks(all, bytes * count, random);
    const fetch = async () => new Response(body(), { headers: { "content-type": "text/event-stream" } });
    const source = new EventSource("http://localhost/", { transport: "fetch", fetch });
    return new Promise((done) => {
      let i = 0;
      source.on(type, () => {
        i += 1;
        took?.(i);
        if (i < count) return;
        source.close();
        done();
      });
    });
  };

  const all = streams.filter(({ every }) => !every).map((stream) => ({ ...stream, all: batch(stream).events }));
  await step(`One connection, ${events.toLocaleString("en")} events of 258 bytes`, async () => {
    const look = looker();
    await read(
      all.find(({ bytes }) => bytes === 258),
      events,
      (i) => i % (events / looks) === 0 && look(),
    );
  });
  await step(`${connections.toLocaleString("en")} connections, of events of all sizes`, async () => {
    const look = looker();
    for (let i = 1; i <= connections; i += 1) {
      await read(all[i % all.length], 1 + Math.floor(random() * 9));
      if (i % (connections / looks) > 0) continue;
      // What Node has to clean up after a body that nobody reads any more, it does in tasks of its own.
      gc();
      await new Promise(setImmediate);
      look();
    }
  });
});

/** The bytes of a stream, in chunks from one byte to 64 KiB. */
function chunks(all, length, random) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const begin = at % all.length;
      const size = Math.min(1 + Math.floor(random() * 65536), length - at, all.length - begin);
      if (size === 0) return controller.close();
      at += size;
      controller.enqueue(new Uint8Array(all.subarray(begin, begin + size)));
    },
  });
}

/**
 * Looks how large everything is, and fails if that is more in the second half than it was in the first. WebAssembly's memory
 * may have been torn to pieces otherwise by then, so it may have grown by a quarter; a leak has it grow by more.
 */
function looker() {
  let looked = 0;
  let most = { wasm: 0, heap: 0 };
  return () => {
    gc();
    const now = { wasm: memory.buffer.byteLength, heap: process.memoryUsage().heapUsed };
    say(`    wasm ${(now.wasm / 1024).toFixed(0)} KiB, heap ${(now.heap / 1e6).toFixed(1)} MB`);
    looked += 1;
    if (looked <= looks / 2) most = { wasm: Math.max(most.wasm, now.wasm), heap: Math.max(most.heap, now.heap) };
    else if (now.wasm > most.wasm * 1.25 || now.heap > most.heap + slack) throw new Failure("it keeps growing");
  };
}

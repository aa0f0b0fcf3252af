// The streams: for each size, events of exactly so many bytes on the wire, made before they are sent.
//
// The payloads are JSON as an app has it: no escapes, every event another, from a seeded generator; English, which is ASCII,
// or Chinese, of which a character has three bytes.

import { Sender } from "ws";

/**
 * What is measured: bytes of one event, its type, and how many of them a round has; at full speed, or one and then nothing
 * for `every` milliseconds. That one is short and comes several `times` a round, as it feels what else the machine does.
 */
export const streams = [
  { bytes: 28, type: "userCount", count: 600_000 },
  { bytes: 127, type: "stats", count: 400_000 },
  { bytes: 258, type: "message", count: 300_000 },
  { bytes: 15_000, type: "orders", count: 20_000 },
  { bytes: 28, type: "name", count: 600_000, language: "zh" },
  { bytes: 127, type: "stats", count: 400_000, language: "zh" },
  { bytes: 258, type: "message", count: 300_000, language: "zh" },
  { bytes: 15_000, type: "orders", count: 20_000, language: "zh" },
  { bytes: 258, type: "message", count: 500, every: 2, times: 3 },
];

const languages = {
  en: {
    words: "stream event server browser listener parser chunk byte field retry name type data page core".split(" "),
    names: ["Ada Lovelace", "Grace Hopper"],
  },
  zh: {
    words: "数据 事件 服务器 浏览器 监听 解析 分块 字节 字段 重试 名称 类型 页面 核心 连接".split(" "),
    names: ["王小明", "李静"],
  },
};

/** The last argument fills the event up; it is text in this language. */
const payloads = {
  userCount: (random) => between(random, 100, 999),

  name: (random, _, fill) => fill,

  stats: (random, _, fill) => ({
    users: between(random, 1_000, 9_999),
    connections: between(random, 10_000, 99_999),
    uptime: between(random, 100_000, 999_999) + 0.5,
    memory: between(random, 1e8, 9e8),
    region: fill,
    healthy: true,
  }),

  message: (random, { words, names }, fill) => ({
    id: between(random, 100_000, 999_999),
    room: pick(random, ["general", "releases", "help"]),
    from: { id: between(random, 1_000, 9_999), name: pick(random, names) },
    sent: time(random),
    mentions: [pick(random, words), pick(random, words)],
    text: fill,
  }),

  orders: (random, { words }, fill) => ({
    orders: Array.from({ length: 100 }, () => ({
      id: between(random, 1e6, 9e6),
      customer: `${pick(random, words)} ${pick(random, words)}`,
      product: pick(random, words),
      amount: between(random, 1, 99),
      price: between(random, 100, 99_999) / 100,
      status: pick(random, ["new", "paid", "shipped"]),
      placed: time(random),
    })),
    note: fill,
  }),
};

/**
 * As many events as fit into about a megabyte, as one buffer; all have the same size. And the same payloads as the frames of
 * a WebSocket, with the size of one.
 */
export function batch({ bytes, type, language = "en" }) {
  const random = generator(bytes);
  const count = Math.ceil(1e6 / bytes);
  const all = Array.from({ length: count }, () => payload(random, bytes, type, languages[language]));
  const frame = (text) => Buffer.concat(Sender.frame(Buffer.from(text), { fin: true, opcode: 1, readOnly: true }));
  const frames = all.map(frame);
  return {
    events: Buffer.from(all.map((payload) => event(type, payload)).join("")),
    frames: Buffer.concat(frames),
    frameBytes: frames[0].length,
  };
}

const event = (type, payload) => `event: ${type}\ndata: ${payload}\n\n`;

/** The JSON of an event that has so many bytes in all. */
function payload(random, bytes, type, language) {
  const make = (fill) => JSON.stringify(payloads[type](random, language, fill));
  const size = (payload) => Buffer.byteLength(event(type, payload));
  // Once to see how much is missing: a state in place of a new generator, so that both are the same event.
  const state = random.state;
  const missing = bytes - size(make(""));
  random.state = state;
  const made = make(prose(random.state, missing, language));
  if (size(made) !== bytes)
    throw new Error(`an event of type ${type} cannot have ${bytes} bytes: it has ${size(made)}`);
  return made;
}

/** Words, this many bytes in all. */
function prose(seed, bytes, { words }) {
  const random = generator(seed);
  let text = "";
  while (Buffer.byteLength(text) < bytes) text += `${pick(random, words)} `;
  while (Buffer.byteLength(text) > Math.max(0, bytes)) text = text.slice(0, -1);
  return text.padEnd(text.length + bytes - Buffer.byteLength(text));
}

const between = (random, low, high) => low + Math.floor(random() * (high - low + 1));
const pick = (random, list) => list[between(random, 0, list.length - 1)];
const time = (random) => new Date(between(random, 1.7e12, 1.8e12)).toISOString();

/** Mulberry32: numbers from 0 up to 1, the same in each run. */
export function generator(seed) {
  const random = () => {
    random.state = (random.state + 0x6d2b79f5) | 0;
    let t = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  random.state = seed;
  return random;
}

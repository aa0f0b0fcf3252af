// The streams: for each size, events of exactly so many bytes on the wire, made before they are sent.
//
// The payloads are JSON as an app has it: ASCII, no escapes, every event another, from a seeded generator.

/**
 * What is measured: bytes of one event, its type, and how many of them a round has; at full speed, or one and then nothing
 * for `every` milliseconds. That one is short and comes several `times` a round, as it feels what else the machine does.
 */
export const streams = [
  { bytes: 28, type: "userCount", count: 600_000 },
  { bytes: 127, type: "stats", count: 400_000 },
  { bytes: 258, type: "message", count: 300_000 },
  { bytes: 15_000, type: "orders", count: 20_000 },
  { bytes: 258, type: "message", count: 500, every: 2, times: 3 },
];

const payloads = {
  userCount: (random) => between(random, 100, 999),

  stats: (random, fill) => ({
    users: between(random, 1_000, 9_999),
    connections: between(random, 10_000, 99_999),
    uptime: between(random, 100_000, 999_999) + 0.5,
    memory: between(random, 1e8, 9e8),
    region: fill,
    healthy: true,
  }),

  message: (random, fill) => ({
    id: between(random, 100_000, 999_999),
    room: pick(random, ["general", "releases", "help"]),
    from: { id: between(random, 1_000, 9_999), name: pick(random, ["Ada Lovelace", "Grace Hopper"]) },
    sent: time(random),
    mentions: [pick(random, words), pick(random, words)],
    text: fill,
  }),

  orders: (random, fill) => ({
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

const words = "stream event server browser listener parser chunk byte field retry name type data page core".split(" ");

/** As many events as fit into about a megabyte, as one buffer; all have the same size. */
export function batch({ bytes, type }) {
  const random = generator(bytes);
  const events = Array.from({ length: Math.ceil(1e6 / bytes) }, () => event(random, bytes, type));
  return Buffer.from(events.join(""), "ascii");
}

function event(random, bytes, type) {
  const frame = (payload) => `event: ${type}\ndata: ${JSON.stringify(payload)}\n\n`;
  // Once to see how much is missing: a state in place of a new generator, so that both are the same event.
  const state = random.state;
  const missing = bytes - frame(payloads[type](random, "")).length;
  random.state = state;
  const text = frame(payloads[type](random, prose(random.state, missing)));
  if (text.length !== bytes)
    throw new Error(`an event of type ${type} cannot have ${bytes} bytes: it has ${text.length}`);
  return text;
}

/** Words, this many characters in all. */
function prose(seed, length) {
  const random = generator(seed);
  let text = "";
  while (text.length < length) text += `${pick(random, words)} `;
  return text.slice(0, Math.max(0, length));
}

const between = (random, low, high) => low + Math.floor(random() * (high - low + 1));
const pick = (random, list) => list[between(random, 0, list.length - 1)];
const time = (random) => new Date(between(random, 1.7e12, 1.8e12)).toISOString();

/** Mulberry32: numbers from 0 up to 1, the same in each run. */
function generator(seed) {
  const random = () => {
    random.state = (random.state + 0x6d2b79f5) | 0;
    let t = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  random.state = seed;
  return random;
}

// What all others are compared with: the browser's own class, and a listener as everybody writes it.

// Makes the listener look at what was decoded: `Weigh` in ../src/payload.rs looks at the same.
const weigh = {
  userCount: (count) => count,
  stats: ({ users, region }) => users + region.length,
  message: ({ from, text }) => from.id + text.length,
  orders: ({ orders, note }) => orders.reduce((sum, { amount }) => sum + amount, 0) + note.length,
};

export function baseline({ url, type, count }, done) {
  const source = new EventSource(url);
  const weighOne = weigh[type];
  let left = count;
  let sum = 0;
  source.addEventListener(type, ({ data }) => {
    sum += weighOne(JSON.parse(data));
    left -= 1;
    if (left > 0) return;
    source.close();
    done(sum);
  });
}

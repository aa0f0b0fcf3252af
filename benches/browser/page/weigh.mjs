// What is done with each event, the same by all: its data is looked at, and the last one ends the round.

// Makes the listener look at what was decoded: `Weigh` in ../src/payload.rs looks at the same.
const weights = {
  userCount: (count) => count,
  name: (name) => name.length,
  stats: ({ users, region }) => users + region.length,
  message: ({ from, text }) => from.id + text.length,
  orders: ({ orders, note }) => orders.reduce((sum, { amount }) => sum + amount, 0) + note.length,
};

/** What takes the decoded data of a round's events. After the last one it calls `close`, and then `done` with their weight. */
export function weigh({ type, count }, done, close) {
  const weight = weights[type];
  let left = count;
  let sum = 0;
  return (data) => {
    sum += weight(data);
    left -= 1;
    if (left > 0) return;
    close();
    done(sum);
  };
}

/** A listener on what is used as the browser's own class is. */
export function listen(source, round, done) {
  const take = weigh(round, done, () => source.close());
  source.addEventListener(round.type, ({ data }) => take(JSON.parse(data)));
}

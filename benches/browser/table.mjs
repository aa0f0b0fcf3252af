// The Markdown that the measurement ends in.

/** One table for CPU time, one for speed: ratios to the first contestant in the same round, median and range. */
export function table(measured, { contestants, rounds, level }) {
  const streams = [...new Set(measured.map(({ stream }) => stream))];
  const names = Object.keys(contestants).filter((name) => measured.some(({ contestant }) => contestant === name));
  const of = (stream, contestant) => measured.filter((one) => one.stream === stream && one.contestant === contestant);

  const section = (title, streams, value, unit) => {
    const baseline = (stream) => of(stream, names[0]).map((one) => value(one, stream));
    const cell = (stream, name) => {
      const values = of(stream, name).map((one) => value(one, stream));
      if (values.length === 0) return "";
      if (name === names[0]) return `1 (${unit(median(values))})`;
      return spread(values.map((one, i) => one / baseline(stream)[i]));
    };
    const rows = names.map((name) => [contestants[name].label, ...streams.map((stream) => cell(stream, name))]);
    return [row([title, ...streams.map(label)]), row(["---", ...streams.map(() => "---")]), ...rows.map(row)].join(
      "\n",
    );
  };

  const fast = streams.filter(({ every }) => !every);
  return [
    section(
      "main-thread CPU per event",
      streams,
      ({ cpu }, { count }) => (cpu * 1e3) / count,
      (us) => `${us.toFixed(2)} us`,
    ),
    fast.length > 0 &&
      section(
        "events per second",
        fast,
        ({ wall }, { count }) => count / wall,
        (n) => `${Math.round(n)} thousand`,
      ),
    `Median (smallest - largest) of ${rounds} rounds; opt-level ${level}.`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** How long the first event took, in milliseconds. */
export function firstEvents(measured, { contestants, rounds }) {
  const columns = {
    opened: "from opening the page",
    cold: "from connecting, the first time",
    warm: "from connecting, the second time",
  };
  const names = Object.keys(contestants).filter((name) => measured.some(({ contestant }) => contestant === name));
  const cell = (name, column) =>
    spread(measured.filter(({ contestant }) => contestant === name).map((one) => one[column]));
  const head = ["first event, ms", ...Object.values(columns)];
  const rows = names.map((name) => [
    contestants[name].label,
    ...Object.keys(columns).map((column) => cell(name, column)),
  ]);
  return `${[head, head.map(() => "---"), ...rows].map(row).join("\n")}\n\nMedian (smallest - largest) of ${rounds} rounds.`;
}

const label = ({ bytes, every, language }) =>
  `${bytes.toLocaleString("en")} B${language ? ", Chinese" : ""}${every ? `, one every ${every} ms` : ""}`;
const row = (cells) => `| ${cells.join(" | ")} |`;
const spread = (values) =>
  `${digits(median(values))} (${digits(Math.min(...values))} - ${digits(Math.max(...values))})`;
const digits = (ratio) => ratio.toFixed(ratio < 0.1 ? 3 : 2);

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// What the scripts say: a headline before each long step, how long it took after it, and one line when it fails.

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);

/** A failure that the user can do something about: shown as its one line, without a stack. */
export class Failure extends Error {}

/** A line of information. */
export function say(text) {
  console.log(text);
}

/** Seconds since `start` (of `performance.now()`), for people. */
export function elapsed(start) {
  const seconds = (performance.now() - start) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Runs a step that may take long: says what it does, and how long it took. */
export async function step(what, work) {
  const start = performance.now();
  console.log(paint(1, `==> ${what}`));
  const result = await work();
  console.log(paint(2, `    done in ${elapsed(start)}`));
  return result;
}

/** Runs a script: a [`Failure`] ends it with its one line and exit code 1. */
export async function main(work) {
  try {
    const code = await work();
    if (typeof code === "number") process.exitCode = code;
  } catch (error) {
    console.error(error instanceof Failure ? `${paint(31, "error:")} ${error.message}` : error);
    process.exitCode = 1;
  }
}

// Assertions that every runtime has.

/** Fails unless both are the same, in all that is in them. */
export function equal(actual, expected, what = "it") {
  const [is, wanted] = [show(actual), show(expected)];
  if (is !== wanted) throw new Error(`${what} is\n  ${excerpt(is)}\nand not\n  ${excerpt(wanted)}`);
}

/** Fails unless this is true. */
export function ok(value, what) {
  if (!value) throw new Error(`not so: ${what}`);
}

/** Fails unless the text matches. */
export function match(text, pattern) {
  if (!pattern.test(text)) throw new Error(`${show(text)} does not match ${pattern}`);
}

/** What `run` throws. */
export function thrown(run) {
  let result;
  try {
    result = run();
  } catch (error) {
    return error;
  }
  throw new Error(`nothing was thrown, but ${show(result)} given`);
}

/** What the promise is rejected with. */
export function rejection(promise) {
  return promise.then(
    (value) => {
      throw new Error(`it was not rejected, but fulfilled with ${show(value)}`);
    },
    (error) => error,
  );
}

const excerpt = (text) => (text.length > 1000 ? `${text.slice(0, 1000)}...` : text);

/** As text, the same one for the same values. */
export function show(value) {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (value instanceof Error) return `${value.name}(${show(value.message)})`;
  if (value === null || typeof value !== "object")
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return Object.prototype.toString.call(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${name}: ${show(value[name])}`).join(", ")}}`;
}

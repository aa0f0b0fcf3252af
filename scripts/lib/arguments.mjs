// Options of the commands, each with the values that it may have.

import { Failure } from "./log.mjs";

/**
 * Reads `--name value` and `--name=value`, any number of times.
 *
 * @param {Record<string, string[]>} options the values that each may have
 * @returns {Record<string, string[]>} those that were given
 */
export function parseArguments(args, options) {
  const given = Object.fromEntries(Object.keys(options).map((name) => [name, []]));
  const usage = Object.entries(options).map(([name, values]) => `--${name} ${values.join("|")}`);
  for (let i = 0; i < args.length; i += 1) {
    const [, name, after] = args[i].match(/^--(\w+)(?:=(.*))?$/) ?? [];
    if (!options[name]) throw new Failure(`there is no option ${args[i]}; there are ${usage.join(", ")}`);
    const value = after ?? args[(i += 1)];
    if (!options[name].includes(value)) {
      throw new Failure(`--${name} cannot be ${value ?? "nothing"}: it is one of ${options[name].join(", ")}`);
    }
    given[name].push(value);
  }
  return given;
}

// `npm run build:verify`: the wasm comes out the same, bit for bit, in another folder, with another target directory and
// another cargo home.

import "./lib/require-node.mjs";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup } from "./build.mjs";
import { buildWasm, wasm } from "./build/wasm.mjs";
import { Failure, main, say, step } from "./lib/log.mjs";
import { bin, cargoHome, root } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";

const inCopy = (copy, path) => join(copy, path.slice(root.length));

await main(async () => {
  await setup();
  await buildWasm();
  const copy = mkdtempSync(join(tmpdir(), "eventsource-wasm-copy-"));
  try {
    await step("Building the wasm again in another folder", async () => {
      await copyTree(copy);
      const home = copyCargoHome(copy);
      const build = `const { buildWasm } = await import("./scripts/build/wasm.mjs"); await buildWasm();`;
      await run(process.execPath, ["--input-type=module", "-e", build], { cwd: copy, env: { CARGO_HOME: home } });
    });
    compare(wasm, inCopy(copy, wasm));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

/** Copies the files that belong to the repository; what is only installed is linked. */
async function copyTree(copy) {
  const files = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    missing: "there is no git, which knows what belongs to the repository: install it",
  });
  for (const file of files.split("\0")) {
    if (file && existsSync(join(root, file))) cpSync(join(root, file), join(copy, file));
  }
  mkdirSync(join(copy, ".cache"));
  symlinkSync(bin, inCopy(copy, bin));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
}

/** The same downloads, by another path. */
function copyCargoHome(copy) {
  const home = join(copy, ".cache/cargo");
  mkdirSync(home);
  for (const name of readdirSync(cargoHome)) symlinkSync(join(cargoHome, name), join(home, name));
  return home;
}

function compare(one, other) {
  const [a, b] = [one, other].map((path) => readFileSync(path));
  if (!a.equals(b)) {
    const at = a.findIndex((byte, i) => byte !== b[i]);
    throw new Failure(
      `the wasm is not reproducible: ${a.length} and ${b.length} bytes, which differ from byte ${at} on`,
    );
  }
  say(`The same ${a.length} bytes, sha256 ${createHash("sha256").update(a).digest("hex")}`);
}

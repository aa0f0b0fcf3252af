// The page with the live user count: www/ bundled into www/dist/. It imports the npm package by its name, as users do.

import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { say, step } from "../lib/log.mjs";
import { page, root } from "../lib/paths.mjs";
import { bundle } from "./bundle.mjs";

const www = join(root, "www");

export async function buildPage() {
  await step("Bundling the page", async () => {
    rmSync(page, { recursive: true, force: true });
    if (existsSync(join(www, "public"))) cpSync(join(www, "public"), page, { recursive: true });
    cpSync(join(www, "index.html"), join(page, "index.html"));
    const bytes = await bundle({
      entryPoints: [join(www, "src/main.ts"), join(www, "src/style.css")],
      outdir: page,
    });
    say(`    www/dist/main.js and style.css: ${bytes} bytes`);
  });
}

// The page with the live user count: www/ bundled into www/dist/. It imports the npm package by its name, as users do.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { say, step } from "../lib/log.mjs";
import { page, root } from "../lib/paths.mjs";
import { bundle } from "./bundle.mjs";

const www = join(root, "www");

export async function buildPage() {
  await step("Bundling the page", async () => {
    rmSync(page, { recursive: true, force: true });
    if (existsSync(join(www, "public"))) cpSync(join(www, "public"), page, { recursive: true });
    cpSync(join(www, "index.html"), join(page, "index.html"));
    // The chart library's, which is in main.js; the font has its own beside it.
    cpSync(join(root, "node_modules/uplot/LICENSE"), join(page, "uplot-license.txt"));
    const bytes = await bundle({
      entryPoints: [join(www, "src/main.ts"), join(www, "src/style.css")],
      outdir: page,
    });
    compress();
    say(`    www/dist/main.js and style.css: ${bytes} bytes`);
  });
}

/** The server sends a file compressed where it finds it so beside the original. */
function compress() {
  for (const file of readdirSync(page).filter((name) => [".js", ".css", ".html", ".svg"].includes(extname(name)))) {
    const bytes = readFileSync(join(page, file));
    writeFileSync(join(page, `${file}.br`), brotliCompressSync(bytes));
    writeFileSync(join(page, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

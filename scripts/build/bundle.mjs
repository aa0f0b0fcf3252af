// How both the npm package and the page are bundled.

import { Failure } from "../lib/log.mjs";
import { root } from "../lib/paths.mjs";

/** Bundles for browsers and gives the size of what was written, in bytes. `options` are esbuild's. */
export async function bundle(options) {
  // Imported late: this file is loaded before the npm packages are installed.
  const esbuild = await import("esbuild");
  try {
    const { metafile } = await esbuild.build({
      bundle: true,
      format: "esm",
      legalComments: "none",
      // Runtimes print the whole line that an error comes from.
      lineLimit: 500,
      metafile: true,
      minify: true,
      target: "es2022",
      ...options,
      absWorkingDir: root,
    });
    return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  } catch {
    // esbuild has printed each error with its place.
    throw new Failure(
      `bundling ${options.entryPoints.map((path) => path.slice(root.length + 1)).join(", ")} failed, see above`,
    );
  } finally {
    // Its process would stay for as long as the server runs.
    await esbuild.stop();
  }
}

// The packed npm package, installed in an empty project: imported by Node.js, and compiled against by TypeScript.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";

let project;
const inProject = (command, ...args) => execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: "pipe" });
const write = (name, content) => writeFileSync(join(project, name), content);

before(() => {
  project = mkdtempSync(join(tmpdir(), "eventsource-wasm-"));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", project], { cwd: root, stdio: "pipe" });
  const [tarball] = readdirSync(project);
  write("package.json", JSON.stringify({ name: "empty", private: true, type: "module" }));
  inProject("npm", "install", "--offline", "--no-audit", "--no-fund", `./${tarball}`);
});
after(() => rmSync(project, { recursive: true, force: true }));

test("the package holds what is needed and nothing else", () => {
  const packed = join(project, "node_modules/eventsource-wasm");
  assert.deepEqual(readdirSync(packed).sort(), ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "dist", "package.json"]);
  assert.deepEqual(
    readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith(".")),
    ["eventsource-wasm"],
  );
});

test("importing it does nothing, and the constructor does not throw where there is no browser", () => {
  write(
    "run.js",
    `import { EventSource } from "eventsource-wasm";
     const follow = (url) => {
       const source = new EventSource(url);
       console.log(source.url, source.readyState);
       return new Promise((done) =>
         source.addEventListener("error", ({ error }) => done(console.log(error.kind, source.readyState))),
       );
     };
     await follow("/users/count");
     await follow("/users/count"); // when WebAssembly is there already
     process.exit();`,
  );
  const lines = inProject(process.execPath, "run.js").trim().split("\n");
  const twice = ["/users/count 0", "unsupported 2"];
  assert.deepEqual(lines, [...twice, ...twice]);
});

const consumer = `import { EventSource, type Message } from "eventsource-wasm";
const source = new EventSource<{ userCount: number; stats: { users: number } }>("/users/count", { withCredentials: true });
const off = source.on("userCount", ({ data, type }) => {
  const next: number = data + 1;
  const name: "userCount" = type;
  console.log(next, name);
});
off();
source.on("stats", (message: Message<{ users: number }>) => console.log(message.data.users.toFixed()));
// @ts-expect-error there is no such event
source.on("other", () => {});
// @ts-expect-error it is a number
source.on("userCount", ({ data }) => data.length);
source.addEventListener("error", (event) => {
  if (event.error) console.log(event.error.kind, event.error.willRetry);
  else console.log(event.data?.length);
});
source.onmessage = (event) => console.log(event.data);
EventSource satisfies typeof globalThis.EventSource;
globalThis.EventSource = EventSource;
const native: globalThis.EventSource = source;
native.onerror = (event: Event) => console.log(event.type);
const standard = <Output>(validate: (value: unknown) => { value: Output }) => ({
  "~standard": { version: 1, vendor: "none", validate },
}) as const;
new EventSource("/", { schema: { count: standard((value) => ({ value: Number(value) })) } }).on("count", ({ data }) => {
  const next: number = data + 1;
  return next;
});
source.onAny((message) => {
  if (message.type === "userCount") message.data.toFixed();
  else message.data.users.toFixed();
});
async function follow() {
  for await (const { data } of source.events("userCount")) console.log(data.toFixed());
}
follow();
new EventSource("/anything").on("whatever", ({ data }) => console.log(data.at.all));
`;

const [, readme] = readFileSync(join(root, "README.md"), "utf8").match(/```ts\n([^]*?)```/);

for (const [module, moduleResolution] of [
  ["esnext", "bundler"],
  ["nodenext", "nodenext"],
]) {
  test(`its types hold, and the README is right, under strict TypeScript with ${moduleResolution} resolution`, () => {
    write("index.ts", consumer);
    write("readme.ts", readme);
    const compilerOptions = {
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      module,
      moduleResolution,
      target: "es2020",
      lib: ["es2020", "dom"],
      types: [],
    };
    write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["index.ts", "readme.ts"] }));
    inProject(process.execPath, join(root, "node_modules/typescript/bin/tsc"));
  });
}

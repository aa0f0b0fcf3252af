// Imported first by every command: an old Node.js gives one line that says so, not a syntax error somewhere else.
// It imports nothing itself, and uses nothing that such a Node.js does not have.

const oldest = 20;
const major = Number(process.versions.node.split(".")[0]);
if (major < oldest) {
  console.error(
    `error: this needs Node.js ${oldest} or newer, this is ${process.versions.node}: install it from nodejs.org`,
  );
  process.exit(1);
}

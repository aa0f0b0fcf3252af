// CommonJS, in a Node.js that can require ES modules.

const { EventSource } = require("eventsource-wasm");
const { follow } = require("./follow.mjs");

follow(new EventSource(process.argv[2], { transport: "fetch" }));

// Runs the suite for a page, as a dedicated or a shared worker.

const ports = new Promise((done) => {
  if ("onconnect" in globalThis) globalThis.onconnect = ({ ports }) => done(ports[0]);
  else done(globalThis);
});

// Not imported before the first message can be heard.
const asked = ports.then(
  (port) =>
    new Promise((done) => {
      port.onmessage = ({ data }) => done({ port, given: data });
    }),
);
const { runHere } = await import("./here.mjs");
const { port, given } = await asked;
port.postMessage(await runHere(given));

// What the page does with its connection, however that is bundled.

/** @param {import("eventsource-wasm").EventSource<{ userCount: number }>} source */
export function show(source) {
  const output = document.querySelector("output");
  source.on("userCount", ({ data }) => {
    output.textContent = data === 1 ? "Only you" : `You and ${data - 1} more`;
  });
}

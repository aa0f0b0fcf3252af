// What the page shows, as a reader sees it.

/** Waits until the page shows this count, live. */
export async function showsCount(page, count) {
  await page.waitFor(
    (count) =>
      document.querySelector("#users").textContent === String(count) &&
      document.querySelector("#state").dataset.state === "live",
    { arguments: [count], message: `the page shows ${count}, live` },
  );
}

/** Waits until the page says that its connection is in this state. */
export async function isInState(page, state) {
  await page.waitFor((state) => document.querySelector("#state").dataset.state === state, {
    arguments: [state],
    message: `the page is ${state}`,
  });
}

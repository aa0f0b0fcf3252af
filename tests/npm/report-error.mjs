// What listeners throw, where the platform makes it an `error` event of the global scope.

/** Has it reported; gives what ends that. */
export function onErrorEvent(report) {
  const listener = (event) => {
    event.preventDefault();
    report(event.error);
  };
  addEventListener("error", listener);
  return () => removeEventListener("error", listener);
}

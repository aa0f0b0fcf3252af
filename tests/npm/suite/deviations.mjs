// Where an engine does not do what the standard says, and our class with it: what is expected then, the cases say.

const deviations = {
  /** The native class refuses a stream whose `charset` is another than UTF-8. Parameters do not count. */
  OtherCharsetsAreRefused: ["chromium"],
  /** The native class waits for half a second at least, whatever `retry` says. */
  HalfASecondIsTheLeast: ["firefox"],
  /** The head of an answer is told of with the first byte of its body. */
  HeadComesWithTheBody: ["firefox"],
  /** The native class loses an event whose id has a NUL in it, where only the field is to be ignored. */
  NulInIdLosesTheEvent: ["firefox"],
  /** The native class loses the first event where a chunk's edge cuts the byte order mark. */
  CutMarkLosesTheEvent: ["webkit"],
  /** The native class does not take an id from a block without data. */
  IdWithoutDataIsLost: ["firefox", "webkit"],
  /** The native class reads a long line from its beginning for each piece of it. */
  LongLinesTakeForever: ["webkit"],
  /** The second listener of an event finds no `currentTarget` in it. */
  CurrentTargetIsLost: ["node"],
  /** Neither `abort()` nor `cancel()` ends a `fetch` that was redirected. It keeps one of the few connections. */
  RedirectedRequestsAreKept: ["firefox"],
  /** In workers a connection seldom, but sometimes, stays where its request is aborted while the body is being read. */
  AbortedBodiesMayBeKept: ["firefox"],
  /** A body that nobody reads is taken from the server all the same. */
  ReadsAheadWithoutEnd: ["firefox", "webkit"],
  /** There is no `Symbol.dispose`, and so no `using`. */
  NothingIsDisposedOf: ["webkit"],
  /** A method that is none is taken for GET. */
  MethodsAreNotLookedAt: ["bun"],
  /** There is no native class. */
  NoNativeClass: ["node", "bun"],
  /** `addEventListener` refuses to capture. */
  NothingIsCaptured: ["workerd"],
  /** `dispatchEvent` itself calls the on* attributes, before all listeners, and without a `this`. */
  AttributesComeFirst: ["workerd"],
  /** There are no cookies. */
  NoCookies: ["node", "deno", "bun", "workerd"],
  /** There is no page, and no script's URL, that a URL could be relative to; nor is anything of another origin. */
  NoOrigin: ["node", "deno", "bun", "workerd"],
};

/** Whether this engine does so. */
export function deviates(engine, name) {
  if (!deviations[name]) throw new Error(`there is no deviation ${name}`);
  return deviations[name].includes(engine);
}

// The URL that an event source is opened with.

/** The URL as the browser would resolve it: against the page, or in a worker against the worker's script. */
export function resolve(url: string | URL): string {
  url = `${url}`;
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  const found = parse(url, base) ?? (base === undefined && parse(url, "http://host") && { href: url });
  if (found) return found.href;
  throw new DOMException(`cannot open an event source at ${JSON.stringify(url)}: invalid URL`, "SyntaxError");
}

/** The URL where it is a whole one that makes sense. */
export function parse(url: string, base?: string): URL | undefined {
  try {
    const found = new URL(url, base);
    // Chromium escapes what the URL standard forbids in a host.
    return /^https?:/.test(found.protocol) && found.hostname.includes("%") ? undefined : found;
  } catch {
    return undefined;
  }
}

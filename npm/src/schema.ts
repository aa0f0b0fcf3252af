// An event's data: decoded by JSON.parse, and validated by the schema that its type has, if any.

import { EventSourceError } from "./error.js";

/** What any schema library that keeps to Standard Schema (zod, valibot, arktype and others) makes. */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/** A schema for the data of each event, by the event's name. */
export type Schemas<Events> = { readonly [Type in keyof Events]?: StandardSchema<Events[Type]> };

/**
 * What an event's data is.
 *
 * @throws {EventSourceError} of kind `decode` or `schema`
 */
export function decode(
  eventType: string,
  data: string,
  lastEventId: string,
  isJson: boolean,
  schema?: StandardSchema,
): unknown {
  let value: unknown = data;
  try {
    if (isJson) value = count(data) ?? JSON.parse(data);
  } catch (cause) {
    const message = `the event ${JSON.stringify(eventType)} carries no JSON: ${(cause as Error).message}`;
    throw new EventSourceError("decode", message, { eventType, data, lastEventId, cause });
  }
  return schema ? validated(value, eventType, data, lastEventId, schema) : value;
}

/**
 * The number that the text is, if it is a short one and has nothing but digits: `JSON.parse` takes several times as long.
 * What is no JSON is left to it.
 */
function count(data: string): number | undefined {
  let value: number | undefined;
  for (let at = 0; at < data.length; at++) {
    const digit = data.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9 || value === 0 || at > 8) return undefined;
    value = (value ?? 0) * 10 + digit;
  }
  return value;
}

function validated(value: unknown, eventType: string, data: string, lastEventId: string, schema: StandardSchema) {
  const fail = (problem: string, cause: unknown): never => {
    const message = `the event ${JSON.stringify(eventType)} ${problem}`;
    throw new EventSourceError("schema", message, { eventType, data, lastEventId, cause });
  };
  const result = validate(schema, value, (cause) => fail(`has a schema that fails: ${cause}`, cause));
  if (result instanceof Promise) {
    return fail("has a schema that validates asynchronously, which events cannot wait for", undefined);
  }
  if (!result.issues) return result.value;
  const at = ({ message, path }: (typeof result.issues)[number]) =>
    [path?.map((step) => (typeof step === "object" ? (step as { key: unknown }).key : step)).join("."), message]
      .filter(Boolean)
      .join(": ");
  return fail(`is not what its schema wants: ${result.issues.map(at).join("; ")}`, result.issues);
}

function validate(schema: StandardSchema, value: unknown, fail: (cause: unknown) => never) {
  try {
    return schema["~standard"].validate(value);
  } catch (cause) {
    return fail(cause);
  }
}

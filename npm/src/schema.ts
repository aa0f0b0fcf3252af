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
export function decode(eventType: string, data: string, lastEventId: string, schema?: StandardSchema): unknown {
  const fail = (kind: "decode" | "schema", problem: string, cause: unknown): never => {
    const message = `the event ${JSON.stringify(eventType)} ${problem}`;
    throw new EventSourceError(kind, message, { eventType, data, lastEventId, cause });
  };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    fail("decode", `carries no JSON: ${(cause as Error).message}`, cause);
  }
  if (!schema) return value;
  const result = validate(schema, value, (cause) => fail("schema", `has a schema that fails: ${cause}`, cause));
  if (result instanceof Promise) {
    return fail("schema", "has a schema that validates asynchronously, which events cannot wait for", undefined);
  }
  if (!result.issues) return result.value;
  const at = ({ message, path }: (typeof result.issues)[number]) =>
    [path?.map((step) => (typeof step === "object" ? (step as { key: unknown }).key : step)).join("."), message]
      .filter(Boolean)
      .join(": ");
  return fail("schema", `is not what its schema wants: ${result.issues.map(at).join("; ")}`, result.issues);
}

function validate(schema: StandardSchema, value: unknown, fail: (cause: unknown) => never) {
  try {
    return schema["~standard"].validate(value);
  } catch (cause) {
    return fail(cause);
  }
}

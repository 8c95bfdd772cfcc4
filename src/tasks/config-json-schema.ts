// The schema of a config as JSON Schema, for editors that complete and check while one types.

import { z } from "zod";
import { runConfigSchema } from "./config.ts";

/** A JSON Schema of draft 2020-12, as far as configs use it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly [key: string]: unknown;
}

/** JSON Schema of a resolved config; layers refer to themselves by `$ref`. */
export function configJsonSchema(): JsonSchema {
  return z.toJSONSchema(runConfigSchema, { reused: "inline", unrepresentable: "any" }) as JsonSchema;
}

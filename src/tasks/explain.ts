// What is wrong with a config, in one line: field, rule, value, nearest known name.

import { z } from "zod";
import { didYouMean } from "../errors.ts";

type Schema = z.core.$ZodType;

/** The first problem that zod found in `value`. */
export function describeIssue(schema: Schema, error: z.ZodError, value: unknown): string {
  const issue = deepest(error.issues.find(({ code }) => code === "unrecognized_keys") ?? error.issues[0]!);
  const path = issue.path.map(String);
  const got = at(value, path);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    return `${[...path, key].join(".")}: unknown config key${didYouMean(key, keysOf(schemaAt(schema, path, value), got))}`;
  }
  const where = path.length === 0 ? "config" : path.join(".");
  const kinds = path.at(-1) === "kind" ? kindsOf(schemaAt(schema, path.slice(0, -1), value)) : [];
  if (kinds.length > 0 && typeof got === "string")
    return `${where}: unknown kind, got "${got}"${didYouMean(got, kinds)}`;
  const rule = issue.message.replace(/^Invalid input: /, "");
  return got === undefined
    ? `${where}: must be given, ${rule.replace(/, received undefined$/, "")}`
    : `${where}: ${rule}, got ${JSON.stringify(got)}`;
}

// Of a union's branches, the one that got furthest says most.
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const inner = issue.errors.flatMap((branch) => branch.slice(0, 1)).map((sub) => deepest(sub));
  const best = inner.sort((a, b) => b.path.length - a.path.length)[0];
  return best === undefined || best.path.length === 0 ? issue : { ...best, path: [...issue.path, ...best.path] };
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], value);

// The schema of a field, following the value's kind through unions.
function schemaAt(schema: Schema, path: readonly string[], value: unknown): Schema | undefined {
  let current: Schema | undefined = schema;
  let node = value;
  for (const key of path) {
    const inner: Schema | undefined = current && narrow(current, node);
    current = inner instanceof z.ZodObject ? inner.shape[key] : inner instanceof z.ZodArray ? inner.element : undefined;
    node = at(node, [key]);
  }
  return current;
}

function unwrap(schema: Schema): Schema {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrap(schema.unwrap()) : schema;
}

function optionsOf(schema: Schema): readonly Schema[] {
  const bare = unwrap(schema);
  return bare instanceof z.ZodUnion ? bare.options.flatMap((option) => optionsOf(option)) : [bare];
}

function narrow(schema: Schema, value: unknown): Schema {
  const options = optionsOf(schema);
  const kind = at(value, ["kind"]);
  return options.find((option) => kindOf(option) === kind) ?? options[0]!;
}

function kindOf(schema: Schema): unknown {
  const kind: unknown = schema instanceof z.ZodObject ? schema.shape.kind : undefined;
  return kind instanceof z.ZodLiteral ? kind.value : undefined;
}

function kindsOf(schema: Schema | undefined): string[] {
  return schema === undefined
    ? []
    : optionsOf(schema)
        .map(kindOf)
        .filter((kind): kind is string => typeof kind === "string");
}

function keysOf(schema: Schema | undefined, value: unknown): string[] {
  const narrowed = schema && narrow(schema, value);
  return narrowed instanceof z.ZodObject ? Object.keys(narrowed.shape) : [];
}

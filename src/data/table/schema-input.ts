// A schema as the user writes it, whole or in part: what it names takes precedence over what was inferred.

import { z } from "zod";
import { ConfigError, didYouMean } from "../../errors.ts";
import { parseConstraint } from "./constraints.ts";
import {
  COLUMN_TYPES,
  type Constraint,
  constraintSchema,
  type NumberFacts,
  type TableColumn,
  type TableSchema,
} from "./schema.ts";

const levelInput = z.union([z.string(), z.object({ text: z.string(), count: z.int().nonnegative().optional() })]);

// Facts that are counted (missing, min, max, ...) may stand here, as in a schema that was written out, but are counted anew.
const columnInput = z.object({
  name: z.string().min(1),
  type: z.enum(COLUMN_TYPES).optional(),
  note: z.string().optional(),
  marker: z.string().optional(),
  markers: z.array(z.string()).optional(),
  number: z
    .object({
      decimals: z.int().min(0).max(20).optional(),
      padded: z.boolean().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      decimalMark: z.enum([".", ","]).optional(),
      groupMark: z.enum([",", ".", " ", "'"]).optional(),
      heavyTailed: z.boolean().optional(),
      bounded: z.boolean().optional(),
    })
    .optional(),
  date: z
    .object({ format: z.string().optional(), unit: z.enum(["day", "minute", "second", "millisecond"]).optional() })
    .optional(),
  levels: z.array(levelInput).optional(),
});

const inputSchema = z.object({
  kind: z.literal("table").optional(),
  columns: z.array(columnInput).optional(),
  missing: z.array(z.string()).optional(),
  constraints: z.array(z.unknown()).optional(),
});

/** A column as the user describes it. */
export type ColumnInput = z.infer<typeof columnInput>;

/** A table as the user describes it; constraints as objects, or as texts for `parseConstraint`. */
export type TableSchemaInput = Omit<z.infer<typeof inputSchema>, "constraints"> & {
  readonly constraints?: readonly (Constraint | string)[];
};

/**
 * Checks a schema given as JSON, whole (as `vaekit schema` writes it) or in part: `{columns: [{name, type, ...}]}`.
 * Texts among
 * the constraints are parsed when the schema is applied, or at once by `parse`.
 * @throws ConfigError naming the place that is wrong
 */
export function checkTableSchema(
  json: unknown,
  where = "schema",
  parse?: (text: string) => Constraint,
): TableSchemaInput {
  const result = inputSchema.safeParse(json);
  if (!result.success) throw refuse(where, result.error, json);
  refuseStrangers(where, json as Tree);
  const { constraints, ...rest } = result.data;
  const names = new Set<string>();
  for (const { name } of rest.columns ?? []) {
    if (names.has(name))
      throw new ConfigError(`${where}: every column may be named once, got ${name} twice; remove one`);
    names.add(name);
  }
  if (constraints === undefined) return rest;
  return {
    ...rest,
    constraints: constraints.map((constraint) => {
      if (typeof constraint === "string") return parse === undefined ? constraint : parse(constraint);
      const checked = constraintSchema.safeParse(constraint);
      if (!checked.success) throw refuse(`${where}: constraints`, checked.error, constraint);
      return checked.data;
    }),
  };
}

/** The types that a user's schema names. */
export function inputTypes(input: TableSchemaInput): Record<string, TableColumn["type"]> {
  const typed = (input.columns ?? []).filter(({ type }) => type !== undefined);
  return Object.fromEntries(typed.map(({ name, type }) => [name, type!]));
}

/**
 * The inferred schema with everything the user's one says put in its place.
 * @throws ConfigError for a column that is not there, or facts that do not belong to its type
 */
export function applyInput(schema: TableSchema, input: TableSchemaInput): TableSchema {
  const columns = [...schema.columns];
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  for (const given of input.columns ?? []) {
    const at = places.get(given.name);
    if (at === undefined) {
      throw new ConfigError(`schema: no column is called ${given.name}${didYouMean(given.name, [...places.keys()])}`);
    }
    columns[at] = applyColumn(columns[at]!, given);
  }
  const applied = { ...schema, columns, missing: input.missing ?? schema.missing };
  const constraints = (input.constraints ?? []).map((constraint) =>
    typeof constraint === "string" ? parseConstraint(constraint, applied) : constraint,
  );
  return { ...applied, constraints: [...schema.constraints, ...constraints] };
}

function applyColumn(column: TableColumn, given: ColumnInput): TableColumn {
  const { number, date } = column;
  return {
    ...column,
    ...(given.note !== undefined && { note: given.note }),
    ...(given.marker !== undefined && { marker: given.marker }),
    ...(number && given.number && { number: applyNumber(number, given.number) }),
    ...(date && given.date && { date: { ...date, ...defined(given.date) } }),
    ...(column.type === "ordinal" && given.levels && { levels: applyLevels(column, given.levels) }),
  };
}

// The user's ends hold where the numbers lie within them.
function applyNumber(found: NumberFacts, given: NonNullable<ColumnInput["number"]>): NumberFacts {
  const min = Math.min(found.min, given.min ?? found.min);
  return { ...found, ...defined(given), min, max: Math.max(found.max, given.max ?? found.max) };
}

// The user's levels in their order, with the counts of the table. Levels that occur must all be among them.
function applyLevels(
  column: TableColumn,
  given: NonNullable<ColumnInput["levels"]>,
): NonNullable<TableColumn["levels"]> {
  const counts = new Map(column.levels!.map(({ text, count }) => [text, count]));
  const texts = given.map((level) => (typeof level === "string" ? level : level.text));
  const known = new Set(texts);
  const stranger = column.levels!.find(({ text }) => !known.has(text));
  if (stranger !== undefined) {
    throw new ConfigError(
      `schema: column ${JSON.stringify(column.name)}: levels must hold every level that occurs, got none called ${JSON.stringify(stranger.text)} (${stranger.count} rows); add it`,
    );
  }
  return texts.map((text) => ({ text, count: counts.get(text) ?? 0 }));
}

function defined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

type Tree = { readonly [key: string]: unknown };

// What may stand in a schema that was written out, but is counted anew.
const COUNTED = { schema: ["rows", "labels"], column: ["missing", "identifier", "encoding"], number: ["inflatedAt"] };

// A misspelt key would say nothing.
function refuseStrangers(where: string, json: Tree): void {
  const check = (value: unknown, path: string, known: readonly string[]) => {
    const stranger = Object.keys((value ?? {}) as Tree).find((key) => !known.includes(key));
    if (stranger === undefined) return;
    throw new ConfigError(`${where}: ${path}${stranger}: unknown key${didYouMean(stranger, known)}`);
  };
  const { number, date } = columnInput.shape;
  check(json, "", [...Object.keys(inputSchema.shape), ...COUNTED.schema]);
  ((json.columns ?? []) as Tree[]).forEach((column, at) => {
    check(column, `columns.${at}.`, [...Object.keys(columnInput.shape), ...COUNTED.column]);
    check(column.number, `columns.${at}.number.`, [...Object.keys(number.unwrap().shape), ...COUNTED.number]);
    check(column.date, `columns.${at}.date.`, [...Object.keys(date.unwrap().shape), "min", "max"]);
  });
}

function refuse(where: string, error: z.ZodError, json: unknown): ConfigError {
  const issue = error.issues[0]!;
  const got = issue.path.reduce<unknown>((value, key) => (value as Tree | undefined)?.[key as string], json);
  const place = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  const rule =
    issue.code === "invalid_value"
      ? `must be one of ${issue.values.join(", ")}`
      : issue.message.replace(/^Invalid input: expected (.*), received .*$/, "must be of type $1");
  return new ConfigError(
    `${where}: ${place}${rule}, got ${JSON.stringify(got) ?? "nothing"}; \`vaekit schema FILE --json\` shows what a schema looks like`,
  );
}

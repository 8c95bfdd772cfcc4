// What must hold in every row, as the user writes it: parsed, put into words, and checked against itself before any row is
// looked at. For rows see violations.ts.

import { ConfigError } from "../../errors.ts";
import { schemaColumn } from "./columns.ts";
import { dateFormat } from "./dates.ts";
import type { Constraint, TableColumn, TableSchema } from "./schema.ts";

const FORMS = '"a <= b", "a < b", "positive:x", "range:x:0:10", "unique:a,b" or "fixed:a,b"';

/**
 * Parses a constraint: `a <= b` (also <, >, >=), `positive:x` (above 0), `range:x:0:10` (ends included; dates as the column
 * writes them), `unique:a,b` (no two rows alike in them), `fixed:a,b` (only combinations of the training part).
 * @throws ConfigError for another form, or a column that is not there
 */
export function parseConstraint(text: string, schema: TableSchema): Constraint {
  const where = `constraint ${JSON.stringify(text)}`;
  const [, kind, rest = ""] = /^\s*(positive|range|unique|fixed)\s*:(.*)$/.exec(text) ?? [];
  const known = (name: string) => schemaColumn(schema, name.trim(), where).name;
  if (kind === "positive") return { kind, column: known(rest) };
  if (kind === "unique" || kind === "fixed") {
    const columns = rest.split(",").map(known);
    if (kind === "fixed" && columns.length < 2) {
      throw new ConfigError(
        `${where}: fixed combinations need two columns at least, got ${columns.length}; name another`,
      );
    }
    return { kind, columns };
  }
  if (kind === "range") return parseRange(rest, schema, where);
  return parseInequality(text, schema, where);
}

/** A constraint in plain words. */
export function describeConstraint(constraint: Constraint): string {
  switch (constraint.kind) {
    case "inequality":
      return `${constraint.low} is ${constraint.strict ? "less than" : "at most"} ${constraint.high}`;
    case "fixed":
      return `${constraint.columns.join(" and ")} only occur in combinations that the training rows have`;
    case "positive":
      return `${constraint.column} is above 0`;
    case "range":
      return `${constraint.column} lies between ${constraint.min} and ${constraint.max}`;
    case "unique":
      return `no two rows have the same ${constraint.columns.join(" and ")}`;
  }
}

/**
 * Checks the constraints of a schema: columns that are there and of types that can be compared, and no contradiction (a < b
 * beside b < a, ranges that leave nothing).
 * @throws ConfigError naming the constraint
 */
export function checkConstraints(schema: TableSchema): void {
  for (const constraint of schema.constraints) checkOne(constraint, schema);
  const edges = schema.constraints.filter((constraint) => constraint.kind === "inequality");
  for (const edge of edges) {
    if (edge.strict && reaches(edges, edge.high, edge.low)) {
      throw new ConfigError(
        `constraints: must not contradict each other, got ${edge.low} < ${edge.high} while others make ${edge.high} at most ${edge.low}; remove one`,
      );
    }
  }
  checkBounds(schema, edges);
}

type Inequality = Extract<Constraint, { kind: "inequality" }>;

function parseRange(rest: string, schema: TableSchema, where: string): Constraint {
  const names = schema.columns.map(({ name }) => name).filter((name) => rest.trimStart().startsWith(`${name}:`));
  const name = names.sort((a, b) => b.length - a.length)[0];
  const column = schemaColumn(schema, name ?? rest.split(":")[0]!.trim(), where);
  const parts = rest
    .trimStart()
    .slice(column.name.length + 1)
    .split(":");
  // Times of day hold colons too: the two ends have the same number of them.
  const half = parts.length / 2;
  const read = (text: string) =>
    column.date ? dateFormat(column.date.format).parse(text) : text === "" ? NaN : Number(text);
  const [min, max] = [read(parts.slice(0, half).join(":").trim()), read(parts.slice(half).join(":").trim())];
  if (!Number.isInteger(half) || !Number.isFinite(min) || !Number.isFinite(max)) {
    const like = column.date ? `dates like ${column.date.format}` : "numbers";
    throw new ConfigError(`${where}: a range must have two ends that are ${like}; write range:${column.name}:LOW:HIGH`);
  }
  return { kind: "range", column: column.name, min, max };
}

// Names may hold the signs themselves: the first place where both sides are columns counts.
function parseInequality(text: string, schema: TableSchema, where: string): Constraint {
  const names = new Set(schema.columns.map(({ name }) => name));
  let first: [string, string] | undefined;
  for (const match of text.matchAll(/<=|>=|<|>/g)) {
    const left = text.slice(0, match.index).trim();
    const right = text.slice(match.index + match[0].length).trim();
    first ??= [left, right];
    if (!names.has(left) || !names.has(right)) continue;
    const [low, high] = match[0].startsWith("<") ? [left, right] : [right, left];
    return { kind: "inequality", low, high, strict: match[0].length === 1 };
  }
  if (first !== undefined) for (const name of first) schemaColumn(schema, name, where);
  throw new ConfigError(`${where}: must be one of the known forms; write ${FORMS}`);
}

function checkOne(constraint: Constraint, schema: TableSchema): void {
  const where = `constraint (${describeConstraint(constraint)})`;
  const find = (name: string) => schemaColumn(schema, name, where);
  const kindOf = (column: TableColumn) => (column.number ? "number" : column.date ? "date" : "other");
  const require = (column: TableColumn, kinds: readonly string[]) => {
    if (kinds.includes(kindOf(column))) return;
    throw new ConfigError(
      `${where}: ${column.name} must hold ${kinds.map((kind) => `${kind}s`).join(" or ")}, got type ${column.type}`,
    );
  };
  if (constraint.kind === "inequality") {
    const [low, high] = [find(constraint.low), find(constraint.high)];
    require(low, ["number", "date"]);
    require(high, [kindOf(low)]);
  } else if (constraint.kind === "positive") require(find(constraint.column), ["number"]);
  else if (constraint.kind === "range") {
    require(find(constraint.column), ["number", "date"]);
    if (constraint.min > constraint.max) {
      throw new ConfigError(`${where}: the lower end must not lie above the upper one; exchange them`);
    }
  } else {
    constraint.columns.forEach(find);
    const left = constraint.columns
      .map(find)
      .find(({ type }) => constraint.kind === "fixed" && (type === "identifier" || type === "text"));
    if (left)
      throw new ConfigError(
        `${where}: ${left.name} must be part of the model, got type ${left.type}, which is left out`,
      );
  }
}

function reaches(edges: readonly Inequality[], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const name of seen) for (const edge of edges) if (edge.low === name) seen.add(edge.high);
  return seen.has(to);
}

// Lower ends move up along the inequalities; where one passes the upper end, no number is left.
function checkBounds(schema: TableSchema, edges: readonly Inequality[]): void {
  const low = new Map<string, number>();
  const high = new Map<string, number>();
  const strict = new Set<string>();
  for (const constraint of schema.constraints) {
    if (constraint.kind === "positive") {
      low.set(constraint.column, Math.max(0, low.get(constraint.column) ?? 0));
      if (low.get(constraint.column) === 0) strict.add(constraint.column);
    } else if (constraint.kind === "range") {
      const { column, min, max } = constraint;
      if (min > (low.get(column) ?? Number.NEGATIVE_INFINITY)) {
        low.set(column, min);
        strict.delete(column);
      }
      high.set(column, Math.min(max, high.get(column) ?? max));
    }
  }
  for (let round = 0; round <= edges.length; round++) {
    for (const edge of edges) {
      const bound = low.get(edge.low);
      if (bound === undefined) continue;
      const before = low.get(edge.high) ?? Number.NEGATIVE_INFINITY;
      if (bound > before) strict.delete(edge.high);
      if (bound >= before) {
        low.set(edge.high, bound);
        if (edge.strict || strict.has(edge.low)) strict.add(edge.high);
      }
    }
  }
  for (const [name, bound] of low) {
    const end = high.get(name) ?? Number.POSITIVE_INFINITY;
    if (bound > end || (bound === end && strict.has(name))) {
      throw new ConfigError(
        `constraints: must leave values for ${name}, got ${strict.has(name) ? "above" : "at least"} ${bound} and at most ${end}; change one of them`,
      );
    }
  }
}

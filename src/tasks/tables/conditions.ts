// Conditions on synthetic rows, as a user writes them: "education = Masters", "age >= 60 and sex = Female". Equalities are
// given to the model as known cells; the others are checked on what it draws.

import {
  cellLevels,
  cellNumbers,
  modelled,
  type Table,
  type TableColumn,
  type TableSchema,
  valueFormat,
} from "../../data/index.ts";
import { ConfigError, DataError, didYouMean } from "../../errors.ts";

/** Conditions, sorted by how they are met. */
export interface Conditions {
  /** One row of the cells that are given; undefined where there are none. */
  readonly given: Table | undefined;
  /** 1 for each row that meets the other conditions; undefined where there are none. */
  readonly keep: ((rows: Table) => Uint8Array) | undefined;
}

type Operator = "<=" | ">=" | "!=" | "=" | "<" | ">";

interface Comparison {
  readonly column: TableColumn;
  readonly operator: Operator;
  readonly text: string;
}

/** Reads conditions; several are joined by "and". @throws ConfigError naming what cannot be read */
export function parseConditions(texts: readonly string[], schema: TableSchema): Conditions {
  const all = texts.flatMap(splitConditions).map((text) => parseComparison(text, schema));
  const given = all.filter(({ operator }) => operator === "=");
  const twice = given.find(({ column }, i) => given.findIndex((other) => other.column === column) !== i);
  if (twice !== undefined) {
    throw new ConfigError(`where: a column can have one value, got two for "${twice.column.name}"; give one of them`);
  }
  for (const { text, column } of given) if (column.number || column.date) readValue(text, column);
  const rest = all.filter(({ operator }) => operator !== "=");
  checkRanges(rest);
  return {
    given:
      given.length === 0
        ? undefined
        : {
            name: "conditions",
            count: 1,
            columns: given.map(({ column, text }) => ({
              name: column.name,
              cells: { kind: "text" as const, values: [text] },
            })),
          },
    keep: rest.length === 0 ? undefined : (rows) => meets(rows, rest),
  };
}

/** As many rows as asked of each level of a column, in turn. @throws ConfigError when the column has no levels */
export function balancedConditions(column: string, schema: TableSchema): Table {
  const found = modelled(schema).find(({ name }) => name === column);
  if (found === undefined) throw unknownColumn(column, schema);
  const levels = found.levels?.map(({ text }) => text);
  if (levels === undefined) {
    throw new ConfigError(`balance: needs a column of categories, got "${column}", which is ${found.type}`);
  }
  return {
    name: "conditions",
    count: levels.length,
    columns: [{ name: column, cells: { kind: "text", values: levels } }],
  };
}

// At each "and" that stands outside quotes.
function splitConditions(text: string): string[] {
  const pieces = text.match(/"[^"]*"|'[^']*'|\s+and\s+|./gis) ?? [];
  const parts = [""];
  for (const piece of pieces) {
    if (/^\s+and\s+$/i.test(piece)) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

function parseComparison(text: string, schema: TableSchema): Comparison {
  const found = /^\s*("[^"]+"|'[^']+'|[^<>=!]+?)\s*(<=|>=|!=|=|<|>)(.*)$/s.exec(text);
  if (found === null) {
    throw new ConfigError(
      `where: needs COLUMN = VALUE (or <, <=, >, >=, !=), got "${text}"; for example "age >= 60", with quotes around what holds "and"`,
    );
  }
  const [name, operator, value] = [unquoted(found[1]!), found[2] as Operator, unquoted(found[3]!)];
  const column = modelled(schema).find((candidate) => candidate.name === name);
  if (column === undefined) throw unknownColumn(name, schema);
  if (operator !== "=" && operator !== "!=" && !column.number && !column.date) {
    throw new ConfigError(
      `where: ${operator} needs a column of numbers or dates, got "${name}", which is ${column.type}`,
    );
  }
  return { column, operator, text: value };
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/s, "$2");
}

function unknownColumn(name: string, schema: TableSchema): ConfigError {
  const names = modelled(schema).map((column) => column.name);
  return new ConfigError(`where: no column "${name}" in the model${didYouMean(name, names)}`);
}

// A range that the training part never reached cannot be met by any draw.
function checkRanges(comparisons: readonly Comparison[]): void {
  for (const { column, operator, text } of comparisons) {
    const facts = column.number ?? column.date;
    if (facts === undefined) continue;
    const limit = readValue(text, column);
    const none = operator.startsWith("<") ? limit < facts.min : operator.startsWith(">") && limit > facts.max;
    if (none) {
      throw new DataError(
        `where: no row can have ${column.name} ${operator} ${text}, the training part lies within ${rangeText(column)}; choose another condition`,
      );
    }
  }
}

/** Ends of a column of numbers or dates, as its source writes them. */
export function rangeText(column: TableColumn): string {
  const { min, max } = (column.number ?? column.date)!;
  const write = valueFormat(column);
  return `${write(min)} to ${write(max)}`;
}

function readValue(text: string, column: TableColumn): number {
  try {
    const value = cellNumbers({ kind: "text", values: [text] }, column)[0]!;
    if (!Number.isNaN(value)) return value;
  } catch {
    // Told below, as a condition.
  }
  throw new ConfigError(`where: "${text}" cannot be read as a value of "${column.name}", which is ${column.type}`);
}

function meets(rows: Table, comparisons: readonly Comparison[]): Uint8Array {
  const out = new Uint8Array(rows.count).fill(1);
  for (const { column, operator, text } of comparisons) {
    const { cells } = rows.columns.find(({ name }) => name === column.name)!;
    if (!column.number && !column.date) {
      cellLevels(cells, column).forEach((level, row) => {
        if (level === text) out[row] = 0;
      });
      continue;
    }
    const limit = readValue(text, column);
    cellNumbers(cells, column).forEach((value, row) => {
      if (!COMPARE[operator](value, limit)) out[row] = 0;
    });
  }
  return out;
}

const COMPARE: Readonly<Record<Operator, (value: number, limit: number) => boolean>> = {
  "=": (value, limit) => value === limit,
  "!=": (value, limit) => value !== limit,
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
};

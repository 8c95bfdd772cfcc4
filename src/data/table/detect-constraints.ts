// Constraints that happen to hold in every row, as suggestions: nothing is imposed.

import { cellLevels, cellNumbers } from "./cells.ts";
import { columnFinder } from "./columns.ts";
import { describeConstraint } from "./constraints.ts";
import { type Constraint, modelled, type TableSchema } from "./schema.ts";
import type { Table } from "./table.ts";

/** A constraint that holds in all rows, with a sentence for the user. */
export interface Suggestion {
  readonly constraint: Constraint;
  readonly sentence: string;
}

const FEWEST_ROWS = 20;
const MOST_COLUMNS = 200;
const MOST_LEVELS = 200;

/**
 * Looks among the first 200 columns of each kind for pairs of which one determines the other (where the most common level of the
 * other holds at most 95% of the rows), and pairs of numbers or of dates of which one is never above the other (where over 1% of
 * the rows would break that if the columns had nothing to do with each other).
 */
export function detectConstraints(table: Table, schema: TableSchema): Suggestion[] {
  return [...determined(table, schema), ...ordered(table, schema)];
}

interface Coded {
  readonly name: string;
  /** -1 for missing cells. */
  readonly codes: Int32Array;
  readonly size: number;
  /** Share of the most common code. */
  readonly most: number;
}

function determined(table: Table, schema: TableSchema): Suggestion[] {
  const columns = codedColumns(table, schema);
  const found: Suggestion[] = [];
  const both = new Set<string>();
  for (const a of columns) {
    for (const b of columns) {
      if (a === b || b.most > 0.95 || both.has(JSON.stringify([b.name, a.name])) || !determines(a, b)) continue;
      both.add(JSON.stringify([a.name, b.name]));
      found.push({
        constraint: { kind: "fixed", columns: [a.name, b.name] },
        sentence: `${a.name} determines ${b.name} in all rows; --constraint "fixed:${a.name},${b.name}" keeps it so`,
      });
    }
  }
  return found;
}

function codedColumns(table: Table, schema: TableSchema): Coded[] {
  const find = columnFinder(table);
  const candidates = modelled(schema).filter(({ type }) => type !== "continuous" && type !== "datetime");
  return candidates.slice(0, MOST_COLUMNS).flatMap((column): Coded[] => {
    const levels = cellLevels(find(column.name).cells, column);
    const index = new Map<string, number>();
    const counts: number[] = [];
    const codes = new Int32Array(levels.length);
    for (let i = 0; i < levels.length; i++) {
      const text = levels[i]!;
      if (text === null) {
        codes[i] = -1;
        continue;
      }
      let code = index.get(text);
      if (code === undefined) {
        code = index.size;
        if (code === MOST_LEVELS) return [];
        index.set(text, code);
        counts.push(0);
      }
      codes[i] = code;
      counts[code]!++;
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total < FEWEST_ROWS || total < 3 * counts.length || counts.length < 2) return [];
    return [{ name: column.name, codes, size: counts.length, most: Math.max(...counts) / total }];
  });
}

function determines(a: Coded, b: Coded): boolean {
  if (a.size < b.size) return false;
  const image = new Int32Array(a.size).fill(-1);
  let rows = 0;
  for (let i = 0; i < a.codes.length; i++) {
    const [from, to] = [a.codes[i]!, b.codes[i]!];
    if (from < 0 || to < 0) continue;
    rows++;
    if (image[from] === -1) image[from] = to;
    else if (image[from] !== to) return false;
  }
  return rows >= FEWEST_ROWS && rows >= 3 * a.size;
}

function ordered(table: Table, schema: TableSchema): Suggestion[] {
  const find = columnFinder(table);
  const found: Suggestion[] = [];
  for (const kind of ["number", "date"] as const) {
    const columns = modelled(schema)
      .filter((column) => column[kind] !== undefined)
      .slice(0, MOST_COLUMNS)
      .map((column) => ({
        name: column.name,
        values: cellNumbers(find(column.name).cells, column, { table: table.name }),
      }));
    for (const low of columns) {
      for (const high of columns) {
        if (low === high) continue;
        const strict = holds(low.values, high.values);
        if (strict === undefined || !couldFail(low.values, high.values)) continue;
        const constraint: Constraint = { kind: "inequality", low: low.name, high: high.name, strict };
        const text = `${low.name} ${strict ? "<" : "<="} ${high.name}`;
        found.push({
          constraint,
          sentence: `${describeConstraint(constraint)} in all rows; --constraint "${text}" keeps it so`,
        });
      }
    }
  }
  return found;
}

// Whether low <= high in all rows, and whether strictly; undefined when not, or in too few rows.
function holds(low: Float64Array, high: Float64Array): boolean | undefined {
  let [rows, strict] = [0, true];
  for (let i = 0; i < low.length; i++) {
    if (low[i]! > high[i]!) return undefined;
    if (low[i]! <= high[i]!) rows++;
    if (low[i] === high[i]) strict = false;
  }
  return rows < FEWEST_ROWS ? undefined : strict;
}

// Pairs each cell with those of other rows, as if the columns were independent.
function couldFail(low: Float64Array, high: Float64Array): boolean {
  let [pairs, broken] = [0, 0];
  const n = low.length;
  for (const part of [0.5, 0.37, 0.21]) {
    const shift = Math.max(1, Math.floor(n * part));
    for (let i = 0; i < n; i++) {
      const other = high[(i + shift) % n]!;
      if (Number.isNaN(low[i]! - other)) continue;
      pairs++;
      if (low[i]! > other) broken++;
    }
  }
  return broken > pairs / 100;
}

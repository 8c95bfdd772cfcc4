// Which rows of a table break its constraints; and constraints made ready on the training part.

import { DataError } from "../../errors.ts";
import { cellLevels, cellNumbers } from "./cells.ts";
import { columnFinder, schemaColumn } from "./columns.ts";
import { checkConstraints, describeConstraint } from "./constraints.ts";
import type { Constraint, TableSchema } from "./schema.ts";
import { cellText, sourceRow, type Table } from "./table.ts";

/**
 * For each row 1 where it breaks a constraint, else 0. A constraint holds in rows where a cell it speaks of is missing. Of
 * rows that must be unique all but the first break it. Fixed combinations are those kept by `fitConstraints`.
 * @throws DataError for a column that is not there, or combinations that were not kept
 */
export function violations(table: Table, schema: TableSchema): Uint8Array {
  const broken = new Uint8Array(table.count);
  for (const constraint of schema.constraints) {
    const own = brokenRows(table, schema, constraint);
    for (let i = 0; i < own.length; i++) broken[i]! |= own[i]!;
  }
  return broken;
}

/** For each row 1 where it breaks one constraint, by the rules of `violations`. */
export function brokenRows(table: Table, schema: TableSchema, constraint: Constraint): Uint8Array {
  const broken = new Uint8Array(table.count);
  const numbers = (name: string) => {
    const column = schemaColumn(schema, name, table.name);
    return cellNumbers(columnFinder(table)(name).cells, column, { table: table.name });
  };
  // Comparisons with NaN are false: missing cells break nothing.
  if (constraint.kind === "inequality") {
    const [low, high] = [numbers(constraint.low), numbers(constraint.high)];
    for (let i = 0; i < broken.length; i++) {
      broken[i] = Number(constraint.strict ? low[i]! >= high[i]! : low[i]! > high[i]!);
    }
  } else if (constraint.kind === "positive" || constraint.kind === "range") {
    const values = numbers(constraint.column);
    const range = constraint.kind === "range" ? constraint : undefined;
    for (let i = 0; i < broken.length; i++) {
      broken[i] = Number(range ? values[i]! < range.min || values[i]! > range.max : values[i]! <= 0);
    }
  } else {
    const keys = combinationKeys(table, schema, constraint.columns);
    const seen = new Set<string>();
    if (constraint.kind === "fixed") {
      if (constraint.combinations === undefined) {
        throw new DataError(
          `${table.name}: ${constraint.columns.join(", ")}: fixed combinations must be looked up first, got none; call fitConstraints on the training part`,
        );
      }
      for (const combination of constraint.combinations) seen.add(JSON.stringify(combination));
    }
    for (let i = 0; i < broken.length; i++) {
      const key = keys[i]!;
      if (key === null) continue;
      if (constraint.kind === "fixed") broken[i] = Number(!seen.has(key));
      else if (seen.has(key)) broken[i] = 1;
      else seen.add(key);
    }
  }
  return broken;
}

/**
 * The schema with the fixed combinations of `table`, the training part, kept in its constraints; every constraint is checked
 * for contradictions, and on the rows of the table.
 * @throws ConfigError for constraints that contradict each other
 * @throws DataError naming the first row of the table that breaks one
 */
export function fitConstraints(table: Table, schema: TableSchema): TableSchema {
  checkConstraints(schema);
  const constraints = schema.constraints.map((constraint): Constraint => {
    if (constraint.kind === "fixed") {
      const keys = new Set(combinationKeys(table, schema, constraint.columns).filter((key) => key !== null));
      return { ...constraint, combinations: [...keys].sort().map((key) => JSON.parse(key) as string[]) };
    }
    const row = brokenRows(table, schema, constraint).indexOf(1);
    if (row >= 0) {
      const names =
        constraint.kind === "inequality"
          ? [constraint.low, constraint.high]
          : "columns" in constraint
            ? constraint.columns
            : [constraint.column];
      const got = names.map((name) => `${name} = ${cellText(columnFinder(table)(name).cells, row)?.trim()}`).join(", ");
      throw new DataError(
        `${table.name}: row ${sourceRow(table, row) + 1}: the constraint "${describeConstraint(constraint)}" must hold in the source too, got ${got}; correct the row or drop the constraint`,
      );
    }
    return constraint;
  });
  return { ...schema, constraints };
}

/** The cells of `columns` in each row as one JSON text; null where one of them is missing. Numbers count by value, not by writing. */
export function combinationKeys(table: Table, schema: TableSchema, columns: readonly string[]): (string | null)[] {
  const find = columnFinder(table);
  const parts = columns.map((name): ((row: number) => string | null) => {
    const column = schemaColumn(schema, name, table.name);
    const { cells } = find(name);
    if (column.number === undefined && column.date === undefined) {
      const levels = cellLevels(cells, column);
      return (row) => levels[row]!;
    }
    const numbers = cellNumbers(cells, column, { table: table.name });
    return (row) => (Number.isNaN(numbers[row]!) ? null : String(numbers[row]));
  });
  return Array.from({ length: table.count }, (_, row) => {
    const texts = parts.map((part) => part(row));
    return texts.includes(null) ? null : JSON.stringify(texts);
  });
}

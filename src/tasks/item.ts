// What one item of a data set is, for a model.

import {
  codeShapes,
  type DataSchema,
  type Dataset,
  eventShape,
  modelled,
  type TableColumn,
  type TableSchema,
} from "../data/index.ts";
import { DataError } from "../errors.ts";
import type { ItemShape } from "../models/index.ts";

type Columns = NonNullable<ItemShape["columns"]>;

/** The item of a schema. A table's columns are described once their encodings are fitted. */
export function itemOf(schema: DataSchema): ItemShape {
  const item = { kind: schema.kind, shape: eventShape(schema) };
  return schema.kind === "table" && isFitted(schema) ? { ...item, columns: columnShapes(schema) } : item;
}

/** Whether a table's columns have their encodings. */
export function isFitted(schema: TableSchema): boolean {
  return modelled(schema).every(({ encoding }) => encoding !== undefined);
}

/** @throws DataError when a fitted table leaves nothing to be learned: no column, or none of which two rows differ */
export function requireColumns(schema: TableSchema, { name, count }: Pick<Dataset, "name" | "count">): void {
  const columns = modelled(schema);
  const list = (texts: readonly string[]) =>
    `${texts.slice(0, 5).join(", ")}${texts.length > 5 ? ` and ${texts.length - 5} more` : ""}`;
  if (columns.length === 0) {
    const left = list(schema.columns.map((column) => `${column.name} (${column.type})`));
    throw new DataError(`${name}: no column is left for the model, got ${left}; give types with --schema`);
  }
  if (codeShapes(schema).some(({ codes, value }) => codes > 1 || value === "normal")) return;
  const names = list(columns.map((column) => column.name));
  throw new DataError(
    `${name}: ${count} rows for training leave nothing to learn of ${names}: all alike, or too few for two bins of numbers (20 rows); give more rows`,
  );
}

function columnShapes(schema: TableSchema): Columns {
  const columns = modelled(schema);
  return codeShapes(schema).map(({ name: _name, ...shape }, index) => {
    const column = columns[index]!;
    const cycles = cyclesOf(column);
    return { ...shape, missing: column.missing > 0, ...(cycles.length > 0 ? { cycles } : {}) };
  });
}

const HOUR = 3_600_000;
const PERIODS = { day: 24 * HOUR, week: 7 * 24 * HOUR, year: 365.2425 * 24 * HOUR } as const;

// Dates repeat by the day (where times are given), the week and the year; a period counts once the data spans it twice.
function cyclesOf({ date, encoding }: TableColumn): { frequency: number; phase: number }[] {
  if (date === undefined || encoding?.kind !== "numbers") return [];
  const { mean, standardDeviation } = encoding;
  return Object.entries(PERIODS)
    .filter(([name, period]) => (name !== "day" || date.unit !== "day") && date.max - date.min >= 2 * period)
    .map(([, period]) => ({
      frequency: (2 * Math.PI * standardDeviation) / period,
      phase: (2 * Math.PI * (mean % period)) / period,
    }));
}

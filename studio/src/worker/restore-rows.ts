// Rows as forms: what each column may hold, rows typed by hand, and gaps filled by the model.

import { cellText, type Dataset, modelled, type Table, type TableColumn } from "vaekit/data";
import type { Imputer } from "vaekit/tasks";
import { live } from "./live-model.ts";

/** A field of the form. */
export interface FormColumn {
  readonly name: string;
  readonly kind: "number" | "date" | "levels";
  /** Levels to choose from, the most frequent first. */
  readonly levels: readonly string[];
  /** How dates are written. */
  readonly format?: string | undefined;
}

/** Cells of a row as texts; null where nothing is known. */
export type RowCells = readonly (string | null)[];

/** The columns that the model knows; none for pictures and series. */
export function formColumns(): FormColumn[] {
  const { schema } = live().trained;
  if (schema.kind === "vector") return schema.columns.map(({ name }) => ({ name, kind: "number", levels: [] }));
  if (schema.kind !== "table") return [];
  return modelled(schema).map((column) => ({
    name: column.name,
    kind: column.date ? "date" : column.number ? "number" : "levels",
    levels: levelsOf(column),
    format: column.date?.format,
  }));
}

/** The cells of a row as the source wrote them. */
export function cellsOf(dataset: Dataset, row: number): RowCells {
  const { schema } = live().trained;
  if (schema.kind === "vector") {
    const { size } = schema;
    return Array.from(dataset.values.subarray(row * size, (row + 1) * size), (value) =>
      String(Number(value.toPrecision(7))),
    );
  }
  return formColumns().map(({ name }) => {
    const text = cellText(dataset.table!.columns.find((column) => column.name === name)!.cells, row);
    return text === null || text.trim() === "" ? null : text;
  });
}

/** A row typed by hand as a data set. Numbers that are blank are NaN. @throws Error for what is no number */
export function rowOf(cells: RowCells): Dataset {
  const { schema } = live().trained;
  const base = { name: "row", schema, count: 1, scale: 1 } as const;
  if (schema.kind !== "vector") return { ...base, values: new Float32Array(0), table: tableOf(cells) };
  const values = Float32Array.from(cells, (text, i) => {
    if (text === null) return schema.columns[i]!.mean;
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    throw new Error(`${schema.columns[i]!.name}: must be a number, got "${text}"`);
  });
  return { ...base, values };
}

function tableOf(cells: RowCells): Table {
  const columns = formColumns().map(({ name }, i) => ({
    name,
    cells: { kind: "text" as const, values: [cells[i] ?? null] },
  }));
  return { name: "row", count: 1, columns };
}

/** A gap with what the model puts there. */
export interface FilledGap {
  readonly column: string;
  readonly best: string;
  /** Numbers: the ends of a 90 % interval; times in milliseconds. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Categories: share of the draws that are the best one. */
  readonly probability?: number | undefined;
}

let kept: { readonly revision: number; readonly seed: number; readonly imputer: Imputer } | undefined;

/** Fills the blank cells of a row. @throws ConfigError for a model that cannot */
export async function fillGaps(cells: RowCells, seed: number): Promise<FilledGap[]> {
  const { Imputer: Filler } = await import("vaekit/tasks");
  const { trained, inference, revision } = live();
  if (kept?.revision !== revision || kept.seed !== seed) {
    await kept?.imputer.dispose();
    kept = { revision, seed, imputer: new Filler(inference.runtime, trained, { seed }) };
  }
  const { filled } = await kept.imputer.impute(tableOf(cells));
  return filled.map(({ column, best, spread, probability }) => ({
    column,
    best,
    low: spread?.low,
    high: spread?.high,
    probability,
  }));
}

const MOST_LEVELS = 200;

function levelsOf({ levels }: TableColumn): string[] {
  if (levels === undefined || levels.length > MOST_LEVELS) return [];
  return [...levels].sort((a, b) => b.count - a.count).map(({ text }) => text);
}

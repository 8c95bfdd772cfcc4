// Items of a model or a data set as plain data for the page: pictures as bytes, rows as text, windows as numbers.

import { cellText, type DataSchema, type Dataset, decodeTable, eventShape, subset, type Table } from "vaekit/data";
import type { Items } from "./api.ts";

/** Numbers [count, ...event] in the units of the source (pictures in [0, 1]; tables as codes and values). */
export function viewOf(values: Float32Array, count: number, schema: DataSchema): Items {
  switch (schema.kind) {
    case "image":
      return pictures(values, count, eventShape(schema), 255);
    case "vector":
      return numbers(values, count, columnNames(schema));
    case "table":
      return viewOfTable(decodeTable(values, schema, { within: true }));
    case "series":
      return { kind: "series", count, columns: columnNames(schema), steps: schema.window, values: values.slice() };
  }
}

/** The items of a data set at `indices`, as its source has them. */
export function viewOfData(dataset: Dataset, indices: ArrayLike<number>): Items {
  const { schema } = dataset;
  if (schema.kind === "series") {
    const { window: steps, columns } = schema;
    const { values, starts } = { values: dataset.values, starts: dataset.series!.starts };
    const out = new Float32Array(indices.length * steps * columns.length);
    for (let i = 0; i < indices.length; i++) {
      for (let t = 0; t < steps; t++) {
        for (let c = 0; c < columns.length; c++) {
          out[(i * columns.length + c) * steps + t] = values[(starts[indices[i]!]! + t) * columns.length + c]!;
        }
      }
    }
    return { kind: "series", count: indices.length, columns: columnNames(schema), steps, values: out };
  }
  const { values, scale, table, count } = subset(dataset, indices);
  if (schema.kind === "table") return viewOfTable(table!);
  if (schema.kind === "vector") return numbers(values, count, columnNames(schema));
  return pictures(values, count, eventShape(schema), scale * 255);
}

function columnNames(schema: Exclude<DataSchema, { kind: "image" }>): string[] {
  return schema.columns.map(({ name }) => name);
}

// [count, channels, height, width] times `scale` as interleaved bytes.
function pictures(values: ArrayLike<number>, count: number, shape: readonly number[], scale: number): Items {
  const [channels, height, width] = shape as [number, number, number];
  const area = height * width;
  const pixels = new Uint8ClampedArray(count * area * channels);
  for (let i = 0, from = 0; i < count; i++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < area; p++, from++) pixels[(i * area + p) * channels + c] = values[from]! * scale;
    }
  }
  return { kind: "pictures", count, height, width, channels, pixels };
}

/** Rows of a table as they are written. */
export function viewOfTable({ count, columns }: Table): Items {
  const rows = Array.from({ length: count }, (_, row) => columns.map(({ cells }) => cellText(cells, row) ?? ""));
  return { kind: "rows", count, columns: columns.map(({ name }) => name), rows };
}

function numbers(values: ArrayLike<number>, count: number, columns: readonly string[]): Items {
  const rows = Array.from({ length: count }, (_, row) =>
    columns.map((_, column) => shortNumber(values[row * columns.length + column]!)),
  );
  return { kind: "rows", count, columns, rows };
}

function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

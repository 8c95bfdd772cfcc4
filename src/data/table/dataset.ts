// A table as a data set: its schema inferred, a column of labels set apart. Encodings are fitted later, for training.

import { DataError, didYouMean } from "../../errors.ts";
import type { DataBundle, Dataset } from "../dataset.ts";
import { cellLevels } from "./cells.ts";
import { checkConstraints, parseConstraint } from "./constraints.ts";
import { inferSchema } from "./infer.ts";
import type { TableSchema } from "./schema.ts";
import { checkTableSchema } from "./schema-input.ts";
import type { Table } from "./table.ts";
import { fitConstraints } from "./violations.ts";

/** What the user says of a table beside where it lies. */
export interface TableDataOptions {
  /** Texts that mean a missing cell, in place of the usual ones. */
  readonly missing?: readonly string[] | undefined;
  /** A schema as JSON, whole or in part; takes precedence over what is found. */
  readonly schema?: unknown;
  /** What must hold in every synthetic row, such as `a <= b` or `unique:name`. */
  readonly constraints?: readonly string[] | undefined;
  /** Column that holds each row's class; it is no part of the items. */
  readonly labels?: string | undefined;
  /** The schema of a trained model: used as it is, nothing is inferred. */
  readonly model?: TableSchema | undefined;
}

/** Infers what a table holds. @throws DataError, ConfigError naming column, row or rule */
export function openTableData(
  name: string,
  table: Table,
  options: TableDataOptions = {},
  notes: readonly string[] = [],
): DataBundle {
  const { labels, model } = options;
  const [rest, marked] = labels === undefined ? [table, undefined] : setApart(table, labels);
  if (model !== undefined) {
    const dataset = { name, schema: model, count: rest.count, values: new Float32Array(0), scale: 1, table: rest };
    return { name, train: { ...dataset, ...(marked && { labels: marked.labels }) }, notes };
  }
  const found = infer(rest, options);
  const schema: TableSchema = { ...found.schema, ...(marked && { labels: marked.names }) };
  const train: Dataset = {
    name,
    schema,
    count: rest.count,
    values: new Float32Array(0),
    scale: 1,
    table: rest,
    ...(marked && { labels: marked.labels }),
  };
  return { name, train, notes: [...notes, ...found.notes] };
}

function infer(table: Table, { missing, schema: given, constraints = [] }: TableDataOptions) {
  const input = given === undefined ? undefined : checkTableSchema(given, "--schema");
  const found = inferSchema(table, { ...(missing && { missing }), ...(input && { schema: input }) });
  const parsed = constraints.map((text) => parseConstraint(text, found.schema));
  const schema = { ...found.schema, constraints: [...found.schema.constraints, ...parsed] };
  checkConstraints(schema);
  return { schema: fitConstraints(table, schema), notes: found.notes };
}

function setApart(table: Table, name: string): [Table, { names: string[]; labels: Int32Array }] {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    const names = table.columns.map((candidate) => candidate.name);
    throw new DataError(`${table.name}: no label column "${name}"${didYouMean(name, names)}`);
  }
  const texts = cellLevels(column.cells, { name, type: "categorical", missing: 0, marker: "" });
  const names = [...new Set(texts.map((text) => text ?? ""))].sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  const index = new Map(names.map((text, i) => [text, i]));
  const labels = Int32Array.from(texts, (text) => index.get(text ?? "")!);
  return [
    { ...table, columns: table.columns.filter((candidate) => candidate !== column) },
    { names, labels },
  ];
}

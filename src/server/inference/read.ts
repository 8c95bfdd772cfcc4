// Bodies of requests as items, latents or rows for one model, checked against its schema.

import { float32, type HostArray } from "../../array/index.ts";
import {
  attachLabels,
  checkSchema,
  type DataSchema,
  type Dataset,
  datasetFromArray,
  defaultColumnNames,
  type ImageSchema,
  isGzip,
  openTableData,
  readCsvTable,
  seriesDataset,
  type Table,
  tableDataset,
  type VectorSchema,
} from "../../data/index.ts";
import { DataError } from "../../errors.ts";
import { CallError } from "../calls.ts";
import { attempt } from "./attempt.ts";
import type { Guard } from "./kept-runtime.ts";
import { described, nestedNumbers, npyArray } from "./numbers.ts";
import { pictureItem } from "./picture.ts";
import { tableOfRows } from "./rows.ts";
import type { Body, Station } from "./station.ts";

/** Items for a model. @throws CallError: 400 for what cannot be read, 413 for too many, 422 for what does not fit the model */
export async function readItems({ trained, guard, maxItems }: Station, body: Body): Promise<Dataset> {
  const dataset = await attempt(400, () => decodeItems(trained.schema, body, guard));
  checkCount(dataset.series ? dataset.series.of.length : dataset.count, maxItems);
  // The rows of a table are encoded by the model's own schema, and looked at then.
  if (trained.schema.kind !== "table")
    await attempt(422, () => checkSchema(trained.schema, dataset.schema, dataset.name));
  return dataset;
}

/** Latents [n, latent] for a model. @throws CallError as readItems */
export async function readLatents({ trained, maxItems }: Station, body: Body): Promise<HostArray<"float32">> {
  const name = "latents";
  const { shape, data } = await attempt(400, () =>
    body.type === "npy" ? npyArray(body.bytes, name) : nestedNumbers(fieldOf(body, name), name),
  );
  checkCount(shape[0] ?? 0, maxItems);
  const { latent } = trained.model;
  if (shape.length !== 2 || shape[1] !== latent || shape[0] === 0) {
    throw new CallError(
      422,
      `${name}: latents must be [n, ${latent}] for this model, got [${shape.join(", ")}]; encode items with the same model`,
      "DATA",
    );
  }
  const values = Float32Array.from(data as ArrayLike<number>, Number);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new CallError(
      422,
      `${name}: row ${Math.floor(bad / latent) + 1}, column ${(bad % latent) + 1} must be a finite number, got ${values[bad]}; repair the file`,
      "DATA",
    );
  }
  return float32(values, shape);
}

/** Rows of a table for a model. @throws CallError as readItems */
export async function readRows(station: Station, body: Body): Promise<Table> {
  return (await readItems(station, body)).table!;
}

function checkCount(count: number, most: number): void {
  if (count <= most) return;
  throw new CallError(413, `items: one request may bring ${most}, got ${count}; send them in several requests`);
}

function decodeItems(schema: DataSchema, body: Body, guard: Guard): Dataset | Promise<Dataset> {
  if (schema.kind === "table") return openTableData("rows", tableOf(body, "rows"), { model: schema }).train;
  if (schema.kind === "series") {
    const { time, series } = schema;
    return seriesDataset(tableOf(body, "rows"), { model: schema, time, series }).train;
  }
  if (body.type === "png") return pictureItem(schema as ImageSchema, body.bytes, guard);
  if (body.type === "npy") return arrayItems(schema, npyArray(body.bytes, "items"));
  const json = parseBody(body);
  const items = arrayItems(schema, nestedNumbers(json.items, "items"));
  if (json.labels === undefined) return items;
  return attachLabels([{ dataset: items, labels: labelsIn(json.labels), source: "labels" }])[0]!;
}

// Rows of numbers come without names and are taken for the model's columns in order.
function arrayItems(schema: ImageSchema | VectorSchema, array: ReturnType<typeof npyArray>): Dataset {
  const { shape } = array;
  if (shape.includes(0)) throw new DataError(`items: must hold at least one item, got shape [${shape}]`);
  if (shape.length !== 2) return datasetFromArray("items", array);
  const names = schema.kind === "vector" ? schema.columns.map(({ name }) => name) : [];
  const fits = names.length === shape[1];
  if (!fits && shape[1]! > 100_000) throw new DataError(`items: rows may have 100000 columns, got ${shape[1]}`);
  return tableDataset(
    "items",
    Float64Array.from(array.data as ArrayLike<number>, Number),
    fits ? names : defaultColumnNames(shape[1]!),
  );
}

function labelsIn(value: unknown): (string | number)[] {
  if (!Array.isArray(value))
    throw new DataError(`labels: must be a list of one label per item, got ${described(value)}`);
  return value.map((label: unknown, i) => {
    if (typeof label === "string" || typeof label === "number") return label;
    throw new DataError(`labels[${i}]: must be a text or a number, got ${described(label)}`);
  });
}

function tableOf(body: Body, name: string): Table {
  if (body.type !== "csv") return tableOfRows(fieldOf(body, name), name);
  if (isGzip(body.bytes)) throw new DataError(`${name}: must be plain text, got gzip; unpack it first`);
  return readCsvTable(body.bytes, name).table;
}

function fieldOf(body: Body, field: string): unknown {
  return parseBody(body)[field];
}

function parseBody({ bytes }: Body): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new DataError(`body: must be JSON in UTF-8, got ${reason!.slice(0, 120)}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new DataError(`body: must be a JSON object such as {"items": [...]}, got ${described(value)}`);
}

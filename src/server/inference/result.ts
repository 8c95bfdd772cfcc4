// What a verb answers, and its bytes in each format.

import { sizeOf } from "../../array/index.ts";
import { encodePng, type Table, tile, writeCsvTable, writeNpy } from "../../data/index.ts";
import type { Items, TrainedModel } from "../../tasks/index.ts";
import { CallError, type OutputType } from "../calls.ts";
import { Json, jsonObject } from "./json.ts";
import { rowsJson } from "./rows.ts";

/** The answer to one request. */
export interface Result {
  /** Fields of the JSON answer. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What a .npy answer holds. */
  readonly array?: Items | undefined;
  /** Pictures of a PNG answer, and how many stand in a row. */
  readonly pictures?: { readonly items: Items; readonly columns?: number | undefined } | undefined;
  /** What a CSV answer holds. */
  readonly table?: Table | undefined;
  /** Number of items. */
  readonly items: number;
}

const encoder = new TextEncoder();

/** Bytes of an answer. @throws CallError 406 where it has no such form */
export function bytesOf(result: Result, output: OutputType, { name }: TrainedModel): Uint8Array {
  const { fields, array, pictures, table } = result;
  if (output === "json") return encoder.encode(jsonObject(fields));
  if (output === "npy" && array) return writeNpy({ type: "f4", shape: array.shape, data: array.data });
  if (output === "png" && pictures) return pngOf(pictures.items, pictures.columns);
  if (output === "csv" && table) return encoder.encode(writeCsvTable(table));
  const forms = ["JSON", ...(array ? [".npy"] : []), ...(pictures ? ["PNG"] : []), ...(table ? ["CSV"] : [])];
  throw new CallError(
    406,
    `accept: ${name} answers this as ${forms.join(" or ")}, got another type; ask for one of them`,
  );
}

/** A table as a field of a JSON answer. */
export const rowsField = (table: Table) => new Json(rowsJson(table));

// One picture as it is, several in a grid.
function pngOf(items: Items, columns?: number): Uint8Array {
  const shape = items.shape.slice(1);
  if (items.shape[0] !== 1) {
    const { pixels, width, height, channels } = tile(items.data, shape, columns ? { columns } : {});
    return encodePng(pixels, width, height, channels);
  }
  const [channels, height, width] = shape as [number, number, number];
  const area = height * width;
  const pixels = new Uint8Array(sizeOf(shape));
  for (let i = 0; i < pixels.length; i++) {
    const value = items.data[(i % channels) * area + Math.floor(i / channels)]!;
    pixels[i] = Math.round(255 * Math.min(1, Math.max(0, value)));
  }
  return encodePng(pixels, width, height, channels);
}

// Items of several requests as one data set, so that one run of the model serves all of them.

import { float32, type HostArray, rows, sizeOf } from "../../array/index.ts";
import { type Dataset, eventShape } from "../../data/index.ts";
import { joinedTable } from "./rows.ts";

/** One data set of all items in order; undefined where they must stay apart: labels of their own, time series. */
export function joinedItems(datasets: readonly Dataset[]): Dataset | undefined {
  const [first] = datasets as [Dataset];
  if (datasets.length === 1) return first;
  if (datasets.some(({ series, labels }) => series ?? labels)) return undefined;
  const count = datasets.reduce((sum, dataset) => sum + dataset.count, 0);
  if (first.table) return { ...first, count, table: joinedTable(datasets.map(({ table }) => table!)) };
  const width = sizeOf(eventShape(first.schema));
  const values = new Float32Array(count * width);
  let at = 0;
  for (const dataset of datasets) {
    for (let i = 0; i < dataset.values.length; i++) values[at++] = dataset.values[i]! * dataset.scale;
  }
  return { name: first.name, schema: first.schema, count, values, scale: 1 };
}

/** One array of all rows in order. */
export function joinedRows(arrays: readonly HostArray<"float32">[]): HostArray<"float32"> {
  const [first] = arrays as [HostArray<"float32">];
  if (arrays.length === 1) return first;
  const data = new Float32Array(arrays.reduce((sum, array) => sum + array.data.length, 0));
  let at = 0;
  for (const array of arrays) {
    data.set(array.data, at);
    at += array.data.length;
  }
  const count = arrays.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return float32(data, [count, ...first.shape.slice(1)]);
}

/** Takes the rows `start` to `end` of a result; what is absent stays absent. */
export function part(array: HostArray<"float32"> | undefined, start: number, end: number) {
  return array && rows(array, start, end);
}

/** Where each part begins and ends when parts of these sizes lie one after another. */
export function spans(counts: readonly number[]): [start: number, end: number][] {
  let at = 0;
  return counts.map((count) => {
    const start = at;
    at += count;
    return [start, at];
  });
}

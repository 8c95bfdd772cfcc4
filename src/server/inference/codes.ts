// encode, decode and reconstruct: deterministic, so that requests may share a run.

import type { HostArray } from "../../array/index.ts";
import { type Dataset, decodeTable, encodeTable } from "../../data/index.ts";
import { classify, decode, encode, type Items, reconstruct, type TrainedModel } from "../../tasks/index.ts";
import { attempt } from "./attempt.ts";
import { joinedItems, joinedRows, part, spans } from "./join.ts";
import { readItems, readLatents } from "./read.ts";
import { type Result, rowsField } from "./result.ts";
import { typedTable } from "./rows.ts";
import type { VerbRecord } from "./station.ts";

/** Items that fit the model; the cells of a table are read too, so that a bad one does not spoil a shared run. */
export const readFitting: VerbRecord<Dataset>["read"] = async (station, body) => {
  const dataset = await readItems(station, body!);
  const { schema } = station.trained;
  if (schema.kind === "table") await attempt(422, () => encodeTable(dataset.table!, schema));
  return dataset;
};

/** Runs `one` on all data sets together where they can be joined, else on each. */
export async function together(
  inputs: readonly Dataset[],
  one: (data: Dataset, spans: readonly (readonly [number, number])[]) => Promise<Result[]>,
): Promise<Result[]> {
  const joined = joinedItems(inputs);
  if (joined) return one(joined, spans(inputs.map(({ count }) => count)));
  const results: Result[] = [];
  for (const input of inputs) results.push(...(await one(input, [[0, input.count]])));
  return results;
}

/** Posterior means of items. */
export const encodeVerb: VerbRecord<Dataset> = {
  read: readFitting,
  run: ({ trained, runtime }, inputs, { condition }) =>
    together(inputs, async (data, parts) => {
      const { mean, logVariance, codes } = await attempt(422, () => encode(runtime, trained, data, { condition }));
      const classes = trained.config.model.classifier ? await classify(runtime, trained, data) : undefined;
      return parts.map(([start, end]) => {
        const own = part(mean, start, end);
        return {
          fields: {
            mean: own,
            logVariance: part(logVariance, start, end),
            codes: part(codes, start, end),
            classes: part(classes, start, end),
          },
          array: own,
          items: end - start,
        };
      });
    }),
};

/** Items of latents. */
export const decodeVerb: VerbRecord<HostArray<"float32">> = {
  read: (station, body) => readLatents(station, body!),
  async run({ trained, runtime }, inputs, { condition }) {
    const items = await attempt(422, () => decode(runtime, trained, joinedRows(inputs), { condition }));
    const counts = inputs.map(({ shape }) => shape[0]!);
    return spans(counts).map(([start, end]) => itemsResult(trained, part(items, start, end)!));
  },
};

/** Items beside what the model makes of them. */
export const reconstructVerb: VerbRecord<Dataset> = {
  read: readFitting,
  run: ({ trained, runtime }, inputs, { condition }) =>
    together(inputs, async (data, parts) => {
      const { restored, error } = await attempt(422, () => reconstruct(runtime, trained, data, { condition }));
      return parts.map(([start, end]) =>
        itemsResult(trained, part(restored, start, end)!, { errors: error.subarray(start, end) }),
      );
    }),
};

/** An answer of items: pictures, rows of numbers, or rows of a table. */
export function itemsResult(
  { schema }: TrainedModel,
  items: Items,
  more: Readonly<Record<string, unknown>> = {},
  columns?: number,
): Result {
  const count = items.shape[0]!;
  if (schema.kind === "table") {
    const table = decodeTable(items.data, schema);
    return { fields: { rows: rowsField(typedTable(table, schema)), ...more }, table, items: count };
  }
  return {
    fields: { items, ...more },
    array: items,
    pictures: schema.kind === "image" ? { items, columns } : undefined,
    items: count,
  };
}

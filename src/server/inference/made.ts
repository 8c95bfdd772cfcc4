// sample and impute: what is drawn depends on a row's place, so each request runs alone.

import type { Table } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import { attributesIn, impute, parseConditions, sample, synth, tableSchemaOf } from "../../tasks/index.ts";
import type { CallOptions } from "../calls.ts";
import { attempt } from "./attempt.ts";
import { itemsResult } from "./codes.ts";
import { readRows } from "./read.ts";
import { type Result, rowsField } from "./result.ts";
import { typedTable } from "./rows.ts";
import type { Station, VerbRecord } from "./station.ts";

const COUNT = 16;

/** New items. */
export const sampleVerb: VerbRecord<undefined> = {
  read: async () => undefined,
  run: (station, inputs, options) =>
    inEach(inputs, () => (station.trained.schema.kind === "table" ? sampleRows : sampleItems)(station, options)),
};

/** Gaps of rows filled. */
export const imputeVerb: VerbRecord<Table> = {
  async read(station, body) {
    await attempt(422, () => tableSchemaOf(station.trained, "impute"));
    return readRows(station, body!);
  },
  run: (station, inputs, options) => inEach(inputs, (rows) => imputeRows(station, rows, options)),
};

async function inEach<T>(inputs: readonly T[], one: (input: T) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const input of inputs) results.push(await attempt(422, () => one(input)));
  return results;
}

async function sampleItems({ trained, runtime, maxItems }: Station, options: CallOptions): Promise<Result> {
  const { where, count = Math.min(COUNT, maxItems), each = false, ...rest } = options;
  if (where !== undefined) throw new ConfigError("where: is for models of tables; leave it out");
  const levels = each ? attributesIn(trained).map((attribute) => attribute.levels.length) : [];
  const most = Math.max(1, ...levels);
  if (count * most > maxItems) {
    throw new ConfigError(
      `sample: one call makes ${maxItems} items at most, got ${count} of each of up to ${most} values; make fewer of each`,
    );
  }
  const { items, latents } = await sample(runtime, trained, { ...rest, count, each });
  return itemsResult(trained, items, { latents }, each ? count : undefined);
}

async function sampleRows({ trained, runtime, maxItems }: Station, options: CallOptions): Promise<Result> {
  for (const name of ["sampler", "condition", "each"] as const) {
    if (options[name] === undefined) continue;
    throw new ConfigError(
      `${name}: is not for models of tables; leave it out${name === "condition" ? ", or use where" : ""}`,
    );
  }
  const schema = tableSchemaOf(trained, "synth");
  const { count = Math.min(COUNT, maxItems), seed = 0, temperature = 1, where = [] } = options;
  const { given, keep } = parseConditions(where, schema);
  const made = await synth(runtime, trained, {
    ...{ count, seed, temperature },
    ...(given && { conditions: given }),
    ...(keep && { keep }),
  });
  const { table, notes } = made;
  return { fields: { rows: rowsField(typedTable(table, schema)), notes }, table, items: table.count };
}

async function imputeRows({ trained, runtime }: Station, rows: Table, options: CallOptions): Promise<Result> {
  const { seed = 0, samples } = options;
  const { best, filled, unseen } = await impute(runtime, trained, rows, {
    seed,
    ...(samples === undefined ? {} : { samples }),
  });
  const schema = tableSchemaOf(trained, "impute");
  const fields = { rows: rowsField(typedTable(best, schema)), filled, unseen };
  return { fields, table: best, items: rows.count };
}

// Rows for a trained model of a table: how they are read, and the texts that mean a missing cell beside those it knows.

import type { StreamTableOptions } from "../data/node.ts";
import { ConfigError } from "../errors.ts";
import type { TrainedModel } from "../tasks/index.ts";
import { dataOptionsOf } from "./input.ts";
import type { DataOptions, SplitOptions } from "./options.ts";

// Settled by training, or for other data.
const FOREIGN = [
  ...["schema", "constraint", "sample"],
  ...["resize", "fit", "count", "key", "channels", "split"],
  ...["window", "stride", "gap", "time", "series"],
] as const;

/** @throws ConfigError for an option that has no meaning for rows of a trained model */
export function modelRows(
  trained: TrainedModel,
  options: DataOptions & SplitOptions,
): { readonly trained: TrainedModel; readonly reading: StreamTableOptions } {
  for (const name of FOREIGN) {
    if (options[name as keyof typeof options] !== undefined) {
      throw new ConfigError(`--${name}: is not for rows of a trained model of tables; leave it out`);
    }
  }
  const { schema } = trained;
  const { missing, ...reading } = dataOptionsOf(options);
  if (missing === undefined || schema.kind !== "table") return { trained, reading };
  const columns = schema.columns.map((column) => ({ ...column, markers: [...(column.markers ?? []), ...missing] }));
  return { trained: { ...trained, schema: { ...schema, columns } }, reading };
}

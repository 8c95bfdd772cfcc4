// The schema of a model that was trained on a table.

import type { TableSchema } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import type { TrainedModel } from "../run.ts";

/** @throws ConfigError starting with `where` when the model was trained on something else */
export function tableSchemaOf({ schema, name }: TrainedModel, where: string): TableSchema {
  if (schema.kind === "table") return schema;
  throw new ConfigError(
    `${where}: needs a model trained on a table, got ${name}, trained on ${schema.kind === "image" ? "pictures" : "rows of plain numbers"}; train one with --preset table`,
  );
}

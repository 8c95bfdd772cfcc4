// encode for models of tables: latents of rows, in pieces from any table to any table.

import type { SourceColumn, Table } from "../data/index.ts";
import { encodeTable } from "../data/index.ts";
import { streamTable } from "../data/node.ts";
import { Inference, type TrainedModel, tableSchemaOf } from "../tasks/index.ts";
import { openRuntime } from "./input.ts";
import { modelRows } from "./model-rows.ts";
import type { DataOptions, RuntimeOptions } from "./options.ts";
import { remark } from "./output.ts";
import { formatNumber } from "./table.ts";
import { intoTable, type TableFileOptions } from "./table-output.ts";
import { UnseenCells } from "./unseen.ts";

const PIECE = 16_384;

/** Streams a table through the encoder: posterior means z0, z1, ... of each row. */
export async function encodeTableRows(
  model: TrainedModel,
  data: string,
  options: DataOptions & RuntimeOptions & TableFileOptions,
): Promise<void> {
  const { trained, reading } = modelRows(model, options);
  const schema = tableSchemaOf(trained, "encode");
  const width = trained.model.item.shape[0]!;
  const { latent } = trained.model;
  const stream = await streamTable(data, reading, PIECE);
  const unseen = new UnseenCells(data);
  let total = 0;
  await intoTable(options, async (output) => {
    const inference = new Inference(trained, await openRuntime(options));
    for await (const rows of stream.chunks) {
      const encoded = encodeTable(rows, schema, { firstRow: total });
      unseen.add(encoded.unseen);
      const { mean } = await inference.encode({ dtype: "float32", data: encoded.values, shape: [rows.count, width] });
      await output.write(latentColumns(mean.data, rows.count, latent));
      total += rows.count;
    }
    await inference.dispose();
    unseen.report();
    remark(`${formatNumber(total)} codes of ${latent} numbers written to ${output.path}`);
  });
}

function latentColumns(codes: Float32Array, count: number, latent: number): Table {
  const columns = Array.from({ length: latent }, (_, d): SourceColumn => {
    const values = Float64Array.from({ length: count }, (_, row) => codes[row * latent + d]!);
    return { name: `z${d}`, cells: { kind: "number", values } };
  });
  return { name: "codes", count, columns };
}

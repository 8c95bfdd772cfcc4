// vaekit encode

import type { Command } from "commander";
import { writeNpy, writeNpz } from "../../data/index.ts";
import { classify, encode } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { encodeTableRows } from "../encode-rows.ts";
import { openPart, openRuntime } from "../input.ts";
import { arrayOf, codesTable } from "../items.ts";
import {
  type ConditionOptions,
  type DataOptions,
  type FileOptions,
  type RuntimeOptions,
  type SplitOptions,
  withCondition,
  withData,
  withFile,
  withRuntime,
  withSplit,
} from "../options.ts";
import { outputFile, remark } from "../output.ts";

interface Options extends DataOptions, SplitOptions, FileOptions, RuntimeOptions, ConditionOptions {
  readonly out: string;
}

const KINDS = ["npy", "npz", "csv"] as const;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command.argument("<run>", "folder that train wrote").argument("<data>", "items to encode");
  withCondition(command, "what the items are (default: their own labels or factors)");
  withRuntime(withData(withSplit(withFile(command, KINDS, true))))
    .addHelpText(
      "after",
      "\nThe file holds the posterior means [items, latents]; a .npz also the log-variances, discrete codes and labels, and q(y|x) where\nthe model has a classifier. Codes of a table may also be\nwritten as .parquet and .jsonl, and are made in pieces, so that it may be larger than memory.",
    )
    .action(run);
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const trained = await loadRun(path);
  // Tables come in pieces; NumPy files hold all at once.
  if (trained.schema.kind === "table" && !/\.np[yz]$/i.test(options.out))
    return encodeTableRows(trained, data, options);
  const file = await outputFile(options, KINDS);
  const { dataset } = await openPart(data, options, trained);
  const runtime = await openRuntime(options);
  const { mean, logVariance, codes } = await encode(runtime, trained, dataset, options);
  const classes = trained.config.model.classifier && (await classify(runtime, trained, dataset));
  const { labels, count } = dataset;
  if (file.kind === "csv") await file.save(codesTable(mean, dataset));
  else if (file.kind === "npy") await file.save(writeNpy(arrayOf(mean)));
  else {
    await file.save(
      writeNpz({
        z: arrayOf(mean),
        ...(logVariance ? { log_variance: arrayOf(logVariance) } : {}),
        ...(codes ? { codes: { type: "i4" as const, shape: codes.shape, data: Int32Array.from(codes.data) } } : {}),
        ...(classes ? { classes: arrayOf(classes) } : {}),
        ...(labels ? { y: { type: "i4", shape: [count], data: labels } } : {}),
      }),
    );
  }
  remark(`${count} codes of ${mean.shape[1]} numbers written to ${file.path}`);
}

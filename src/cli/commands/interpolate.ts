// vaekit interpolate

import type { Command } from "commander";
import { subset } from "../../data/index.ts";
import { interpolate, itemsOf, ownConditions } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openPart, openRuntime } from "../input.ts";
import { checkItemFile, ITEM_FILES, saveItems } from "../items.ts";
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
import { oneOf, whole } from "../parse.ts";
import { checkIndex } from "../restored.ts";

interface Options extends DataOptions, SplitOptions, FileOptions, RuntimeOptions, ConditionOptions {
  readonly out: string;
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly path?: "linear" | "spherical";
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("<data>", "where the two items are")
    .option("--from <i>", "number of the first item, from 0", whole("--from", 0), 0)
    .option("--to <j>", "number of the last item", whole("--to", 0), 1)
    .option("--steps <n>", "items on the way, both ends included", whole("--steps", 2, 10_000), 10)
    .option(
      "--path <kind>",
      "linear or spherical (default: spherical where latents are directions, otherwise linear)",
      oneOf("--path", ["linear", "spherical"]),
    );
  withCondition(command, "what all items are to be (default: from what the first one is to what the last one is)");
  withRuntime(withData(withSplit(withFile(command, ITEM_FILES, true)))).action(run);
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const file = await outputFile(options, ITEM_FILES);
  const trained = await loadRun(path);
  checkItemFile(file, trained.schema);
  const { dataset } = await openPart(data, options, trained);
  const { from, to, steps } = options;
  checkIndex("--from", from, dataset);
  checkIndex("--to", to, dataset);
  const ends = subset(dataset, [from, to]);
  const own = ownConditions(trained, ends, options.condition);
  const walk = await interpolate(await openRuntime(options), trained, itemsOf(trained, ends), options, own);
  await saveItems(file, walk.items, trained.schema, { columns: Math.min(steps, 20), extras: { z: walk.latents } });
  remark(`${steps} items from ${from} to ${to} written to ${file.path}`);
}

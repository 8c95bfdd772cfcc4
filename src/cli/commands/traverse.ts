// vaekit traverse

import type { Command } from "commander";
import { subset } from "../../data/index.ts";
import { ConfigError } from "../../errors.ts";
import type { Runtime } from "../../runtime/index.ts";
import { type Codes, encode, type TrainedModel, traverse } from "../../tasks/index.ts";
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
import { decimal, whole, wholes } from "../parse.ts";
import { checkIndex } from "../restored.ts";

interface Options extends DataOptions, SplitOptions, FileOptions, RuntimeOptions, ConditionOptions {
  readonly out: string;
  readonly from?: number;
  readonly steps: number;
  readonly range: number;
  readonly dimensions?: readonly number[];
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("[data]", "where --from is an item of")
    .option("--from <i>", "start from this item of DATA instead of the middle of the prior", whole("--from", 0))
    .option("--steps <n>", "items per dimension; bits and classes have their own number", whole("--steps", 2, 1000), 9)
    .option("--range <r>", "sweep from -r to r standard deviations of the prior", decimal("--range", 0, true), 2.5)
    .option(
      "--dimensions <list>",
      "latent dimensions from 0, e.g. 0,3,7 (default: all; of a hierarchy those of its top layer)",
      wholes("--dimensions"),
    );
  withCondition(command, "what the items are to be (default: what the item of --from is)");
  withRuntime(withData(withSplit(withFile(command, ITEM_FILES, true)))).action(run);
}

async function run(path: string, data: string | undefined, options: Options): Promise<void> {
  const file = await outputFile(options, ITEM_FILES);
  if ((data === undefined) !== (options.from === undefined)) {
    throw new ConfigError(
      "traverse: DATA and --from belong together; give both, or neither to start from the middle of the prior",
    );
  }
  const trained = await loadRun(path);
  checkItemFile(file, trained.schema);
  const { steps, range, dimensions, condition } = options;
  const runtime = await openRuntime(options);
  const start = data === undefined ? undefined : await codeOf(runtime, trained, data, options);
  const swept = await traverse(runtime, trained, {
    ...{ steps, range, condition },
    ...(start ? { from: start.mean.data, own: start.condition } : {}),
    ...(dimensions ? { dimensions } : {}),
  });
  await saveItems(file, swept.items, trained.schema, { columns: swept.steps, extras: { z: swept.latents } });
  remark(`${swept.dimensions.length} dimensions with ${swept.steps} items each written to ${file.path}`);
  const { layers } = trained.model;
  if (layers && dimensions === undefined) {
    const others = layers.slice(1).map(({ name, start, size }) => `${name} ${start}-${start + size - 1}`);
    remark(`they are the top layer, ${layers[0]!.name}; --dimensions takes others: ${others.join(", ")}`);
  }
}

async function codeOf(runtime: Runtime, trained: TrainedModel, data: string, options: Options): Promise<Codes> {
  const { dataset } = await openPart(data, options, trained);
  const index = options.from!;
  checkIndex("--from", index, dataset);
  return encode(runtime, trained, subset(dataset, [index]), { condition: options.condition, ownFirst: true });
}

// vaekit reconstruct

import type { Command } from "commander";
import { reconstruct } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openPart, openRuntime } from "../input.ts";
import { checkItemFile, ITEM_FILES } from "../items.ts";
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
import { outputFile } from "../output.ts";
import { whole } from "../parse.ts";
import { firstItems, printErrors, saveRestored } from "../restored.ts";

interface Options extends DataOptions, SplitOptions, FileOptions, RuntimeOptions, ConditionOptions {
  readonly items?: number;
  readonly json?: boolean;
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("<data>", "items to reconstruct")
    .option("-n, --items <n>", "only the first n items (default: all, in a .png 32)", whole("-n"))
    .option("--json", "print one JSON object with the error of each item");
  withCondition(command, "what the items are to become");
  withRuntime(withData(withSplit(withFile(command, ITEM_FILES, false)))).action(run);
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const { out } = options;
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, ITEM_FILES);
  const trained = await loadRun(path);
  if (file) checkItemFile(file, trained.schema);
  const { dataset } = await openPart(data, options, trained);
  const shown = firstItems(dataset, options.items ?? (file?.kind === "png" ? 32 : undefined));
  const restored = await reconstruct(await openRuntime(options), trained, shown, options);
  if (file) await saveRestored(file, [restored.originals, restored.restored], trained.schema);
  printErrors(restored, shown, options.json ?? false);
}

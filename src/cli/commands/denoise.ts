// vaekit denoise

import type { Command } from "commander";
import { checkCorruption, parseCorruption } from "../../data/index.ts";
import { denoise } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openPart, openRuntime } from "../input.ts";
import { checkItemFile, ITEM_FILES } from "../items.ts";
import {
  type DataOptions,
  type FileOptions,
  type RuntimeOptions,
  type SplitOptions,
  withData,
  withFile,
  withRuntime,
  withSeed,
  withSplit,
} from "../options.ts";
import { outputFile } from "../output.ts";
import { whole } from "../parse.ts";
import { firstItems, printErrors, saveRestored } from "../restored.ts";

interface Options extends DataOptions, SplitOptions, FileOptions, RuntimeOptions {
  readonly out: string;
  readonly corrupt?: string;
  readonly items?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("<data>", "items to denoise")
    .option(
      "--corrupt <noise>",
      "noise to add: gaussian:0.3, mask:0.25, salt:0.1, or none (default: as in training)",
      noise,
    )
    .option("-n, --items <n>", "only the first n items (default: all, in a .png 32)", whole("-n"))
    .option("--json", "print one JSON object with the error of each item");
  withRuntime(withSeed(withData(withSplit(withFile(command, ITEM_FILES, true))))).action(run);
}

function noise(text: string): string {
  if (text !== "none") parseCorruption(text);
  return text;
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const file = await outputFile(options, ITEM_FILES);
  const trained = await loadRun(path);
  checkItemFile(file, trained.schema);
  const { corrupt, seed } = options;
  if (corrupt !== undefined && corrupt !== "none") checkCorruption(parseCorruption(corrupt), trained.schema.kind);
  const { dataset } = await openPart(data, options, trained);
  const shown = firstItems(dataset, options.items ?? (file.kind === "png" ? 32 : undefined));
  const restored = await denoise(await openRuntime(options), trained, shown, {
    seed,
    ...(corrupt === undefined ? {} : { corrupt }),
  });
  const { originals, inputs } = restored;
  const added = (corrupt ?? trained.config.train.corrupt) !== "none";
  await saveRestored(
    file,
    added ? [originals, inputs, restored.restored] : [inputs, restored.restored],
    trained.schema,
  );
  printErrors(restored, shown, options.json ?? false, added);
}

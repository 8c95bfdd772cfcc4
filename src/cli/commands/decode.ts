// vaekit decode

import type { Command } from "commander";
import { decode } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openRuntime } from "../input.ts";
import { checkItemFile, ITEM_FILES, saveItems } from "../items.ts";
import { readLatents } from "../latents.ts";
import {
  type ConditionOptions,
  type FileOptions,
  type RuntimeOptions,
  withCondition,
  withFile,
  withRuntime,
} from "../options.ts";
import { outputFile, remark } from "../output.ts";

interface Options extends FileOptions, RuntimeOptions, ConditionOptions {
  readonly out: string;
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("<latents>", "latents [items, latents]: .npy, .npz or .csv, as encode writes them");
  withCondition(command, "what the items are to be");
  withRuntime(withFile(command, ITEM_FILES, true)).action(run);
}

async function run(path: string, latents: string, options: Options): Promise<void> {
  const file = await outputFile(options, ITEM_FILES);
  const trained = await loadRun(path);
  checkItemFile(file, trained.schema);
  const z = await readLatents(latents, trained.model.latent);
  const items = await decode(await openRuntime(options), trained, z, options);
  await saveItems(file, items, trained.schema);
  remark(`${items.shape[0]} items written to ${file.path}`);
}

// vaekit sample

import type { Command } from "commander";
import { ConfigError } from "../../errors.ts";
import { MOST_SAMPLES, sample } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openRuntime } from "../input.ts";
import { checkItemFile, ITEM_FILES, saveItems } from "../items.ts";
import { type FileOptions, type RuntimeOptions, withFile, withRuntime, withSeed } from "../options.ts";
import { outputFile, remark } from "../output.ts";
import { decimal, whole } from "../parse.ts";

interface Options extends FileOptions, RuntimeOptions {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly temperature: number;
}

const EXAMPLES = `
Examples:
  vaekit sample runs/digits -n 64 --seed 1 --out samples.png
  vaekit sample runs/table -n 1000 --out rows.csv`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .option("-n, --count <n>", "number of items", whole("-n", 1, MOST_SAMPLES), 16)
    .option(
      "--temperature <t>",
      "spread of the latents: below 1 more typical, above 1 more varied",
      decimal("--temperature", 0),
      1,
    );
  withRuntime(withSeed(withFile(command, ITEM_FILES, true)))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const file = await outputFile(options, ITEM_FILES);
  const trained = await loadRun(path);
  if (trained.schema.kind === "table") {
    throw new ConfigError(`sample: ${path} makes rows of a table; use vaekit synth ${path} -n ${options.count}`);
  }
  checkItemFile(file, trained.schema);
  const { items, latents } = await sample(await openRuntime(options), trained, options);
  await saveItems(file, items, trained.schema, { extras: { z: latents } });
  remark(`${options.count} samples written to ${file.path}`);
}

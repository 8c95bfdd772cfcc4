// vaekit sample

import type { Command } from "commander";
import { ConfigError } from "../../errors.ts";
import { MOST_SAMPLES, sample } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openRuntime } from "../input.ts";
import { checkItemFile, ITEM_FILES, saveItems } from "../items.ts";
import {
  type ConditionOptions,
  type FileOptions,
  type RuntimeOptions,
  withCondition,
  withFile,
  withRuntime,
  withSeed,
} from "../options.ts";
import { outputFile, remark } from "../output.ts";
import { decimal, oneOf, whole } from "../parse.ts";

interface Options extends FileOptions, RuntimeOptions, ConditionOptions {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly temperature: number;
  readonly each?: boolean;
  readonly sampler?: "prior" | "fitted";
}

const EXAMPLES = `
Examples:
  vaekit sample runs/digits -n 64 --seed 1 --out samples.png
  vaekit sample runs/table -n 1000 --out rows.csv
  vaekit sample runs/conditional --condition label=3 --out threes.png
  vaekit sample runs/conditional -n 10 --each --out classes.png    a row of ten for each class`;

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
    )
    .option(
      "--sampler <which>",
      "what latents are drawn from: prior, or fitted (default: fitted where the run has one; see vaekit fit-sampler)",
      oneOf("--sampler", ["prior", "fitted"]),
    )
    .option("--each", "conditional models: -n items of each value of what the condition leaves open, a row each");
  withCondition(command, "what the items are to be (default: as frequent as in training)");
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
  const { items, latents, condition } = await sample(await openRuntime(options), trained, options);
  await saveItems(file, items, trained.schema, {
    ...(options.each ? { columns: options.count } : {}),
    extras: { z: latents, ...(condition && { condition }) },
  });
  remark(`${items.shape[0]} samples written to ${file.path}`);
}

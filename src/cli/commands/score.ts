// vaekit score

import type { Command } from "commander";
import { type Dataset, writeCsv } from "../../data/index.ts";
import { type Scores, scoreItems } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openPart, openRuntime } from "../input.ts";
import { labelOf } from "../items.ts";
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
import { outputFile, print, remark } from "../output.ts";
import { whole } from "../parse.ts";

interface Options extends DataOptions, SplitOptions, FileOptions, RuntimeOptions {
  readonly samples?: number;
  readonly seed: number;
}

const KINDS = ["csv"] as const;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("<data>", "items to score")
    .option(
      "--samples <k>",
      "score by the negative log-likelihood with k importance samples per item",
      whole("--samples", 1, 100_000),
    );
  withRuntime(withSeed(withData(withSplit(withFile(command, KINDS, false)))))
    .addHelpText("after", "\nThe higher the score, the stranger the item. Without --out the table goes to stdout.")
    .action(run);
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const { out, samples, seed } = options;
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, KINDS);
  const trained = await loadRun(path);
  const { dataset } = await openPart(data, options, trained);
  const chosen = { seed, ...(samples === undefined ? {} : { samples }) };
  const scores = await scoreItems(await openRuntime(options), trained, dataset, chosen);
  const table = scoreTable(scores, dataset);
  if (file === undefined) {
    print(table);
    return;
  }
  await file.save(table);
  remark(`${scores.count} scores (${scores.method}) written to ${file.path}`);
}

function scoreTable({ count, score, reconstruction, kl }: Scores, { labels, schema }: Dataset): string {
  const rows = Array.from({ length: count }, (_, i) => [
    i,
    Math.fround(score[i]!),
    reconstruction[i]!,
    ...(kl.length > 0 ? [kl[i]!] : []),
    ...(labels ? [labelOf(schema, labels, i)] : []),
  ]);
  const names = ["index", "score", "reconstruction", ...(kl.length > 0 ? ["kl"] : []), ...(labels ? ["label"] : [])];
  return writeCsv(names, rows);
}

// vaekit disentangle

import type { Command } from "commander";
import { type Disentanglement, disentanglement } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openMeasured, openRuntime } from "../input.ts";
import {
  type DataOptions,
  type RuntimeOptions,
  type SplitOptions,
  withData,
  withRuntime,
  withSeed,
  withSplit,
} from "../options.ts";
import { print, printJson, remark } from "../output.ts";
import { whole } from "../parse.ts";
import { formatTable } from "../table.ts";

interface Options extends DataOptions, SplitOptions, RuntimeOptions {
  readonly factors?: readonly string[];
  readonly ordered?: readonly string[];
  readonly items: number;
  readonly seed: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  vaekit disentangle runs/sprites
  vaekit disentangle runs/sprites sprites --count 60000 --factors shape,scale,x,y

DATA needs the known factors of each item, as the built-in set sprites has them. Every score lies between 0 and 1, higher
is better. Of few items every dimension seems to tell of a factor with many values; 10000 are enough for sprites. The
report of a run on such data shows the same as a picture.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("[data]", "default: the data that the run was trained on")
    .option("--factors <names>", "only these factors, separated by commas (default: all)", names)
    .option("--ordered <names>", "factors that are amounts: SAP takes their squared correlation (default: none)", names)
    .option("-n, --items <n>", "items measured at most", whole("-n", 4), 10_000)
    .option("--json", "print one JSON object");
  withRuntime(withSeed(withData(withSplit(command))))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

const names = (text: string) => text.split(",").map((name) => name.trim());

async function run(path: string, data: string | undefined, options: Options): Promise<void> {
  const { factors, ordered, items, seed } = options;
  const trained = await loadRun(path);
  const { name, chosen } = await openMeasured(data, options, trained);
  const found = await disentanglement(await openRuntime(options), trained, chosen.dataset, {
    seed,
    items,
    factors,
    ordered,
  });
  if (options.json) printJson({ run: path, data: name, split: chosen.part, ...found });
  else print(summary(found));
  for (const note of found.notes) remark(note);
}

function summary({ scores, factors, mutualInformation }: Disentanglement): string {
  const text = (value: number) => value.toFixed(3);
  const chance = `accuracy, chance ${text(1 / factors.length)}`;
  const table = formatTable([
    ["beta-VAE score", text(scores.betaVae), chance],
    ["FactorVAE score", text(scores.factorVae), chance],
    ["MIG", text(scores.mig), "gap in mutual information"],
    ["SAP", text(scores.sap), "gap in predictability"],
    ["DCI disentanglement", text(scores.disentanglement), "a dimension counts for one factor only"],
    ["DCI completeness", text(scores.completeness), "a factor is told by one dimension only"],
    ["DCI informativeness", text(scores.informativeness), "accuracy of trees"],
    ["modularity", text(scores.modularity), "a dimension tells of one factor only"],
    ["explicitness", text(scores.explicitness), "area under ROC curves, chance 0.500"],
  ]);
  const own = formatTable(
    factors.map((one) => [
      one.name,
      String(one.levels),
      ...[one.migGap, one.sapGap, one.informativeness, one.explicitness].map(text),
    ]),
    ["factor", "values", "MIG", "SAP", "informativeness", "explicitness"],
  );
  const information = formatTable(
    [
      ...mutualInformation.map((row, d) => [String(d), ...row.map(text)]),
      ["entropy", ...factors.map(({ entropy }) => text(entropy))],
    ],
    ["dimension", ...factors.map(({ name }) => name)],
  );
  return `${table}\n${own}\nmutual information, nats\n${information}`;
}

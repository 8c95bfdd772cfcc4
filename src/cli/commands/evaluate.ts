// vaekit evaluate

import type { Command } from "commander";
import { openData } from "../../data/node.ts";
import { evaluateModel } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { choosePart, dataOptionsOf, describePart, modelOptions, openRuntime, ownParts } from "../input.ts";
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
import { evaluationTable } from "../results.ts";

interface Options extends DataOptions, SplitOptions, RuntimeOptions {
  readonly samples?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .argument("[data]", "default: the data that the run was trained on")
    .option(
      "--samples <k>",
      "also the negative log-likelihood, with k importance samples per item",
      whole("--samples", 1, 100_000),
    )
    .option("--json", "print one JSON object");
  withRuntime(withSeed(withData(withSplit(command)))).action(run);
}

async function run(path: string, data: string | undefined, options: Options): Promise<void> {
  const trained = await loadRun(path);
  const parts =
    data === undefined
      ? await ownParts(trained, options)
      : await openData(data, { ...dataOptionsOf(options), ...modelOptions(trained) });
  const name = data ?? trained.file.data.source;
  const chosen = choosePart(
    parts,
    options.split ?? (parts.test ? "test" : data === undefined && parts.validation ? "validation" : "train"),
    name,
  );
  remark(`${name}: ${describePart(chosen, parts)}`);
  const { samples, seed } = options;
  const show = progressRemark();
  const evaluation = await evaluateModel(await openRuntime(options), trained, chosen.dataset, {
    seed,
    ...(samples === undefined ? {} : { samples, onProgress: show }),
  });
  if (options.json) {
    // Scripts find the same keys for every model; what an autoencoder does not have is null.
    const none = { kl: null, bitsPerDim: null, activeUnits: null };
    printJson({ run: path, data: name, split: chosen.part, ...none, ...evaluation });
  } else print(evaluationTable({ ...evaluation }, trained.model.latent, trained.model.variational));
}

// Importance sampling can take minutes.
function progressRemark(): (share: number) => void {
  let last = performance.now();
  return (share) => {
    if (performance.now() - last < 5000) return;
    last = performance.now();
    remark(`importance sampling: ${Math.round(100 * share)} %`);
  };
}

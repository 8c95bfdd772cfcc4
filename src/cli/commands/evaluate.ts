// vaekit evaluate

import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { ConfigError, DataError } from "../../errors.ts";
import {
  checkLikelihood,
  type EstimateCost,
  evaluateModel,
  evaluatePictures,
  klParts,
  type Parts,
  probeLatents,
} from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import {
  klGroupsTable,
  klPartsTable,
  latentProbeTable,
  likelihoodCheckTable,
  pictureQualityTable,
} from "../evaluation-tables.ts";
import { type ChosenPart, openMeasured, openRuntime } from "../input.ts";
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
import { formatNumber, formatSeconds } from "../table.ts";

interface Options extends DataOptions, SplitOptions, RuntimeOptions {
  readonly samples?: number;
  /** True without a number. */
  readonly pictures?: number | true;
  readonly features?: string;
  readonly featuresOutput?: string;
  readonly probe?: boolean;
  /** True without a number. */
  readonly ais?: number | true;
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
    .option(
      "--pictures [n]",
      "also how real samples look, by features: Frechet distance, precision, recall, density and coverage, with n pictures (default: as many as the part holds, at most 10000)",
      whole("--pictures", 20, 10_000),
    )
    .option(
      "--features <file.onnx>",
      "with --pictures: model that makes features of pictures in [0, 1] (default: a classifier trained on their labels)",
    )
    .option("--features-output <name>", "with --features: output that holds the features (default: the last flat one)")
    .option("--probe", "also how well labels can be told from latents: linear probe and nearest neighbours")
    .option(
      "--ais [n]",
      "also check the likelihood of n items (default: 100) by annealed importance sampling, which needs no encoder",
      whole("--ais", 1, 100_000),
    )
    .option("--json", "print one JSON object");
  withRuntime(withSeed(withData(withSplit(command)))).action(run);
}

async function run(path: string, data: string | undefined, options: Options): Promise<void> {
  checkOptions(options);
  const trained = await loadRun(path);
  const { parts, name, chosen } = await openMeasured(data, options, trained);
  const held = options.pictures || options.probe ? heldOut(chosen, parts, name) : undefined;
  const features = options.features === undefined ? undefined : await readModel(options.features);
  const { samples, seed } = options;
  const show = progressRemark("importance sampling");
  const runtime = await openRuntime(options);
  const pictures =
    held && options.pictures
      ? await evaluatePictures(runtime, trained, held, {
          seed,
          onStage: remark,
          ...(options.pictures === true ? {} : { count: options.pictures }),
          ...(features ? { features } : {}),
          onnx: {
            ...(options.features ? { name: options.features } : {}),
            ...(options.featuresOutput ? { output: options.featuresOutput } : {}),
          },
        })
      : undefined;
  const probe = held && options.probe ? await probeLatents(runtime, trained, held, { seed }) : undefined;
  const check = options.ais
    ? await checkLikelihood(runtime, trained, chosen.dataset, {
        seed,
        ...(options.ais === true ? {} : { items: options.ais }),
        ...(samples === undefined ? {} : { samples }),
        onProgress: progressRemark("annealed importance sampling"),
      })
    : undefined;
  const parting = await klParts(runtime, trained, chosen.dataset, { seed });
  let cost: EstimateCost | undefined;
  const evaluation = await evaluateModel(runtime, trained, chosen.dataset, {
    seed,
    ...(samples === undefined ? {} : { samples, onProgress: show }),
    onEstimate: (known) => {
      cost = known;
    },
  });
  if (cost) remark(`importance sampling: ${formatSeconds(cost.seconds)}, ${formatNumber(cost.itemsPerSecond)} items/s`);
  if (options.json) {
    // Scripts find the same keys for every model; what an autoencoder does not have is null.
    const none = { kl: null, bitsPerDim: null, activeUnits: null };
    const more = {
      ...(cost ? { nllSeconds: cost.seconds, nllItemsPerSecond: cost.itemsPerSecond } : {}),
      ...(pictures ? { pictures } : {}),
      ...(probe ? { probe } : {}),
      ...(check ? { ais: check } : {}),
      ...(parting ? { klParts: parting } : {}),
      ...(trained.model.groupNames ? { klGroups: trained.model.groupNames } : {}),
    };
    printJson({ run: path, data: name, split: chosen.part, ...none, ...evaluation, ...more });
    return;
  }
  print(evaluationTable({ ...evaluation }, trained.model.latent, trained.model.variational));
  const groups = klGroupsTable(evaluation.klPerDimension, {
    latent: trained.model.latent,
    layers: trained.model.groupNames,
  });
  if (groups) print(`\n${groups}`);
  if (parting) print(`\n${klPartsTable(parting)}`);
  if (check) print(`\n${likelihoodCheckTable(check)}`);
  if (pictures) print(`\n${pictureQualityTable(pictures)}`);
  if (probe) print(`\n${latentProbeTable(probe)}`);
}

function checkOptions({ pictures, features, featuresOutput }: Options): void {
  if (features !== undefined && !pictures) throw new ConfigError("--features: is for --pictures; give both");
  if (featuresOutput !== undefined && features === undefined) {
    throw new ConfigError("--features-output: names an output of --features; give both");
  }
}

// Training items beside the chosen ones, which must be others.
function heldOut({ part, dataset }: ChosenPart, parts: Partial<Parts>, name: string) {
  if (part !== "train" && parts.train !== undefined) return { train: parts.train, test: dataset };
  const remedy = parts.test || parts.validation ? "choose another --split" : "give data with a test part";
  throw new DataError(
    `${name}: --pictures and --probe compare training items with held-out ones, got the ${part} part; ${remedy}`,
  );
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : (error as Error).message;
    throw new ConfigError(`--features: ${path} cannot be read (${why}); check the path`);
  }
}

// Sampling can take minutes.
function progressRemark(what: string): (share: number) => void {
  let last = performance.now();
  return (share) => {
    if (performance.now() - last < 5000) return;
    last = performance.now();
    remark(`${what}: ${Math.round(100 * share)} %`);
  };
}

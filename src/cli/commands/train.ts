// vaekit train

import { stat } from "node:fs/promises";
import type { Command } from "commander";
import {
  BatchSource,
  BINARISE_MODES,
  type DataBundle,
  type Dataset,
  describeSchema,
  parseCorruption,
} from "../../data/index.ts";
import { type OpenOptions, openData } from "../../data/node.ts";
import { ConfigError } from "../../errors.ts";
import { findPreset } from "../../models/index.ts";
import {
  type ConfigChoices,
  type RunConfig,
  type RunFile,
  type RunStore,
  readRunFile,
  resolveConfig,
  train,
} from "../../tasks/index.ts";
import { existingRun, prepareOutput } from "../../tasks/node.ts";
import { type ChoiceOptions, checkAgreement, choicesOf } from "../choices.ts";
import { dataOptionsOf, openRuntime, ownData } from "../input.ts";
import { onInterrupt } from "../interrupt.ts";
import { type DataOptions, type RuntimeOptions, withData, withRuntime } from "../options.ts";
import { print, printJson, remark } from "../output.ts";
import { collect, decimal, oneOf, whole } from "../parse.ts";
import { jsonView, textView } from "../progress.ts";
import { reportTraining } from "../report-files.ts";
import { resultsTable } from "../results.ts";
import { formatSeconds } from "../table.ts";

interface Options extends ChoiceOptions, DataOptions, RuntimeOptions {
  readonly out?: string;
  readonly resume?: string | true;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly checkpointMinutes?: number;
  readonly report: boolean;
}

const EXAMPLES = `
Examples:
  vaekit train                                    the built-in digits
  vaekit train mnist/ --preset mnist --out runs/m
  vaekit train people.csv --missing "?" --constraint "start <= end"
  vaekit train table.csv --preset vector --labels class --set model.latent=4
  vaekit train sprites --preset conditional-vae --condition-on shape,scale
  vaekit train faces/ --resize 64x64 --corrupt gaussian:0.2
  vaekit train people.csv --private 3             differentially private
  vaekit train --resume runs/m                    go on where it was stopped`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("[data]", "built-in set, file or folder (default: digits)")
    .option("--preset <name>", "where the config begins (default: chosen from the data; see vaekit presets)")
    .option("--config <file>", "JSON laid over the preset")
    .option("--set <path=value>", "one field of the config, e.g. train.batch=64 (repeatable)", collect)
    .option("--out <folder>", "the run's folder (default: runs/DATA-PRESET)")
    .option("--epochs <n>", "passes over the data", whole("--epochs"))
    .option("--batch <n>", "items per step", whole("--batch"))
    .option("--latent <n>", "latent dimensions", whole("--latent"))
    .option(
      "--condition-on <names>",
      "condition on label, or on known factors of the data, e.g. shape,scale of sprites",
      (text: string) => text.split(",").map((name) => name.trim()),
    )
    .option("--seed <n>", "key of weights, order and noise (default: 0)", whole("--seed", 0))
    .option("--binarise <how>", `make pixels 0 or 1: ${BINARISE_MODES.join(", ")}`, oneOf("--binarise", BINARISE_MODES))
    .option("--corrupt <noise>", "train to denoise: gaussian:0.3, mask:0.25 or salt:0.1", corruption)
    .option(
      "--private <epsilon>",
      "differential privacy: bound what the weights say of any one row, e.g. 3; models of dense layers",
      decimal("--private", 0, true),
    )
    .option(
      "--delta <d>",
      "with --private: probability with which the bound may fail (default: a power of ten below 1/rows, at most 1e-5)",
      decimal("--delta", 0, true),
    )
    .option("--resume [run]", "continue a run, exactly as if it had never stopped")
    .option("--overwrite", "replace the run in --out")
    .option("--checkpoint-minutes <n>", "minutes between checkpoints within an epoch (default: 5)", minutes)
    .option("--no-report", "write no report.html")
    .option("--json", "one JSON object a line on stdout instead of text");
  withRuntime(withData(command)).addHelpText("after", EXAMPLES).action(run);
}

const minutes = decimal("--checkpoint-minutes", 0, true);

function corruption(text: string): string {
  parseCorruption(text);
  return text;
}

interface Job {
  readonly bundle: DataBundle;
  readonly source: string;
  readonly dataOptions: Readonly<Record<string, unknown>>;
  readonly choices: ConfigChoices;
  readonly store: RunStore;
  readonly resume: boolean;
}

async function run(data: string | undefined, options: Options): Promise<void> {
  const job = options.resume ? await resumedJob(data, options) : await newJob(data, options);
  const { bundle, store } = job;
  let epochs = 0;
  let trainedAll = false;
  const interrupt = onInterrupt(() => {
    remark(
      `\n${trainedAll ? "training is done, saving the model" : "stopping after this step"}; once more stops at once`,
    );
  });
  if (!options.json) for (const line of describeBundle(bundle)) remark(line);
  const view = options.json ? jsonView() : await textView();
  const runtime = await openRuntime(options);
  const result = await train({
    data: bundle,
    source: job.source,
    dataOptions: job.dataOptions,
    choices: job.choices,
    runtime,
    store,
    resume: job.resume,
    checkpointMinutes: options.checkpointMinutes ?? 5,
    stop: () => interrupt.asked() !== undefined,
    onEvent(event) {
      view.event(event);
      if (event.kind === "start") epochs = event.file.config.train.epochs;
      if (event.kind === "epoch") trainedAll = event.record.epoch >= epochs;
    },
  }).finally(() => view.close());
  const { trained } = result;
  if (trained === undefined) {
    remark(`interrupted; what was done is saved. Go on with:\n  vaekit train --resume ${quoted(store.name)}`);
    process.exitCode = interrupt.asked() ?? 130;
    return;
  }
  interrupt.release();
  const report = options.report ? await reportTraining(runtime, trained, result, store) : undefined;
  if (options.json) {
    const { results } = trained.file;
    printJson({
      kind: "end",
      run: store.name,
      stopped: result.stopped,
      ...results,
      totalSeconds: result.seconds,
      ...(report ? { report } : {}),
    });
    return;
  }
  print(resultsTable(trained.file));
  print(
    `trained in ${formatSeconds(Number(trained.file.results?.seconds ?? result.seconds))}, ${formatSeconds(result.seconds)} in all`,
  );
  print(`run: ${store.name}`);
  if (report !== undefined) print(`report: ${report}`);
}

async function newJob(data = "digits", options: Options): Promise<Job> {
  const { out, overwrite } = options;
  // What is wrong with --out is told before data is read.
  if (out !== undefined) await prepareOutput(out, { overwrite });
  const choices = await choicesOf(options);
  const dataOptions = dataOptionsOf(options);
  const bundle = await openData(data, { ...dataOptions, ...itemsOfPreset(choices) });
  const { config } = resolveConfig(choices, bundle.train);
  tryBatches(bundle.train, config.train);
  const name = out ?? (await defaultOut(`runs/${bundle.name}-${config.preset}`, overwrite));
  const store = await prepareOutput(name, { overwrite });
  return { bundle, source: data, dataOptions: { ...dataOptions }, choices, store, resume: false };
}

// A preset for rows of plain numbers reads a table of numbers as such.
function itemsOfPreset({ preset }: ConfigChoices): Pick<OpenOptions, "as"> {
  return preset !== undefined && !findPreset(preset).items.includes("table") ? { as: "vector" } : {};
}

// What does not go with the data is told before a run is begun.
function tryBatches(train: Dataset, { batch, seed, binarise, corrupt }: RunConfig["train"]): void {
  if (train.schema.kind === "table") return;
  const noise = corrupt === undefined ? {} : { corrupt: parseCorruption(corrupt) };
  new BatchSource(train, { batchSize: batch, seed, binarise, ...noise });
}

async function defaultOut(name: string, overwrite = false): Promise<string> {
  if (overwrite) return name;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if ((await stat(candidate).catch(() => undefined)) === undefined) return candidate;
  }
}

// `train --resume RUN`, `train [DATA] --resume --out RUN`, and `train --resume DATA --out RUN`, which reads alike.
async function resumedJob(data: string | undefined, options: Options): Promise<Job> {
  const { out, resume, overwrite } = options;
  if (overwrite) throw new ConfigError("--resume: continues a run, --overwrite replaces it; give one of them");
  const named = resume === true ? undefined : resume;
  const path = out ?? named;
  if (path === undefined) throw new ConfigError("--resume: the run to continue is missing; write train --resume RUN");
  const given = data ?? (out !== undefined && named !== out ? named : undefined);
  const store = await existingRun(path);
  const file = await readRunFile(store);
  if (file.status === "finished") {
    throw new ConfigError(
      `${path}: its training has finished, there is nothing to resume; train again with --overwrite`,
    );
  }
  const choices = await choicesOf(options);
  checkAgreement(file.config, choices);
  const bundle = await resumedData(given, file, options);
  return { bundle, source: file.data.source, dataOptions: file.data.options, choices, store, resume: true };
}

function resumedData(given: string | undefined, file: RunFile, options: Options): Promise<DataBundle> {
  if (given === undefined) return ownData(file, options);
  return ownData({ ...file, data: { ...file.data, source: given } }, options);
}

function describeBundle({ train, validation, test, name, notes }: DataBundle): string[] {
  const parts = Object.entries({ train, validation, test }).flatMap(([part, dataset]) =>
    dataset ? [`${dataset.count} ${part}`] : [],
  );
  return [
    `data: ${name}, ${describeSchema(train.schema)}: ${parts.join(", ")} items`,
    ...notes.map((note) => `  ${note}`),
  ];
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

// vaekit sweep

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { type Command, Option } from "commander";
import { ConfigError, VaekitError } from "../../errors.ts";
import {
  compareRuns,
  findSweep,
  measureNotes,
  namedSweeps,
  parseSweep,
  planSweep,
  type RunConfig,
  rankOutcomes,
  resolveConfig,
  type SweepConfig,
  type SweepOutcome,
  type SweepRun,
  settingsOf,
} from "../../tasks/index.ts";
import { folderStore, writeWhole } from "../../tasks/node.ts";
import { gatherPictures } from "../comparison.ts";
import { openRuntime } from "../input.ts";
import { onInterrupt } from "../interrupt.ts";
import { print, printJson, remark } from "../output.ts";
import { whole } from "../parse.ts";
import { SweepData } from "../sweep-data.ts";
import { SweepFolder } from "../sweep-folder.ts";
import { startPool } from "../sweep-runs.ts";
import { sweepTable } from "../sweep-table.ts";
import { SweepView } from "../sweep-view.ts";
import { formatSeconds, formatTable } from "../table.ts";

interface Options {
  readonly out?: string;
  readonly parallel?: number;
  readonly dryRun?: boolean;
  readonly retry?: boolean;
  readonly report: boolean;
  readonly list?: boolean;
  readonly print?: boolean;
  readonly json?: boolean;
  readonly worker?: boolean;
}

const EXAMPLES = `
CONFIG is the name of a sweep:
${namedSweeps.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join("\n")}

or a JSON file:
  {
    "data": "digits",                       as for train; "dataOptions" e.g. {"count": 6000}
    "preset": "conv",                       where every run begins, with
    "config": {"train": {"epochs": 10}},    this laid over it
    "search": {"kind": "grid"},             or {"kind": "random", "runs": 20, "seed": 0}
    "vary": {
      "model.latent": [2, 8, 16],
      "train.optimiser.rate": {"from": 1e-4, "to": 1e-2, "scale": "log", "points": 3}
    },
    "repeats": 3,                           runs of each setting, with seeds one after another
    "measure": "validation.loss",           what runs are ranked by
    "show": ["results.kl"],                 further numbers in its tables
    "parallel": 2                           runs at a time (default: one per core)
  }
In place of "vary" or beside it settings may have names, each a part of a config:
  "variants": {
    "plain": {},
    "free-bits": {"model": {"objective": {"kind": "elbo", "freeBits": 0.5}}}
  }

The same command again skips what has finished and goes on with what was stopped.

Examples:
  vaekit sweep collapse
  vaekit sweep collapse --print > own.json  the same as a file, to be changed
  vaekit sweep latents.json --dry-run       the runs, without training any
  vaekit sweep latents.json --out runs/latents`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("[config]", "JSON file of what to vary, or a sweep's name")
    .option("--out <folder>", "where the runs go (default: runs/NAME of CONFIG)")
    .option("--parallel <n>", "runs at a time, each on one core where n is above 1", whole("--parallel", 1, 1024))
    .option("--dry-run", "list the runs and train none")
    .option("--list", "list the sweeps that have a name")
    .option("--print", "print CONFIG as JSON and train none")
    .option("--retry", "train runs that failed before again")
    .option("--no-report", "write no report.html")
    .option("--json", "one JSON object a line on stdout instead of text")
    .addOption(new Option("--worker").hideHelp())
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(path: string | undefined, options: Options): Promise<void> {
  if (options.worker) {
    const { serveRuns } = await import("../sweep-worker.ts");
    await serveRuns();
  }
  if (options.list) {
    if (options.json) printJson(namedSweeps);
    else
      print(
        formatTable(
          namedSweeps.map(({ name, summary }) => [name, summary]),
          ["sweep", "what it is"],
        ),
      );
    return;
  }
  if (path === undefined) {
    throw new ConfigError("sweep: needs a JSON file or the name of a sweep, got neither; see vaekit sweep --list");
  }
  const given = await readSweep(path);
  const config = parseSweep(given);
  if (options.print) {
    print(JSON.stringify(given, null, options.json ? 0 : 2));
    return;
  }
  if (config.data === "-") {
    throw new ConfigError("sweep: data: standard input can be read only once, got -; give a file");
  }
  const plan = planSweep(config);
  const notes = measureNotes(config.measure, await checkRuns(config, plan));
  const out = options.out ?? join("runs", basename(path).replace(/\.json$/i, ""));
  const folder = await SweepFolder.open(out, given);
  const outcomes: SweepOutcome[] = [];
  for (const planned of plan) outcomes.push(await folder.stateOf(planned, config, options.retry ?? false));
  if (options.dryRun) {
    listRuns(config, outcomes, options);
    for (const note of notes) remark(`note: ${note}`);
    return;
  }
  const { json } = options;
  if (json) printJson({ kind: "plan", out, runs: outcomes.map(jsonOf) });
  else describePlan(folder, outcomes, notes);
  const interrupted = await trainAll(config, folder, outcomes, options);
  if (interrupted !== undefined) {
    remark(
      `interrupted; ${doneOf(outcomes)} of ${plan.length} runs are done. The same command goes on with the others`,
    );
    process.exitCode = interrupted;
    return;
  }
  await conclude(config, folder, outcomes, notes, options);
}

// A sweep that has the name, or what a file holds.
async function readSweep(path: string): Promise<Readonly<Record<string, unknown>>> {
  const named = namedSweeps.find(({ name }) => name === path);
  if (named !== undefined) return named.sweep;
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && /^[\w-]+$/.test(path)) findSweep(path);
    const why = { ENOENT: "no such file", EISDIR: "a folder" }[error.code ?? ""] ?? error.message;
    throw new ConfigError(`sweep: ${path} cannot be read (${why}); give a JSON file, see vaekit sweep --help`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`sweep: ${path} is not JSON (${(error as Error).message}); repair it`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(`sweep: ${path} must hold a JSON object such as {"vary": {"model.latent": [2, 8]}}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

// What is wrong with any config is told before the first run. @returns the config of each run
async function checkRuns(config: SweepConfig, plan: readonly SweepRun[]): Promise<RunConfig[]> {
  const data = new SweepData(config.data, config.dataOptions);
  const configs: RunConfig[] = [];
  for (const { name, choices } of plan) {
    const bundle = await data.open(choices);
    try {
      configs.push(resolveConfig(choices, bundle.train).config);
    } catch (error) {
      if (!(error instanceof VaekitError)) throw error;
      throw new ConfigError(`sweep: run ${name}: ${error.message}`);
    }
    const { validation } = configs.at(-1)!.train;
    if (config.measure.startsWith("validation.") && validation === 0 && bundle.validation === undefined) {
      throw new ConfigError(
        `sweep: measure: ${config.measure} needs validation items, and run ${name} holds none out; add "config": {"train": {"validation": 0.1}}, or choose another measure`,
      );
    }
  }
  return configs;
}

function listRuns(config: SweepConfig, outcomes: readonly SweepOutcome[], { json }: Options): void {
  if (json) {
    for (const outcome of outcomes) printJson(jsonOf(outcome));
    return;
  }
  const rows = outcomes.map(({ run, state }) => [
    run.name,
    ...config.axes.map(({ path }) => JSON.stringify(run.values[path])),
    ...(config.repeats > 1 ? [String(run.seed)] : []),
    state,
  ]);
  print(
    formatTable(rows, [
      "run",
      ...config.axes.map(({ path }) => path),
      ...(config.repeats > 1 ? ["seed"] : []),
      "state",
    ]),
  );
}

function describePlan(
  { path, resumed }: SweepFolder,
  outcomes: readonly SweepOutcome[],
  notes: readonly string[],
): void {
  const of = (state: SweepOutcome["state"]) => outcomes.filter((outcome) => outcome.state === state).length;
  const before = [
    [of("finished"), "finished before"],
    [of("interrupted"), "to go on with"],
    [of("failed"), "failed before (--retry trains them again)"],
  ] as const;
  const found = before.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  remark(
    `sweep: ${outcomes.length} run${outcomes.length === 1 ? "" : "s"} in ${path}${resumed && found.length > 0 ? `: ${found.join(", ")}` : ""}`,
  );
  for (const note of notes) remark(`note: ${note}`);
}

const doneOf = (outcomes: readonly SweepOutcome[]): number =>
  outcomes.filter(({ state }) => state === "finished" || state === "failed").length;

// Trains what is left, keeping sweep.json up to date. @returns the exit code of a signal that stopped it
async function trainAll(
  config: SweepConfig,
  folder: SweepFolder,
  outcomes: SweepOutcome[],
  options: Options,
): Promise<number | undefined> {
  const left = outcomes.flatMap(({ state }, i) => (state === "waiting" || state === "interrupted" ? [i] : []));
  const parallel = options.parallel ?? config.parallel ?? Math.min(availableParallelism(), Math.max(1, left.length));
  const jobs = left.map((i) => ({
    kind: "run" as const,
    folder: folder.runPath(outcomes[i]!.run),
    resume: outcomes[i]!.state === "interrupted",
    data: config.data,
    dataOptions: config.dataOptions,
    choices: outcomes[i]!.run.choices,
    ...(parallel > 1 && { threads: 1 }),
  }));
  await folder.save(outcomes);
  const view = new SweepView(config, outcomes);
  let stop = () => {};
  const interrupt = onInterrupt(() => {
    view.hide();
    remark("\nstopping after the current steps; once more stops at once");
    stop();
  });
  const pool = startPool(jobs, {
    parallel,
    words: ["sweep", "--worker"],
    onStart: (job) => view.start(job, outcomes[left[job]!]!.run.name),
    onProgress: (job, share) => view.progress(job, share),
    async onEnd(job, { state, error }) {
      const { run } = outcomes[left[job]!]!;
      const outcome =
        state === "finished"
          ? await folder.finished(run, config)
          : { run, state, ...(error !== undefined && { error }) };
      outcomes[left[job]!] = outcome;
      await folder.save(outcomes);
      if (!options.json) view.end(job, outcome);
      else if (state !== "interrupted") printJson({ kind: "run", ...jsonOf(outcome) });
    },
  });
  stop = () => pool.stop();
  await pool.ended;
  view.hide();
  interrupt.release();
  // All may have ended in the moment of the signal.
  return doneOf(outcomes) === outcomes.length ? undefined : interrupt.asked();
}

const MOST_COMPARED = 40;
const MOST_PICTURED = 8;

// The ranking, and the report of the best runs.
async function conclude(
  config: SweepConfig,
  folder: SweepFolder,
  outcomes: readonly SweepOutcome[],
  notes: readonly string[],
  { json, report: wanted }: Options,
): Promise<void> {
  const ranked = rankOutcomes(outcomes, config.measure);
  const finished = ranked.filter(({ state }) => state === "finished");
  const failed = ranked.filter(({ state }) => state === "failed");
  const [best] = finished;
  if (best === undefined) {
    const { run, error } = failed[0]!;
    throw new ConfigError(
      `sweep: none of ${outcomes.length} run${outcomes.length === 1 ? "" : "s"} could be trained; the first, ${run.name}: ${error}`,
    );
  }
  const report = wanted ? join(folder.path, "report.html") : undefined;
  if (report !== undefined) {
    const shown = finished.slice(0, MOST_COMPARED);
    const comparison = await compareRuns(
      shown.map(({ run }) => ({ name: run.name, store: folderStore(folder.runPath(run)) })),
    );
    const { renderSweep } = await import("../../report/index.ts");
    const pictures = await gatherPictures(await openRuntime({ runtime: "node" }), comparison, MOST_PICTURED);
    const settings = settingsOf(outcomes, config.measure);
    await writeWhole(report, renderSweep({ config, ranked, settings, notes, comparison, pictures }));
  }
  if (best.measure === undefined) remark(`note: no run has a number ${config.measure}, so they are not ranked`);
  // One lucky seed does not make a setting the best.
  const [setting] = settingsOf(outcomes, config.measure);
  const chosen = setting ? rankOutcomes(setting.outcomes, config.measure)[0]! : best;
  const path = join(folder.runPath(chosen.run), "config.json");
  if (json) {
    const ranking = ranked.map(jsonOf);
    printJson({ kind: "end", out: folder.path, best: path, ranking, notes, ...(report && { report }) });
    return;
  }
  print(sweepTable(config, outcomes));
  const seconds = finished.reduce((sum, outcome) => sum + (outcome.seconds ?? 0), 0);
  print(
    `\n${finished.length} run${finished.length === 1 ? "" : "s"} finished${failed.length > 0 ? `, ${failed.length} failed` : ""}; ${formatSeconds(seconds)} of training in all`,
  );
  for (const { run, error } of failed) print(`failed: ${run.name}: ${error}`);
  print(`best: ${path}`);
  if (report !== undefined) print(`report: ${report}`);
}

function jsonOf({ run: { name, values, seed }, ...outcome }: SweepOutcome): object {
  return { name, values, ...(seed !== undefined && { seed }), ...outcome };
}

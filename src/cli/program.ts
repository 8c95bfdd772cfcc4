// The commands by name; only the one that is called is loaded.

import { Command } from "commander";
import { VERSION } from "../version.ts";

/** What a file of commands/ holds. */
export interface CommandModule {
  /** Adds arguments, options, examples and the action. */
  configure(command: Command): void;
}

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

const COMMANDS: readonly Entry[] = [
  { name: "train", summary: "train a model on DATA and save it as a run", load: () => import("./commands/train.ts") },
  {
    name: "fit-sampler",
    summary: "what new items are drawn from, fitted to a run's latents",
    load: () => import("./commands/fit-sampler.ts"),
  },
  {
    name: "evaluate",
    summary: "bounds and errors of a run on a part of the data",
    load: () => import("./commands/evaluate.ts"),
  },
  {
    name: "disentangle",
    summary: "how far latent dimensions stand for known factors",
    load: () => import("./commands/disentangle.ts"),
  },
  { name: "sample", summary: "draw new items", load: () => import("./commands/sample.ts") },
  {
    name: "reconstruct",
    summary: "items beside what the model makes of them",
    load: () => import("./commands/reconstruct.ts"),
  },
  {
    name: "denoise",
    summary: "noisy items beside what the model makes of them",
    load: () => import("./commands/denoise.ts"),
  },
  { name: "encode", summary: "items to latents", load: () => import("./commands/encode.ts") },
  { name: "decode", summary: "latents to items", load: () => import("./commands/decode.ts") },
  { name: "interpolate", summary: "a walk between two items", load: () => import("./commands/interpolate.ts") },
  { name: "traverse", summary: "each latent dimension swept", load: () => import("./commands/traverse.ts") },
  {
    name: "synth",
    summary: "new rows of a table, free or with given cells",
    load: () => import("./commands/synth.ts"),
  },
  { name: "impute", summary: "fill the gaps of a table", load: () => import("./commands/impute.ts") },
  {
    name: "augment",
    summary: "rows for the classes that a table has few of",
    load: () => import("./commands/augment.ts"),
  },
  { name: "score", summary: "how strange each item is", load: () => import("./commands/score.ts") },
  { name: "info", summary: "what a run holds", load: () => import("./commands/info.ts") },
  { name: "report", summary: "write a run's report again", load: () => import("./commands/report.ts") },
  { name: "compare", summary: "several runs side by side", load: () => import("./commands/compare.ts") },
  { name: "sweep", summary: "many runs over config fields", load: () => import("./commands/sweep.ts") },
  {
    name: "quality",
    summary: "a synthetic table beside the real one",
    load: () => import("./commands/quality.ts"),
  },
  {
    name: "export",
    summary: "a run as ONNX, training step or safetensors",
    load: () => import("./commands/export.ts"),
  },
  { name: "serve", summary: "trained models over HTTP", load: () => import("./commands/serve.ts") },
  { name: "studio", summary: "train and look around in the browser", load: () => import("./commands/studio.ts") },
  { name: "data", summary: "what is understood of DATA", load: () => import("./commands/data.ts") },
  { name: "schema", summary: "what the columns of a table hold", load: () => import("./commands/schema.ts") },
  { name: "presets", summary: "the presets, or one of them as JSON", load: () => import("./commands/presets.ts") },
  { name: "doctor", summary: "which engines work here", load: () => import("./commands/doctor.ts") },
];

const EXAMPLES = `
Examples:
  vaekit train                              built-in digits, everything chosen for you
  vaekit train pictures/ --resize 64x64     a folder of pictures
  vaekit train people.csv --out runs/people a table: numbers, categories, dates, gaps
  vaekit synth runs/people -n 1000 --out synthetic.csv
  vaekit evaluate runs/people --samples 100 --json

DATA is a built-in set (digits, sprites), a table (CSV, Parquet, JSON, also .gz and .zst, a pattern such as "data/*.csv",
or - for standard input), a file (IDX, .npy, .npz, CIFAR-10 .bin, also with .gz) or a folder (pictures, sub-folders of
them per label, the files of MNIST or CIFAR-10). RUN is the folder that train wrote.
Exit codes: 0 done, 1 a fault of vaekit, 2 a fault in what was given, 130 interrupted.`;

/** The program for a command line. */
export async function program(words: readonly string[]): Promise<Command> {
  const cli = new Command("vaekit")
    .description("Variational autoencoders: train, evaluate and use them.")
    .version(VERSION)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .addHelpText("after", EXAMPLES);
  const called = calledName(words);
  for (const { name, summary, load } of COMMANDS) {
    const command = cli
      .command(name)
      .summary(summary)
      .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`);
    if (name === called) (await load()).configure(command);
  }
  if (called === undefined) cli.action(() => cli.outputHelp());
  return cli;
}

// The first word, or after `help` the one that help is wanted for.
function calledName(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith("-"));
  return first === "help" ? second : first;
}

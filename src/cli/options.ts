// Options that several commands share, and what they hold once parsed.

import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import { ConfigError } from "../errors.ts";
import { collect, decimal, oneOf, size, whole } from "./parse.ts";

/** How DATA is to be read. */
export interface DataOptions {
  readonly resize?: { readonly width: number; readonly height: number };
  readonly fit?: "cover" | "contain";
  readonly labels?: string;
  readonly limit?: number;
  readonly count?: number;
  readonly key?: string;
  readonly channels?: 1 | 3 | 4;
  readonly where?: string;
  readonly select?: string;
  /** False with --no-header. */
  readonly header?: boolean;
  readonly columns?: readonly string[];
  readonly delimiter?: string;
  readonly missing?: readonly string[];
  readonly schema?: string;
  readonly constraint?: readonly string[];
  readonly sample?: number;
  readonly window?: number;
  readonly stride?: number;
  readonly gap?: number;
  readonly time?: string;
  readonly series?: string;
}

/** Which part of the data a command works on. */
export interface SplitOptions {
  readonly split?: "train" | "validation" | "test";
}

/** The engine that computes. */
export interface RuntimeOptions {
  readonly runtime: "node" | "wasm";
  readonly threads?: number;
}

/** The file that a command writes. */
export interface FileOptions {
  readonly out?: string;
  readonly overwrite?: boolean;
}

/** Adds the options of how DATA of any kind is read. */
export function withData(command: Command): Command {
  const channels = (text: string) => Number(oneOf("--channels", ["1", "3", "4"])(text));
  command
    .option("--resize <WxH>", "bring pictures to this size, e.g. 64x64", size("--resize"))
    .option(
      "--fit <how>",
      "when resizing: cover cuts off, contain adds borders (default: cover)",
      oneOf("--fit", ["cover", "contain"]),
    )
    .option("--count <n>", "built-in data: pictures to draw (default: 60000)", whole("--count"))
    .option("--key <name>", "array of a .npz that holds the items (default: X, x_train or the only one)")
    .option("--channels <n>", "bring pictures to 1 (grey), 3 (colour) or 4 (with opacity) channels", channels);
  return withTable(command)
    .option(
      "--window <n>",
      "time series: steps in a window (default: 128, with any of the next four)",
      whole("--window", 2),
    )
    .option("--stride <n>", "time series: steps from one window to the next (default: 1)", whole("--stride"))
    .option("--time <column>", "time series: column of time stamps (default: rows are steps)")
    .option("--series <column>", "time series: column that tells several series apart")
    .option("--gap <steps>", "time series: a longer pause splits a series (default: 1.5)", decimal("--gap", 1));
}

/** Adds the options of what the columns of a table are, and of its rows. */
export function withTable(command: Command): Command {
  command.option("--labels <file|column>", "file with one label per item, or label column of a table");
  return withRows(command)
    .option("--schema <file>", "tables: types and more of columns as JSON, as vaekit schema writes it, or parts of it")
    .option("--constraint <rule>", 'tables: what holds in every row, e.g. "low <= high" (repeatable)', collect)
    .option("--sample <n>", "tables: rows to draw for training (default: 100000)", whole("--sample", 2));
}

/** Adds the options of how the rows of a table are read. */
export function withRows(command: Command): Command {
  return command
    .option("--limit <n>", "use at most n items of each part", whole("--limit"))
    .option("--where <sql>", 'tables: only rows that meet a condition, e.g. "age > 30"')
    .option("--select <sql>", 'tables: what to take of each row, e.g. "* EXCLUDE (id)"')
    .option("--no-header", "tables: the first row of a CSV file holds no names")
    .option("--columns <names>", "tables: names of all columns of a CSV file, separated by commas", names)
    .option("--delimiter <character>", "tables: what separates cells (default: found)")
    .option("--missing <texts>", "tables: texts that mean a missing cell, separated by commas (default: found)", names);
}

const names = (text: string) => text.split(",").map((name) => name.trim());

/** Adds the choice of a part. */
export function withSplit(command: Command): Command {
  return command.option(
    "--split <part>",
    "train, validation or test (default: test where DATA has one, else all of it)",
    oneOf("--split", ["train", "validation", "test"]),
  );
}

/** Adds the choice of engine; more than four threads per core only get in each other's way. */
export function withRuntime(command: Command): Command {
  return command
    .addOption(
      new Option("--runtime <name>", "node (native) or wasm")
        .default("node")
        .argParser(oneOf("--runtime", ["node", "wasm"])),
    )
    .option(
      "--threads <n>",
      "threads per operation (default: one per core)",
      whole("--threads", 1, 4 * availableParallelism()),
    );
}

/** What a conditional model is told. */
export interface ConditionOptions {
  readonly condition?: Readonly<Record<string, string>>;
}

/** Adds what a conditional model is told; `meaning` says what for. */
export function withCondition(command: Command, meaning: string): Command {
  return command.option(
    "--condition <name=value>",
    `conditional models: ${meaning}, e.g. label=3 (repeatable)`,
    conditions,
  );
}

// `shape=heart,scale=0.5`, over several times.
function conditions(text: string, known: Readonly<Record<string, string>> = {}): Record<string, string> {
  const found: Record<string, string> = { ...known };
  // A comma within a value stays.
  for (const part of text.split(/,(?=[^,=]+=)/)) {
    const at = part.indexOf("=");
    if (at < 1) throw new ConfigError(`--condition: needs name=value, got "${part}"; for example label=3`);
    const name = part.slice(0, at).trim();
    if (Object.hasOwn(found, name)) throw new ConfigError(`--condition: one value for ${name}, got two; leave one out`);
    found[name] = part.slice(at + 1).trim();
  }
  return found;
}

/** Adds the seed of draws. */
export function withSeed(command: Command): Command {
  return command.addOption(new Option("--seed <n>", "key of every draw").default(0).argParser(whole("--seed", 0)));
}

/** Adds the output file; `kinds` are its endings. */
export function withFile(command: Command, kinds: readonly string[], required: boolean): Command {
  const text = `file to write: ${kinds.map((kind) => `.${kind}`).join(" ")}`;
  const out = new Option("-o, --out <file>", text).makeOptionMandatory(required);
  return command.addOption(out).option("--overwrite", "replace the file if it exists");
}

// What a command works on: a data set or a part of it, a run with its own data, an engine.

import { readFileSync } from "node:fs";
import type { DataBundle, Dataset } from "../data/index.ts";
import { type OpenOptions, openData } from "../data/node.ts";
import { ConfigError, DataError } from "../errors.ts";
import type { Runtime } from "../runtime/index.ts";
import { type Parts, partsOf, type RunFile, type TrainedModel } from "../tasks/index.ts";
import type { DataOptions, RuntimeOptions, SplitOptions } from "./options.ts";
import { remark } from "./output.ts";

/** Only the options of how data is read, as they are saved with a run. @throws ConfigError for a schema that is no JSON */
export function dataOptionsOf(options: DataOptions): OpenOptions {
  const { resize, fit, labels, limit, count, key, channels } = options;
  const { where, select, header, columns, delimiter, missing, schema, constraint: constraints, sample } = options;
  const { window, stride, gap, time, series } = options;
  const all = {
    ...{ resize, fit, labels, limit, count, key, channels },
    ...{ where, select, columns, delimiter, missing, constraints, sample },
    ...{ window, stride, gap, time, series },
    ...(header === false && { header }),
    ...(schema !== undefined && { schema: readJson(schema, "--schema") }),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function readJson(path: string, option: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : (error as Error).message;
    throw new ConfigError(`${option}: ${path} cannot be read (${why}); check the path`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${option}: ${path} is not JSON (${(error as Error).message}); repair it`);
  }
}

/** How data for a trained model is read: by its columns, and as the kind of items that it takes. */
export function modelOptions({ schema }: TrainedModel): Pick<OpenOptions, "as" | "model"> {
  if (schema.kind === "table" || schema.kind === "series") return { model: schema };
  return schema.kind === "vector" ? { as: "vector" } : {};
}

/** The data that a run was trained on, read again as it was read then. @throws DataError when it is not there any more */
export async function ownData(file: RunFile, over: DataOptions = {}): Promise<DataBundle> {
  const { source, options } = file.data;
  if (source === "-") {
    throw new DataError("standard input: the run was trained on it, and it cannot be read again; give DATA");
  }
  try {
    const as = file.schema.kind === "vector" ? ({ as: "vector" } as const) : {};
    return await openData(source, { ...(options as OpenOptions), ...dataOptionsOf(over), ...as });
  } catch (error) {
    if (!(error instanceof DataError) || !error.message.includes("no such file")) throw error;
    throw new DataError(
      `${source}: no such file or folder, the run was trained on it; give DATA, or run the command where it was trained`,
    );
  }
}

/** The parts of a run's own data, split as they were for training. */
export async function ownParts(trained: TrainedModel, over: DataOptions = {}): Promise<Parts> {
  return partsOf(await ownData(trained.file, over), trained.config);
}

/** A chosen part with its name. */
export interface ChosenPart {
  readonly dataset: Dataset;
  readonly part: "train" | "validation" | "test";
}

/** A part of data: the one asked for, else test, else everything. @throws DataError when the data has no such part */
export function choosePart(parts: Parts, split: SplitOptions["split"], name: string): ChosenPart {
  const part = split ?? (parts.test ? "test" : "train");
  const dataset = parts[part];
  if (dataset !== undefined) return { dataset, part };
  const known = Object.keys(parts).filter((key) => ["train", "validation", "test"].includes(key));
  const remedy = part === "validation" ? "; without DATA, the part that the run held out is used" : "";
  throw new DataError(`${name}: has no ${part} part, only ${known.join(" and ")}; choose another --split${remedy}`);
}

/** Data to measure a run on. */
export interface MeasuredData {
  readonly parts: Parts;
  /** What errors and output call it. */
  readonly name: string;
  readonly chosen: ChosenPart;
}

/** Opens DATA, or the run's own, and chooses the part asked for, else one that training has not seen, saying which. */
export async function openMeasured(
  data: string | undefined,
  options: DataOptions & SplitOptions,
  trained: TrainedModel,
): Promise<MeasuredData> {
  const parts =
    data === undefined
      ? await ownParts(trained, options)
      : await openData(data, { ...dataOptionsOf(options), ...modelOptions(trained) });
  const name = data ?? trained.file.data.source;
  const held = parts.test ? "test" : data === undefined && parts.validation ? "validation" : "train";
  const chosen = choosePart(parts, options.split ?? held, name);
  remark(`${name}: ${describePart(chosen, parts)}`);
  return { parts, name, chosen };
}

/** Opens DATA and chooses a part of it, saying which. */
export async function openPart(
  path: string,
  options: DataOptions & SplitOptions,
  trained: TrainedModel,
): Promise<ChosenPart> {
  const bundle = await openData(path, { ...dataOptionsOf(options), ...modelOptions(trained) });
  const chosen = choosePart(bundle, options.split, path);
  remark(`${path}: ${describePart(chosen, bundle)}`);
  // Gaps and holes decide what can be scored.
  if (trained.schema.kind === "series") for (const note of bundle.notes) remark(`  ${note}`);
  return chosen;
}

/** `10000 items of the test part`, or `all 300 items`. */
export function describePart({ dataset, part }: ChosenPart, parts: Partial<Parts>): string {
  const alone = part === "train" && !parts.test && !parts.validation;
  const items = `${dataset.count} item${dataset.count === 1 ? "" : "s"}`;
  return alone ? items : `${items} of the ${part} part`;
}

/** Starts the engine; nothing of it is loaded before. @throws ConfigError for an impossible number of threads */
export async function openRuntime({ runtime, threads }: RuntimeOptions): Promise<Runtime> {
  const options = threads === undefined ? {} : { threads };
  if (runtime === "wasm") {
    const { webRuntime } = await import("../runtime/web.ts");
    return webRuntime(options);
  }
  const { nodeRuntime } = await import("../runtime/node.ts");
  return nodeRuntime(options);
}

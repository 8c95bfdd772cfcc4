// The options of train as a config's choices, and whether they agree with a run that is to be resumed.

import { readFile } from "node:fs/promises";
import { ConfigError } from "../errors.ts";
import type { Json } from "../models/index.ts";
import type { ConfigChoices, RunConfig } from "../tasks/index.ts";

/** Options that stand for one field of the config each. */
export interface ChoiceOptions {
  readonly preset?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly epochs?: number;
  readonly batch?: number;
  readonly latent?: number;
  readonly conditionOn?: readonly string[];
  readonly seed?: number;
  readonly binarise?: string;
  readonly corrupt?: string;
  readonly private?: number;
  readonly delta?: number;
}

const FIELDS = {
  epochs: "train.epochs",
  batch: "train.batch",
  latent: "model.latent",
  conditionOn: "model.condition.of",
  seed: "train.seed",
  binarise: "train.binarise",
  corrupt: "train.corrupt",
  private: "train.private.epsilon",
  delta: "train.private.delta",
} as const;

/** Choices from options: a config file first, then the options of single fields, then --set. */
export async function choicesOf(options: ChoiceOptions): Promise<ConfigChoices> {
  const file = options.config === undefined ? undefined : await readConfig(options.config);
  const fields = Object.entries(FIELDS).flatMap(([option, path]) => {
    const value = options[option as keyof typeof FIELDS];
    return value === undefined ? [] : [`${path}=${JSON.stringify(value)}`];
  });
  const set = [...fields, ...(options.set ?? [])];
  return { preset: options.preset ?? file?.preset, config: file?.config, set };
}

// A whole config names its preset too.
async function readConfig(path: string): Promise<{ config: Json; preset?: string }> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "no such file" : error.message;
    throw new ConfigError(`--config: ${path} cannot be read (${why}); check the path`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`--config: ${path} is not JSON (${(error as Error).message}); repair it`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(`--config: ${path} must hold a JSON object such as {"train": {"epochs": 5}}`);
  }
  const tree = value as Record<string, Json>;
  // A run's config.json holds the config among other things.
  const { preset, ...config } = (typeof tree.format === "number" ? (tree.config ?? {}) : tree) as Record<string, Json>;
  return { config, ...(typeof preset === "string" ? { preset } : {}) };
}

/** Makes sure that a resumed run is asked for nothing else than it began with. @throws ConfigError naming the field */
export function checkAgreement(config: RunConfig, { preset, config: file, set = [] }: ConfigChoices): void {
  if (preset !== undefined) agree("preset", config.preset, preset);
  for (const [path, value] of leaves(file ?? {}, "")) agree(path, valueAt(config, path), value);
  for (const assignment of set) {
    const at = assignment.indexOf("=");
    const path = assignment.slice(0, at);
    agree(path, valueAt(config, path), parsed(assignment.slice(at + 1)));
  }
}

function agree(path: string, has: unknown, wanted: unknown): void {
  if (JSON.stringify(has) === JSON.stringify(wanted)) return;
  throw new ConfigError(
    `--resume: the run has ${path} = ${JSON.stringify(has) ?? "nothing"}, got ${JSON.stringify(wanted)}; leave it out, or train anew with another --out`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function valueAt(tree: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree);
}

function* leaves(tree: Json, path: string): Generator<[string, Json]> {
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) {
    yield [path, tree];
    return;
  }
  for (const [key, value] of Object.entries(tree)) yield* leaves(value, path === "" ? key : `${path}.${key}`);
}

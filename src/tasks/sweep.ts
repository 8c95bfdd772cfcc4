// The runs of a sweep, planned before any is begun: a grid in order, or keyed draws. Longer plans begin like shorter ones, so
// that a sweep can be extended.

import { Generator } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import type { Json } from "../models/index.ts";
import type { ConfigChoices } from "./config.ts";
import type { Axis, SweepConfig } from "./sweep-config.ts";
import { slugsOf } from "./sweep-slug.ts";
import { VARIANT } from "./sweep-variants.ts";

/** One run of a sweep. */
export interface SweepRun {
  /** Name of its folder, made of its values. */
  readonly name: string;
  /** Value of each varied field, by path, and the name of its variant. */
  readonly values: Readonly<Record<string, Json>>;
  /** Its seed where settings are repeated. */
  readonly seed?: number;
  /** What `train` is asked for. */
  readonly choices: ConfigChoices;
}

/** More runs than anyone means to wait for. */
const MOST_RUNS = 10_000;

/**
 * All runs in order: of a grid the last field changes fastest, repeats of a setting follow each other.
 * @throws ConfigError for a plan of more than 10,000 runs
 */
export function planSweep(config: SweepConfig): SweepRun[] {
  const { axes, search, repeats } = config;
  const settings = search.kind === "grid" ? gridOf(axes, repeats) : drawn(axes, search.runs, search.seed);
  const first = firstSeed(config);
  const planned = settings.flatMap((values) =>
    Array.from({ length: repeats }, (_, repeat) => ({ values, ...(repeats > 1 && { seed: first + repeat }) })),
  );
  const names = slugsOf(planned, axes);
  return planned.map((run, i) => ({ name: names[i]!, ...run, choices: choicesOf(config, run) }));
}

type Values = Record<string, Json>;

function gridOf(axes: readonly Axis[], repeats: number): Values[] {
  const lists = axes.map(pointsOf);
  const total = lists.reduce((product, { length }) => product * length, repeats);
  if (total > MOST_RUNS) {
    throw new ConfigError(
      `sweep: vary: a grid of ${total.toLocaleString("en-US")} runs is more than ${MOST_RUNS.toLocaleString("en-US")}; vary fewer values, or search with {"kind": "random", "runs": 100}`,
    );
  }
  return lists.reduce<Values[]>(
    (rows, values, k) => rows.flatMap((row) => values.map((value) => ({ ...row, [axes[k]!.path]: value }))),
    [{}],
  );
}

function pointsOf(axis: Axis): readonly Json[] {
  if (axis.kind === "values") return axis.values;
  const points = axis.points ?? 2;
  const values = Array.from({ length: points }, (_, i) => at(axis, i / (points - 1)));
  return [...new Set(values)];
}

// Each field and draw has its own key, so that neither another field nor more runs change it.
function drawn(axes: readonly Axis[], runs: number, seed: number): Values[] {
  const found = new Map<string, Values>();
  const most = axes.reduce((product, axis) => product * sizeOf(axis), 1);
  for (let draw = 0; found.size < Math.min(runs, most) && draw < 100 * runs; draw++) {
    const values = Object.fromEntries(axes.map((axis) => [axis.path, drawOf(axis, seed, draw)]));
    const key = JSON.stringify(values);
    if (!found.has(key)) found.set(key, values);
  }
  return [...found.values()];
}

const sizeOf = (axis: Axis): number => (axis.kind === "values" ? axis.values.length : Number.POSITIVE_INFINITY);

function drawOf(axis: Axis, seed: number, draw: number): Json {
  const generator = new Generator(seed, `sweep ${axis.path}`, draw);
  return axis.kind === "values" ? axis.values[generator.integer(axis.values.length)]! : at(axis, generator.uniform());
}

// A value at a share of a range, in four digits, which a folder's name and a reader can take in.
function at({ from, to, scale, integer }: Extract<Axis, { kind: "range" }>, share: number): number {
  const value = scale === "log" ? from * (to / from) ** share : from + (to - from) * share;
  return integer ? Math.round(value) : Math.min(to, Math.max(from, Number(value.toPrecision(4))));
}

function firstSeed({ config }: SweepConfig): number {
  const seed = (config as { train?: { seed?: unknown } } | undefined)?.train?.seed;
  return typeof seed === "number" ? seed : 0;
}

function choicesOf(
  { preset, config, variants = {} }: SweepConfig,
  { values, seed }: { readonly values: Values; readonly seed?: number },
): ConfigChoices {
  const { preset: chosen, [VARIANT]: name, ...fields } = values;
  const variant = typeof name === "string" ? variants[name] : undefined;
  const varied = Object.entries(fields).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  const set = [...(variant?.set ?? []), ...varied];
  return {
    preset: typeof chosen === "string" ? chosen : (variant?.preset ?? preset),
    config,
    set: seed === undefined ? set : [...set, `train.seed=${seed}`],
  };
}

// What came of a sweep's runs: each one's measure, the ranking, and the mean over the repeats of a setting.

import type { EpochRecord } from "../train/index.ts";
import type { RunConfig } from "./config.ts";
import type { RunFile } from "./run.ts";
import type { SweepRun } from "./sweep.ts";
import { betterOf, type SweepMeasure, type SweepNumber } from "./sweep-config.ts";

/** How far a run is. */
export type SweepState = "waiting" | "interrupted" | "finished" | "failed";

/** A run with what came of it. */
export interface SweepOutcome {
  readonly run: SweepRun;
  readonly state: SweepState;
  /** Absent until it has finished. */
  readonly measure?: number;
  /** What `show` of the sweep names, as far as the run has it. */
  readonly shown?: Readonly<Partial<Record<SweepNumber, number>>>;
  readonly seconds?: number;
  /** Why it failed. */
  readonly error?: string;
}

/** A setting with all its repeats. */
export interface SweepSetting {
  readonly values: SweepRun["values"];
  readonly outcomes: readonly SweepOutcome[];
  /** Over the repeats that finished. */
  readonly mean: number;
  /** Standard deviation over the repeats, n - 1 in the denominator; absent for one. */
  readonly deviation?: number;
}

/** The measure of a finished run; undefined where it has no such number. */
export function measureOf(
  measure: SweepNumber,
  { results = {} }: Pick<RunFile, "results">,
  history: readonly EpochRecord[],
): number | undefined {
  const [where, name] = measure.split(".") as ["validation" | "train" | "results", string];
  const kept = history.find(({ epoch }) => epoch === results.bestEpoch) ?? history.at(-1);
  const numbers = where === "results" ? results : kept?.[where];
  const value = (numbers as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The further numbers of a finished run. */
export function shownOf(
  show: readonly SweepNumber[],
  file: Pick<RunFile, "results">,
  history: readonly EpochRecord[],
): NonNullable<SweepOutcome["shown"]> {
  const found = show.map((name) => [name, measureOf(name, file, history)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** The mean of a further number over runs; undefined where none has it. */
export function meanShown(outcomes: readonly SweepOutcome[], name: SweepNumber): number | undefined {
  const values = outcomes.flatMap(({ shown }) => shown?.[name] ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Finished runs first, best first; then the others in the order of the plan. */
export function rankOutcomes(outcomes: readonly SweepOutcome[], measure: SweepMeasure): SweepOutcome[] {
  const sign = betterOf(measure) === "lower" ? 1 : -1;
  const place = ({ measure: value }: SweepOutcome) => (value === undefined ? Number.POSITIVE_INFINITY : sign * value);
  return outcomes
    .map((outcome, i) => ({ outcome, i, place: place(outcome) }))
    .sort((a, b) => (a.place === b.place ? a.i - b.i : a.place - b.place))
    .map(({ outcome }) => outcome);
}

/** Settings by the mean of their repeats, best first; without any finished run none. */
export function settingsOf(outcomes: readonly SweepOutcome[], measure: SweepMeasure): SweepSetting[] {
  const groups = new Map<string, SweepOutcome[]>();
  for (const outcome of outcomes) {
    const key = JSON.stringify(outcome.run.values);
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  const settings = [...groups.values()].flatMap((group): SweepSetting[] => {
    const values = group.flatMap((outcome) => (outcome.measure === undefined ? [] : [outcome.measure]));
    if (values.length === 0) return [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = values.length > 1 ? { deviation: Math.sqrt(squares / (values.length - 1)) } : {};
    return [{ values: group[0]!.run.values, outcomes: group, mean, ...deviation }];
  });
  const sign = betterOf(measure) === "lower" ? 1 : -1;
  return settings.sort((a, b) => sign * (a.mean - b.mean));
}

/** What makes a measure unfit for ranking these configs, as sentences. */
export function measureNotes(measure: SweepMeasure, configs: readonly RunConfig[]): string[] {
  const objectives = new Set(configs.map(({ model }) => JSON.stringify([model.objective, model.penalties])));
  const [where, name] = measure.split(".");
  if (name !== "loss" || objectives.size <= 1) return [];
  return [
    `${measure} is each run's own loss, and the sweep varies the objective (such as beta): smaller is not better between them; "measure": "${where}.elbo" weighs all runs alike.`,
  ];
}

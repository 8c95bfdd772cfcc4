// compare: several finished runs side by side, as plain data: their numbers, which of them is best, how their configs differ,
// and what stands in the way of comparing them.

import { DataError } from "../errors.ts";
import { Model } from "../models/index.ts";
import type { EpochRecord } from "../train/index.ts";
import { comparability, sameLikelihood } from "./comparable.ts";
import { type ConfigDifference, differencesOf } from "./compare-config.ts";
import { type MeasureInfo, measureInfo, numbersOf } from "./compare-measures.ts";
import { itemOf } from "./item.ts";
import { readHistory } from "./metrics-log.ts";
import { modelVariables, type RunFile, type RunStore, readRunFile } from "./run.ts";

/** A run with what it is called beside the others. */
export interface NamedRun {
  readonly name: string;
  readonly store: RunStore;
}

/** A run in a comparison. */
export interface ComparedRun {
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  readonly file: RunFile;
  readonly history: readonly EpochRecord[];
  readonly parameters: number;
  /** Epochs trained. */
  readonly epochs: number;
  /** Seconds of training. */
  readonly seconds: number;
}

/** One number of every run. */
export interface ComparedMeasure extends MeasureInfo {
  /** Undefined where a run has no such number. */
  readonly values: readonly (number | undefined)[];
  /** Indices of the best runs: none where numbers do not compare, are all alike or are no matter of better and worse. */
  readonly best: readonly number[];
}

/** Runs side by side. */
export interface RunComparison {
  readonly runs: readonly ComparedRun[];
  /** Most telling first. */
  readonly measures: readonly ComparedMeasure[];
  /** Fields of config and data that differ. */
  readonly differences: readonly ConfigDifference[];
  /** Whether all runs saw the same data. */
  readonly sameData: boolean;
  /** What a reader has to know before comparing. */
  readonly notes: readonly string[];
}

/** Compares finished runs, in the order given. @throws DataError for a run that is missing, damaged or unfinished */
export async function compareRuns(named: readonly NamedRun[]): Promise<RunComparison> {
  const runs: ComparedRun[] = [];
  for (const run of named) runs.push(await readCompared(run));
  const files = runs.map(({ file }) => file);
  const { sameData, all, notes } = comparability(files);
  const numbers = files.map(numbersOf);
  const keys = [...new Set(numbers.flatMap((of) => Object.keys(of)))].filter(
    (key) => key !== "divergences" || numbers.some((of) => of[key] !== 0),
  );
  const measures = keys.map((key): ComparedMeasure => {
    const info = measureInfo(key);
    const values = numbers.map((of) => of[key]);
    const comparable = all && (!info.bound || sameLikelihood(files.filter((_, i) => values[i] !== undefined)));
    return { ...info, values, best: comparable ? bestOf(values, info.better) : [] };
  });
  return {
    runs,
    measures: measures.sort((a, b) => a.order - b.order),
    differences: differencesOf(
      files.map(({ config, data }) => ({ data: { source: data.source, options: data.options }, ...config })),
    ),
    sameData,
    notes,
  };
}

/** The shortest endings of paths that tell them apart: `digits` and `faces`, or `a/digits` and `b/digits`. */
export function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]+/).filter((part) => part !== "" && part !== "."));
  const most = Math.max(1, ...parts.map(({ length }) => length));
  for (let length = 1; length < most; length++) {
    const names = parts.map((part) => part.slice(-length).join("/"));
    if (new Set(names).size === names.length) return names;
  }
  return [...paths];
}

async function readCompared({ name, store }: NamedRun): Promise<ComparedRun> {
  const file = await readRunFile(store);
  if (file.status !== "finished") {
    throw new DataError(
      `${store.name}: its training has not finished, so there is nothing to compare; continue it with train --resume ${store.name}`,
    );
  }
  const history = await readHistory(store);
  const variables = modelVariables(new Model(file.config.model, itemOf(file.schema)));
  const { epochs, seconds } = file.results ?? {};
  return {
    name,
    path: store.name,
    file,
    history,
    parameters: Object.values(variables).reduce((total, { data }) => total + data.length, 0),
    epochs: typeof epochs === "number" ? epochs : history.length,
    seconds: typeof seconds === "number" ? seconds : history.reduce((total, record) => total + record.seconds, 0),
  };
}

function bestOf(values: readonly (number | undefined)[], better: MeasureInfo["better"]): number[] {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value)) as number[];
  if (better === undefined || known.length < 2) return [];
  const best = better === "lower" ? Math.min(...known) : Math.max(...known);
  if (known.every((value) => value === best)) return [];
  return values.flatMap((value, i) => (value === best ? [i] : []));
}

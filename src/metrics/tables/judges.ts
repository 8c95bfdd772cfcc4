// The models that efficacy.ts lets learn from a table: one tree, bagged trees, and a linear one.

import type { Generator } from "../../array/index.ts";
import { ascendingOrder } from "../../statistics/index.ts";
import { type MeasuredColumn, rowsOf } from "./columns.ts";
import { fitDesign, fitLogistic, fitRidge } from "./linear.ts";
import { fitTrees, type TreeOptions } from "./trees.ts";

/** Rows to learn from: features, and the class or number of each row. */
export interface Lesson {
  readonly features: readonly MeasuredColumn[];
  readonly outcome: Float64Array;
}

/** Probabilities [classes][rows] for the rows of `test`. */
export type ClassJudge = (
  lesson: Lesson,
  classes: number,
  test: readonly MeasuredColumn[],
  g: Generator,
) => Float64Array[];

/** Numbers [rows] for the rows of `test`. */
export type NumberJudge = (lesson: Lesson, test: readonly MeasuredColumn[], g: Generator) => Float64Array;

const ONE_TREE: TreeOptions = { trees: 1, maxDepth: 10, leafRows: 20 };
const MANY_TREES: TreeOptions = { trees: 12, maxDepth: 10, leafRows: 10 };

/** Classifiers by name. */
export const classJudges: Readonly<Record<"tree" | "bagged trees" | "logistic regression", ClassJudge>> = {
  tree: (...all) => classTrees(ONE_TREE, ...all),
  "bagged trees": (...all) => classTrees(MANY_TREES, ...all),
  "logistic regression": (lesson, classes, test) => {
    const present = presentClasses(lesson);
    if (present.length === 1) return constant(present[0]!, classes, rowsOf(test));
    const design = fitDesign(lesson.features);
    const places = Array.from(lesson.outcome, (c) => present.indexOf(c));
    const found = fitLogistic(design(lesson.features), places)(design(test));
    return Array.from({ length: classes }, (_, c) => found[present.indexOf(c)] ?? new Float64Array(rowsOf(test)));
  },
};

/** Regressions by name. */
export const numberJudges: Readonly<Record<"tree" | "linear regression", NumberJudge>> = {
  tree: ({ features, outcome }, test, generator) => fitTrees(features, coarse(outcome), generator, ONE_TREE)(test),
  "linear regression": ({ features, outcome }, test) => {
    const design = fitDesign(features);
    return fitRidge(design(features), outcome)(design(test));
  },
};

// Two classes: one model of the second; more: one model of each class that there is against the rest.
function classTrees(
  options: TreeOptions,
  { features, outcome }: Lesson,
  classes: number,
  test: readonly MeasuredColumn[],
  generator: Generator,
): Float64Array[] {
  const present = presentClasses({ features, outcome });
  if (present.length === 1) return constant(present[0]!, classes, rowsOf(test));
  // Many classes share the trees of three.
  const trees = classes <= 3 ? options.trees : Math.ceil((3 * options.trees) / classes);
  const of = (c: number) =>
    fitTrees(
      features,
      outcome.map((value) => (value === c ? 1 : 0)),
      generator,
      { ...options, trees },
    )(test);
  if (classes === 2) {
    const second = of(1);
    return [second.map((p) => 1 - p), second];
  }
  return Array.from({ length: classes }, (_, c) => (present.includes(c) ? of(c) : new Float64Array(rowsOf(test))));
}

function presentClasses({ outcome }: Lesson): number[] {
  return [...new Set(outcome)].sort((a, b) => a - b);
}

function constant(c: number, classes: number, rows: number): Float64Array[] {
  return Array.from({ length: classes }, (_, i) => new Float64Array(rows).fill(i === c ? 1 : 0));
}

// Sixteen values, each the mean of as many rows: ml-cart tries a split at every change of the outcome.
function coarse(outcome: Float64Array): Float64Array {
  const order = ascendingOrder(outcome);
  const out = new Float64Array(outcome.length);
  const size = Math.ceil(outcome.length / 16);
  for (let from = 0; from < order.length; from += size) {
    const group = order.subarray(from, from + size);
    let sum = 0;
    for (const i of group) sum += outcome[i]!;
    for (const i of group) out[i] = sum / group.length;
  }
  return out;
}

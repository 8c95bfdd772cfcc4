// What a synthetic table is worth for learning: models that learn from it beside models that learn from real rows, all
// judged on the same real test rows.

import { Generator } from "../../array/index.ts";
import { modelled, type TableSchema } from "../../data/table/schema.ts";
import { type Table, takeRows } from "../../data/table/table.ts";
import { ConfigError, DataError, didYouMean } from "../../errors.ts";
import { alignTables, type CategoryColumn, type MeasuredColumn, missingCode, takeMeasured } from "./columns.ts";
import { classJudges, type Lesson, numberJudges } from "./judges.ts";
import { type ClassScores, meanOf, type NumberScores, scoreClasses, scoreNumbers } from "./scores.ts";

/** Options of `mlEfficacy`. */
export interface EfficacyOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Rows of each training table used at most, drawn with `seed`. Default 4,000; equally many of both. */
  readonly maxRows?: number;
  /** Test rows used at most, drawn with `seed`. Default 20,000. */
  readonly maxTestRows?: number;
}

/** Scores of one model: learned from real rows, and from synthetic ones. */
export interface ModelEfficacy<Scores> {
  readonly model: string;
  readonly real: Scores;
  readonly synthetic: Scores;
}

/** Result of `mlEfficacy`. */
export type Efficacy = {
  readonly target: string;
  /** Rows learned from and judged, those without a target left out. */
  readonly rows: { readonly real: number; readonly synthetic: number; readonly test: number };
} & (
  | {
      readonly task: "classification";
      readonly classes: readonly string[];
      /** The rarer of two classes, which F1 is of; null for more classes. */
      readonly positive: string | null;
      readonly models: readonly ModelEfficacy<ClassScores>[];
      /** Means over the models. */
      readonly mean: ModelEfficacy<Readonly<Record<keyof ClassScores, number | null>>>;
    }
  | {
      readonly task: "regression";
      readonly models: readonly ModelEfficacy<NumberScores>[];
      readonly mean: ModelEfficacy<NumberScores>;
    }
);

const MOST_CLASSES = 20;

/**
 * Trains a decision tree, bagged trees and a logistic regression (for a number: a tree and a linear regression) to predict
 * `target` from the other modelled columns, on real and on synthetic rows, and scores both on `test`.
 * @throws ConfigError when `target` is not modelled or has more than 20 classes, DataError when too few rows have it
 */
export function mlEfficacy(
  trainReal: Table,
  synthetic: Table,
  test: Table,
  schema: TableSchema,
  target: string,
  { seed = 0, maxRows = 4000, maxTestRows = 20_000 }: EfficacyOptions = {},
): Efficacy {
  const names = modelled(schema).map(({ name }) => name);
  if (!names.includes(target)) {
    throw new ConfigError(
      `mlEfficacy: the target must be a modelled column, got ${JSON.stringify(target)}${didYouMean(target, names)}`,
    );
  }
  const rows = Math.min(trainReal.count, synthetic.count, maxRows);
  const draw = (table: Table, most: number, stream: string) =>
    takeRows(table, new Generator(seed, stream).permutation(table.count).slice(0, most));
  const parts = alignTables(
    [
      draw(trainReal, rows, "efficacy real"),
      draw(synthetic, rows, "efficacy synthetic"),
      draw(test, maxTestRows, "efficacy test"),
    ],
    schema,
  ).map((columns) => lessonOf(columns, target));
  const [real, made, judged] = parts as [TargetLesson, TargetLesson, TargetLesson];
  for (const [i, what] of ["the real", "the synthetic", "the test"].entries()) {
    const count = parts[i]!.outcome.length;
    if (count >= 10) continue;
    throw new DataError(
      `mlEfficacy: ten rows of ${what} table need a ${JSON.stringify(target)}, got ${count}; give more rows`,
    );
  }
  const counts = { real: real.outcome.length, synthetic: made.outcome.length, test: judged.outcome.length };
  const common = { target, rows: counts };
  const fresh = (model: string) => new Generator(seed, `efficacy ${model}`);
  if (real.target.kind === "number") {
    const models = Object.entries(numberJudges).map(([model, judge]) => {
      const score = (lesson: Lesson) => scoreNumbers(judge(lesson, judged.features, fresh(model)), judged.outcome);
      return { model, real: score(real), synthetic: score(made) };
    });
    const r2 = (side: "real" | "synthetic") => ({ r2: meanOf(models.map((one) => one[side].r2)) });
    return {
      ...common,
      task: "regression",
      models,
      mean: { model: "mean", real: r2("real"), synthetic: r2("synthetic") },
    };
  }
  const classes = classesOf(real.target);
  const positive = classes.length === 2 ? rarer(real.outcome) : undefined;
  const models = Object.entries(classJudges).map(([model, judge]) => {
    const score = (lesson: Lesson) =>
      scoreClasses(judge(lesson, classes.length, judged.features, fresh(model)), judged.outcome, positive);
    return { model, real: score(real), synthetic: score(made) };
  });
  const means = (side: "real" | "synthetic") => ({
    accuracy: meanOf(models.map((one) => one[side].accuracy)),
    f1: meanOf(models.map((one) => one[side].f1)),
    auc: meanOf(models.map((one) => one[side].auc)),
  });
  return {
    ...common,
    task: "classification",
    classes,
    positive: positive === undefined ? null : classes[positive]!,
    models,
    mean: { model: "mean", real: means("real"), synthetic: means("synthetic") },
  };
}

interface TargetLesson extends Lesson {
  readonly target: MeasuredColumn;
}

// Features and outcome of the rows whose target is there.
function lessonOf(columns: readonly MeasuredColumn[], target: string): TargetLesson {
  const column = columns.find(({ name }) => name === target)!;
  const present =
    column.kind === "number"
      ? (i: number) => !Number.isNaN(column.values[i]!)
      : (i: number) => column.codes[i] !== missingCode(column);
  const cells: ArrayLike<number> = column.kind === "number" ? column.values : column.codes;
  const kept = Uint32Array.from(Array.from({ length: cells.length }, (_, i) => i).filter(present));
  return {
    features: takeMeasured(
      columns.filter((one) => one !== column),
      kept,
    ),
    outcome: Float64Array.from(kept, (i) => cells[i]!),
    target: column,
  };
}

function classesOf(column: CategoryColumn): string[] {
  const classes = column.levels.filter((level) => level !== null);
  if (classes.length <= MOST_CLASSES) return classes;
  throw new ConfigError(
    `mlEfficacy: a target may have ${MOST_CLASSES} classes, got ${classes.length} in ${JSON.stringify(column.name)}; choose another`,
  );
}

function rarer(outcome: Float64Array): number {
  const ones = outcome.filter((c) => c === 1).length;
  return 2 * ones <= outcome.length ? 1 : 0;
}

// The part of ml-cart that is used here; the package carries no types.

declare module "ml-cart" {
  import type { Matrix } from "ml-matrix";

  export class DecisionTreeRegression {
    constructor(options: { minNumSamples?: number; maxDepth?: number });
    train(rows: Matrix, values: number[]): void;
    predict(rows: Matrix): number[];
  }
}

declare module "ml-logistic-regression" {
  import type { Matrix } from "ml-matrix";

  export default class LogisticRegression {
    constructor(options: { numSteps?: number; learningRate?: number });
    /** One against the rest, each by itself: the score of class i is 1 - its probability. */
    readonly classifiers: readonly { testScores(rows: Matrix): number[] }[];
    train(rows: Matrix, classes: Matrix): void;
  }
}

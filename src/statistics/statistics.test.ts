import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { ConfigError, DataError, ShapeError } from "../errors.ts";
import { mean, pearson, spearman } from "./correlation.ts";
import { binEdges, binOf, histogram, valueRange } from "./histogram.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { countBelow, quantile, ranks, sorted, tailProbability } from "./order.ts";
import { averagePrecision, operatingPoints, precisionRecallCurve, rocAuc, rocCurve } from "./ranking.ts";
import { cholesky, choleskySolve, covariance, forwardSolve, logDeterminant, mahalanobisSquared } from "./symmetric.ts";
import { cramersV, ksDistance, totalVariation } from "./two-sample.ts";

// Made by test/fixtures/make_table_statistics.py with numpy, scipy and scikit-learn.
const fixture = JSON.parse(
  readFileSync(new URL("../../test/fixtures/table-statistics.json", import.meta.url), "utf8"),
) as Record<string, Record<string, number[]> & Record<string, number>>;
const { order, correlation, twoSamples, ranking, neighbours, symmetric } = fixture as Record<
  string,
  // biome-ignore lint/suspicious/noExplicitAny: a fixture's parts are numbers or lists of them
  any
>;

function close(got: ArrayLike<number>, expected: ArrayLike<number>, digits = 12): void {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(got[i]).toBeCloseTo(expected[i]!, digits);
}

describe("order statistics", () => {
  it("agree with numpy and scipy", () => {
    const ascending = sorted(order.values);
    close(
      order.levels.map((q: number) => quantile(ascending, q)),
      order.quantiles,
    );
    close(ranks(order.values), order.ranks);
  });

  it("leave NaN out and have no quantile of nothing", () => {
    expect([...sorted([2, Number.NaN, -1])]).toEqual([-1, 2]);
    expect(quantile([], 0.5)).toBeNaN();
    expect(quantile([3], 0.99)).toBe(3);
  });

  it("count what lies below, and give a tail that is never zero", () => {
    expect([0, 1, 2, 5].map((x) => countBelow([1, 1, 2, 4], x))).toEqual([0, 0, 2, 4]);
    expect(tailProbability([1, 2, 3], 9)).toBe(1 / 4);
    expect(tailProbability([1, 2, 3], 2)).toBe(3 / 4);
    expect(tailProbability([1, 2, 3], 0)).toBe(1);
  });
});

describe("correlation", () => {
  it("agrees with scipy", () => {
    expect(pearson(correlation.x, correlation.y)).toBeCloseTo(correlation.pearson, 12);
    expect(spearman(correlation.x, correlation.y)).toBeCloseTo(correlation.spearman, 12);
  });

  it("uses the rows where both are present", () => {
    const x = [1, Number.NaN, 2, 3, 9];
    const y = [2, 5, 4, 6, Number.NaN];
    expect(pearson(x, y)).toBeCloseTo(1, 12);
    expect(spearman(x, y)).toBeCloseTo(1, 12);
  });

  it("is null where a column does not vary, also when its mean is not exact", () => {
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(pearson(new Float64Array(999).fill(1e9 + 0.1), new Generator(1).permutation(999))).toBeNull();
    expect(pearson([1], [2])).toBeNull();
  });

  it("refuses columns of unequal length", () => {
    expect(() => pearson([1, 2], [1])).toThrow(ShapeError);
    expect(mean([1, 2, 6])).toBe(3);
  });
});

describe("distances of two samples", () => {
  it("agree with scipy", () => {
    expect(ksDistance(sorted(twoSamples.a), sorted(twoSamples.b))).toBeCloseTo(twoSamples.ks, 12);
    expect(cramersV(twoSamples.counts, 3)).toBeCloseTo(twoSamples.cramersV, 12);
  });

  it("are 0 for equal and 1 for disjoint samples", () => {
    expect(ksDistance([1, 2, 2], [1, 1, 2, 2, 2, 2])).toBe(0);
    expect(ksDistance([1, 2], [3])).toBe(1);
    expect(ksDistance([], [3])).toBeNaN();
    expect(totalVariation([1, 3], [2, 6])).toBe(0);
    expect(totalVariation([5, 0], [0, 1])).toBe(1);
    expect(() => totalVariation([1], [1, 2])).toThrow(ShapeError);
  });

  it("see a full association, none, and none to be measured", () => {
    expect(cramersV([4, 0, 0, 6], 2)).toBeCloseTo(1, 12);
    expect(cramersV([1, 2, 2, 4], 2)).toBeCloseTo(0, 12);
    expect(cramersV([3, 4, 0, 0], 2)).toBeNull();
  });
});

describe("ranking", () => {
  const { scores, labels } = ranking;

  it("has scikit-learn's areas", () => {
    expect(rocAuc(scores, labels)).toBeCloseTo(ranking.auc, 12);
    expect(averagePrecision(scores, labels)).toBeCloseTo(ranking.averagePrecision, 12);
  });

  it("has scikit-learn's curves", () => {
    const roc = rocCurve(scores, labels);
    close(roc.x, ranking.falsePositiveRates);
    close(roc.y, ranking.truePositiveRates);
    const curve = precisionRecallCurve(scores, labels);
    close(curve.y, ranking.precision);
    close(curve.x, ranking.recall);
  });

  it("counts ties half", () => {
    expect(rocAuc([1, 1, 1, 1], [0, 1, 0, 1])).toBe(0.5);
    expect(rocAuc([0.2, 0.9], [0, 1])).toBe(1);
    expect(rocAuc([0.9, 0.2], [0, 1])).toBe(0);
  });

  it("has no area without both classes", () => {
    expect(rocAuc([1, 2], [1, 1])).toBeNaN();
    expect(averagePrecision([1, 2], [0, 0])).toBeNaN();
    expect(rocAuc([], [])).toBeNaN();
  });

  it("thins long curves to the limit with both ends kept and hardly any area lost", () => {
    const generator = new Generator(3);
    const many = Float64Array.from({ length: 20_000 }, (_, i) => generator.normal() + (i % 4 === 0 ? 1 : 0));
    const truth = many.map((_, i) => (i % 4 === 0 ? 1 : 0));
    const { x, y } = rocCurve(many, truth);
    expect(x.length).toBeLessThanOrEqual(200);
    expect(x.length).toBeGreaterThan(150);
    expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1]);
    const area = x.slice(1).reduce((sum, at, i) => sum + ((at - x[i]!) * (y[i + 1]! + y[i]!)) / 2, 0);
    expect(area).toBeCloseTo(rocAuc(many, truth), 3);
    expect(precisionRecallCurve(many, truth).x.length).toBeLessThanOrEqual(200);
    expect(operatingPoints(many, truth).length).toBe(20_000);
  });

  it("refuses labels that do not fit", () => {
    expect(() => rocAuc([1, 2], [1])).toThrow(ShapeError);
  });
});

describe("histogram", () => {
  it("counts every value once, ends included, and leaves missing and outside ones out", () => {
    const { edges, counts } = histogram([0, 1, 2, 3, 4, Number.NaN, 10], 4, [0, 4]);
    expect(edges).toEqual([0, 1, 2, 3, 4]);
    expect(counts).toEqual([1, 1, 1, 2]);
    expect(histogram([7, 7], 2)).toEqual({ edges: [6.5, 7, 7.5], counts: [0, 2] });
  });

  it("puts values on an edge into the bin that begins there, whatever the rounding", () => {
    const edges = binEdges([0.1, 0.7], 6);
    for (let i = 0; i < 6; i++) expect(binOf(edges, edges[i]!)).toBe(i);
    expect([0.09, 0.7, 0.71].map((x) => binOf(edges, x))).toEqual([-1, 5, 6]);
    expect(binOf(edges, Number.NaN)).toBeNaN();
  });

  it("knows no range of nothing and refuses no bins", () => {
    expect(valueRange([Number.NaN])).toEqual([Number.NaN, Number.NaN]);
    expect(() => binEdges([0, 1], 0)).toThrow(ConfigError);
  });
});

describe("nearestNeighbours", () => {
  const points = Float32Array.from(neighbours.points);
  const queries = Float32Array.from(neighbours.queries);

  it("agrees with scikit-learn", () => {
    const { distances, indices } = nearestNeighbours(points, queries, 3, { k: 3 });
    close(distances, neighbours.distances, 6);
    expect([...indices]).toEqual(neighbours.indices);
  });

  it("leaves a row out of its own neighbours", () => {
    close(nearestNeighbours(points, points, 3, { k: 2, excludeSelf: true }).distances, neighbours.ownDistances, 6);
    expect(Math.max(...nearestNeighbours(points, points, 3).distances)).toBe(0);
  });

  it("finds across blocks what plain search finds", () => {
    const generator = new Generator(5);
    const rows = generator.fillNormal(new Float32Array(611 * 7));
    const asked = generator.fillNormal(new Float32Array(9 * 7));
    const { indices } = nearestNeighbours(rows, asked, 7);
    for (let i = 0; i < 9; i++) {
      const far = Array.from({ length: 611 }, (_, j) => {
        let sum = 0;
        for (let d = 0; d < 7; d++) sum += (rows[j * 7 + d]! - asked[i * 7 + d]!) ** 2;
        return sum;
      });
      expect(indices[i]).toBe(far.indexOf(Math.min(...far)));
    }
  });

  it("refuses torn rows and too few points", () => {
    expect(() => nearestNeighbours(new Float32Array(7), new Float32Array(3), 3)).toThrow(ShapeError);
    expect(() => nearestNeighbours(new Float32Array(3), new Float32Array(3), 3, { excludeSelf: true })).toThrow(
      ConfigError,
    );
  });
});

describe("symmetric matrices", () => {
  const rows = covariance(symmetric.rows, 4);
  const factor = cholesky(rows.covariance, 4);

  it("agree with numpy", () => {
    close(rows.means, symmetric.means);
    close(rows.covariance, symmetric.covariance);
    close(factor, symmetric.cholesky);
    close(choleskySolve(factor, symmetric.b), symmetric.solution, 9);
    expect(logDeterminant(factor, 4)).toBeCloseTo(symmetric.logDeterminant, 10);
    expect(mahalanobisSquared(factor, rows.means, symmetric.x)).toBeCloseTo(symmetric.mahalanobisSquared, 9);
  });

  it("solve by the lower factor alone", () => {
    close(forwardSolve([2, 0, 3, 4], [2, 11]), [1, 2]);
  });

  it("refuse what is not positive definite, and one row", () => {
    expect(() => cholesky([1, 2, 2, 1], 2)).toThrow(DataError);
    expect(() => cholesky([1, 2, 2], 2)).toThrow(ShapeError);
    expect(() => covariance([1, 2], 2)).toThrow(DataError);
    expect(() => covariance([1, 2, 3], 2)).toThrow(ShapeError);
  });
});

// How well scores rank positives before negatives: areas, curves, precision at n. Larger scores mean positive.

import { ShapeError } from "../errors.ts";
import { ascendingOrder } from "./order.ts";

/** A point of both curves: everything with a score of `threshold` or more is called positive. */
export interface Operating {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** A curve to draw, as pairs. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Every distinct threshold from the largest score down, with what it catches. @throws ShapeError when labels do not fit */
export function operatingPoints(scores: ArrayLike<number>, labels: ArrayLike<number>): Operating[] {
  if (scores.length !== labels.length) {
    throw new ShapeError(`operatingPoints: every score needs a label, got ${scores.length} and ${labels.length}`);
  }
  const order = ascendingOrder(scores).reverse();
  const points: Operating[] = [];
  let [truePositives, falsePositives] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    if (labels[order[i]!]!) truePositives++;
    else falsePositives++;
    const threshold = scores[order[i]!]!;
    if (i + 1 === order.length || scores[order[i + 1]!] !== threshold) {
      points.push({ threshold, truePositives, falsePositives });
    }
  }
  return points;
}

/**
 * Area under the ROC curve: the chance that a positive (label other than 0) scores above a negative, ties counted half.
 * NaN without both classes. @throws ShapeError
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const points = operatingPoints(scores, labels);
  const { truePositives: positives = 0, falsePositives: negatives = 0 } = points.at(-1) ?? {};
  let [area, hits, misses] = [0, 0, 0];
  for (const { truePositives, falsePositives } of points) {
    area += ((falsePositives - misses) * (truePositives + hits)) / 2;
    [hits, misses] = [truePositives, falsePositives];
  }
  return area / (positives * negatives);
}

/** Average precision: sum over thresholds of (recall gained) x precision, without interpolation. NaN without positives. @throws ShapeError */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const points = operatingPoints(scores, labels);
  const positives = points.at(-1)?.truePositives ?? 0;
  let [sum, hits] = [0, 0];
  for (const { truePositives, falsePositives } of points) {
    sum += ((truePositives - hits) * truePositives) / (truePositives + falsePositives);
    hits = truePositives;
  }
  return sum / positives;
}

/** ROC curve: x the false positive rate, y the true positive rate, from (0, 0) to (1, 1), at most `limit` points. @throws ShapeError */
export function rocCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, limit = 200): Curve {
  const points = operatingPoints(scores, labels);
  const { truePositives: positives = 0, falsePositives: negatives = 0 } = points.at(-1) ?? {};
  const kept = thin(points, limit - 1);
  return {
    x: [0, ...kept.map((point) => point.falsePositives / negatives)],
    y: [0, ...kept.map((point) => point.truePositives / positives)],
  };
}

/** Precision-recall curve: x the recall, y the precision, from the highest threshold down, at most `limit` points. @throws ShapeError */
export function precisionRecallCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, limit = 200): Curve {
  const points = operatingPoints(scores, labels);
  const positives = points.at(-1)?.truePositives ?? 0;
  const kept = thin(points, limit);
  return {
    x: kept.map((point) => point.truePositives / positives),
    y: kept.map((point) => point.truePositives / (point.truePositives + point.falsePositives)),
  };
}

// Evenly spaced along the ranking, that is by the number of rows caught, first and last always kept.
function thin(points: readonly Operating[], limit: number): readonly Operating[] {
  if (points.length <= limit) return points;
  const caught = (point: Operating) => point.truePositives + point.falsePositives;
  const step = caught(points.at(-1)!) / (limit - 1);
  const kept = [points[0]!];
  let next = step;
  for (const point of points.slice(1, -1)) {
    if (caught(point) < next || kept.length === limit - 1) continue;
    kept.push(point);
    next = (Math.floor(caught(point) / step) + 1) * step;
  }
  kept.push(points.at(-1)!);
  return kept;
}

// How alike one synthetic column is to the real one: shape, coverage, adherence and missing cells.

import { ksDistance, sorted, totalVariation } from "../../statistics/index.ts";
import { type CategoryColumn, type MeasuredColumn, missingCode, type NumberColumn } from "./columns.ts";

/** Scores of one column, in [0, 1], 1 is best; null where a side has no present cells. */
export interface ColumnQuality {
  readonly column: string;
  readonly metric: "KSComplement" | "TVComplement";
  readonly score: number | null;
  /** Share of the real range (numbers, dates) or of the real categories that the synthetic column covers. */
  readonly coverage: number | null;
  /** Share of the synthetic cells inside the real range, or in a real category. */
  readonly adherence: number | null;
  /** Share of missing cells. */
  readonly missingReal: number;
  readonly missingSynthetic: number;
  /** 1 - |difference of the two|. */
  readonly missingSimilarity: number;
}

/** Compares two columns of the same name and kind, categories over the same levels. */
export function columnQuality(real: MeasuredColumn, synthetic: MeasuredColumn): ColumnQuality {
  const [missingReal, missingSynthetic] = [missingShare(real), missingShare(synthetic)];
  const scores =
    real.kind === "number"
      ? numberScores(real, synthetic as NumberColumn)
      : categoryScores(real, synthetic as CategoryColumn);
  return {
    column: real.name,
    ...scores,
    missingReal,
    missingSynthetic,
    missingSimilarity: 1 - Math.abs(missingReal - missingSynthetic),
  };
}

type Scores = Pick<ColumnQuality, "metric" | "score" | "coverage" | "adherence">;

function numberScores(real: NumberColumn, synthetic: NumberColumn): Scores {
  const [a, b] = [sorted(real.values), sorted(synthetic.values)];
  if (a.length === 0 || b.length === 0) return { metric: "KSComplement", score: null, coverage: null, adherence: null };
  const [low, high] = [a[0]!, a.at(-1)!];
  const range = high - low;
  const uncovered = Math.max(0, b[0]! - low) + Math.max(0, high - b.at(-1)!);
  const inside = b.filter((value) => value >= low && value <= high).length;
  return {
    metric: "KSComplement",
    score: 1 - ksDistance(a, b),
    coverage: range === 0 ? (b.includes(low) ? 1 : 0) : Math.max(0, 1 - uncovered / range),
    adherence: inside / b.length,
  };
}

function categoryScores(real: CategoryColumn, synthetic: CategoryColumn): Scores {
  const [p, q] = [countLevels(real), countLevels(synthetic)];
  if (real.codes.length === 0 || synthetic.codes.length === 0) {
    return { metric: "TVComplement", score: null, coverage: null, adherence: null };
  }
  const missing = missingCode(real);
  let [known, covered, present, adhering] = [0, 0, 0, 0];
  for (let level = 0; level < p.length; level++) {
    if (level === missing) continue;
    present += q[level]!;
    if (p[level] === 0) continue;
    known++;
    adhering += q[level]!;
    if (q[level]! > 0) covered++;
  }
  return {
    metric: "TVComplement",
    score: 1 - totalVariation(p, q),
    coverage: known === 0 ? null : covered / known,
    adherence: present === 0 ? null : adhering / present,
  };
}

/** Rows of each level. */
export function countLevels({ codes, levels }: CategoryColumn): Float64Array {
  const counts = new Float64Array(levels.length);
  for (const code of codes) counts[code]!++;
  return counts;
}

function missingShare(column: MeasuredColumn): number {
  const cells: ArrayLike<number> = column.kind === "number" ? column.values : column.codes;
  const missing = column.kind === "number" ? Number.NaN : missingCode(column);
  let count = 0;
  for (let i = 0; i < cells.length; i++) if (Object.is(cells[i], missing)) count++;
  return cells.length === 0 ? 0 : count / cells.length;
}

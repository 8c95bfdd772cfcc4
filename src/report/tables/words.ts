// What a comparison of tables says in plain words: one paragraph, and tiles.

import type { TablePrivacy } from "../../metrics/index.ts";
import type { TableComparison } from "../../tasks/index.ts";
import type { Markup } from "../escape.ts";
import { count, formatNumber } from "../numbers.ts";
import { tile } from "../tiles.ts";

/** A score in [0, 1] with three decimals; a dash where it could not be measured. */
export function score(value: number | null | undefined): string {
  return value === null || value === undefined ? "\u2013" : value.toFixed(3);
}

/** How good the synthetic rows are, in a few sentences. */
export function comparisonVerdict({ rows, quality, holdoutQuality, detection, privacy }: TableComparison): string {
  const beside = (key: "columnShapes" | "columnPairTrends", words: string) =>
    holdoutQuality ? ` (${words}${score(holdoutQuality[key])})` : "";
  const columns = `columns agree to ${score(quality.columnShapes)}${beside("columnShapes", "other real rows: ")}`;
  const pairs = `pairs of columns to ${score(quality.columnPairTrends)}${beside("columnPairTrends", "")}`;
  return [
    `${count(rows.synthetic, "synthetic row")} beside ${formatNumber(rows.real)} real ones: ${columns} and ${pairs}, 1 being identical.`,
    ...(detection ? [detectionWords(detection.auc)] : []),
    ...(privacy ? [`${leakWords(privacy)[2]}.`] : []),
  ].join(" ");
}

function detectionWords(auc: number): string {
  const how =
    auc < 0.53
      ? "cannot tell them from real rows"
      : auc < 0.62
        ? "can hardly tell them from real rows"
        : auc < 0.75
          ? "tells them from real rows better than by chance"
          : auc < 0.9
            ? "mostly tells them from real rows"
            : "tells them from real rows almost every time";
  return `A classifier ${how}: AUC ${score(auc)}, where 0.5 is guessing and 1 is always right.`;
}

// Value, unit, sentence.
function leakWords({ measures }: TablePrivacy): [string, string, string] {
  const weak = measures.filter(({ finding }) => finding === "weak").length;
  const clear = measures.filter(({ finding }) => finding === "clear").length;
  const of = `of ${count(measures.length, "measure")}`;
  if (clear > 0)
    return [
      String(clear),
      `${of} ${clear === 1 ? "is" : "are"} clear`,
      `${clear} ${of} of leaks ${clear === 1 ? "is" : "are"} clear: training rows show through`,
    ];
  if (weak > 0)
    return [
      String(weak),
      `${of} ${weak === 1 ? "is" : "are"} weak, none clear`,
      `${weak} ${of} of leaks ${weak === 1 ? "shows" : "show"} a weak sign, none a clear one`,
    ];
  return ["none", `found by ${count(measures.length, "measure")}`, "No measure finds training rows in them"];
}

/** The numbers that count, each beside what it could be. */
export function comparisonTiles(comparison: TableComparison): Markup[] {
  const { quality, holdoutQuality, independentQuality, detection, efficacy, privacy } = comparison;
  const others = (key: "columnShapes" | "columnPairTrends" | "overall") =>
    [
      ...(holdoutQuality ? [`other real rows ${score(holdoutQuality[key])}`] : []),
      ...(key === "columnShapes" ? [] : [`shuffled columns ${score(independentQuality[key])}`]),
    ].join(", ") || "1 is best";
  return [
    tile("Column shapes", score(quality.columnShapes), others("columnShapes"), DEFINITIONS.shapes),
    tile("Pair trends", score(quality.columnPairTrends), others("columnPairTrends"), DEFINITIONS.pairs),
    ...(detection
      ? [
          tile(
            "Detection AUC",
            score(detection.auc),
            `\u00b1 ${score(detection.standardError)}; 0.5 cannot be told`,
            DEFINITIONS.detection,
          ),
        ]
      : []),
    ...(efficacy ? [efficacyTile(efficacy)] : []),
    ...(privacy ? [tile("Leaks", ...(leakWords(privacy).slice(0, 2) as [string, string]), DEFINITIONS.leaks)] : []),
    tile("Overall", score(quality.overall), others("overall"), DEFINITIONS.overall),
  ];
}

function efficacyTile(efficacy: NonNullable<TableComparison["efficacy"]>): Markup {
  if (efficacy.task === "regression") {
    const { real, synthetic } = efficacy.mean;
    return tile(
      "Learned from them",
      score(synthetic.r2),
      `R\u00b2 of ${efficacy.target}; from real rows ${score(real.r2)}`,
      DEFINITIONS.efficacy,
    );
  }
  const { real, synthetic } = efficacy.mean;
  return tile(
    "Learned from them",
    score(synthetic.accuracy),
    `accuracy of ${efficacy.target}; from real rows ${score(real.accuracy)}`,
    DEFINITIONS.efficacy,
  );
}

/** What the numbers mean. */
export const DEFINITIONS = {
  shapes:
    "Mean over columns of 1 \u2212 the Kolmogorov\u2013Smirnov distance (numbers, dates) or 1 \u2212 the total variation (categories) of real and synthetic cells. 1 is best.",
  pairs:
    "Mean over pairs of columns of 1 \u2212 half the difference of Pearson's correlations (two numbers), otherwise 1 \u2212 the total variation of the joint table, numbers cut into ten bins. 1 is best.",
  overall: "Mean of column shapes and pair trends, as SDMetrics defines it. 1 is best.",
  detection:
    "Area under the ROC curve of bagged trees that learn to tell synthetic rows from real ones, on rows they did not learn from. 0.5: cannot be told, 1: always told.",
  efficacy:
    "Models learn the target from synthetic rows and from as many real ones; both are tested on held-out real rows. Mean over the models.",
  leaks: "Measures of whether training rows show through, each beside what rows that no model saw give.",
} as const;

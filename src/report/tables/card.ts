// The parts of a model card that only a model of a table has.

import type { TableSchema } from "../../data/index.ts";
import type { Overview } from "../../tasks/index.ts";
import { escapeMarkdown } from "../escape.ts";
import { formatNumber } from "../numbers.ts";
import { encodingText, holds } from "./columns-card.ts";
import { score } from "./words.ts";

const MOST = 200;

/** Columns with their types, what they hold and how the model sees them. */
export function columnLines({ columns }: TableSchema): string[] {
  const lines = columns.slice(0, MOST).map(({ name, type, ...column }) => {
    const what = holds({ name, type, ...column });
    const seen = column.encoding ? encodingText(column.encoding) : "left out of the model";
    return `  - ${escapeMarkdown(name)}: ${type}${what === "" ? "" : `, ${escapeMarkdown(what)}`} (${escapeMarkdown(seen)})`;
  });
  const rest = columns.length - lines.length;
  return ["- columns:", ...lines, ...(rest > 0 ? [`  - and ${formatNumber(rest)} more`] : [])];
}

/** Numbers of synthetic rows beside real ones. */
export function comparisonPart({ table }: Overview): string {
  if (table === undefined) return "";
  const { rows, quality, holdoutQuality, independentQuality, detection, efficacy, privacy } = table;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const other = (key: "columnShapes" | "columnPairTrends" | "overall") => score(holdoutQuality?.[key]);
  const measures = [
    ["Column shapes", score(quality.columnShapes), other("columnShapes")],
    ["Pair trends", score(quality.columnPairTrends), other("columnPairTrends")],
    ["Overall (SDMetrics)", score(quality.overall), other("overall")],
    ...(detection ? [["Detection AUC", score(detection.auc), "0.500"]] : []),
    ...(efficacy?.task === "classification"
      ? [
          [
            `Accuracy of ${efficacy.target}, learned from them`,
            score(efficacy.mean.synthetic.accuracy),
            score(efficacy.mean.real.accuracy),
          ],
        ]
      : []),
    ...(efficacy?.task === "regression"
      ? [
          [
            `R2 of ${efficacy.target}, learned from them`,
            score(efficacy.mean.synthetic.r2),
            score(efficacy.mean.real.r2),
          ],
        ]
      : []),
  ].map(([name, ...rest]) => line([escapeMarkdown(name!), ...rest]));
  const leaks = privacy?.measures.map(({ words }) => `- ${escapeMarkdown(words)}`) ?? [];
  return [
    "## Synthetic rows",
    `${formatNumber(rows.synthetic)} synthetic rows beside ${formatNumber(rows.real)} training rows. Columns of the training part, each shuffled by itself, would reach ${score(independentQuality.overall)} overall and ${score(independentQuality.columnPairTrends)} in pair trends: pair trends and detection (0.5 cannot be told, 1 always told) say more than the overall score.`,
    [line(["", "synthetic", "other real rows"]), line(["---", "---:", "---:"]), ...measures].join("\n"),
    ...(leaks.length > 0 ? [leaks.join("\n")] : []),
    "`report.html` shows all columns and pairs, `report.json` holds all numbers.",
  ].join("\n\n");
}

/** What a model of a table can do, and how to ask for it. */
export function tableGuide({ table, file }: Overview): string {
  const verbs = [
    ...(table ? ["npx vaekit synth . -n 1000 --seed 1 --out synthetic.csv   # new rows"] : []),
    "npx vaekit impute . DATA --out filled.csv   # missing cells filled, the others as they are",
    "npx vaekit score . DATA --out scores.csv   # how strange each row is",
    "npx vaekit encode . DATA --out z.npy   # rows as points",
  ];
  const synth = `import { loadModel, synth } from "vaekit";
import { nodeRuntime } from "vaekit/runtime/node";
import { folderStore } from "vaekit/tasks/node";

const trained = await loadModel(folderStore("."));
const { table } = await synth(nodeRuntime(), trained, { count: 1000, seed: 1 });
console.log(table.columns.map(({ name, cells }) => [name, cells.values[0]]));`;
  const size = file.schema.kind === "table" ? file.schema.columns.filter(({ encoding }) => encoding).length : 0;
  return `## Use

It makes new rows, fills missing cells, scores rows by how strange they are, and turns rows into points.

### Command line

\`\`\`sh
${verbs.join("\n")}
\`\`\`
${table ? `\n### TypeScript\n\n\`\`\`ts\n${synth}\n\`\`\`\n` : ""}
### ONNX

\`onnx/encoder.onnx\` and \`onnx/decoder.onnx\` work on rows of float32 [n, ${2 * size}]: the codes of the ${size} columns that the model sees (-1 missing, -2 not known), then their values. \`config.json\` says under \`schema.columns\` how cells become codes and values; the commands above do it for you.`;
}

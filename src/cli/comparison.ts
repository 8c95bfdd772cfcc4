// Runs side by side on the terminal, and what a page of them shows beside the numbers.

import type { DataBundle } from "../data/index.ts";
import { VaekitError } from "../errors.ts";
import type { Runtime } from "../runtime/index.ts";
import { type ComparedPictures, comparePictures, latentWidth, type RunComparison } from "../tasks/index.ts";
import { loadRun } from "../tasks/node.ts";
import { ownData } from "./input.ts";
import { formatNumber, formatSeconds, formatTable } from "./table.ts";

const TERMINAL = 110;

/** Numbers and differing settings; the best of each number has a star. */
export function comparisonText({ runs, measures, differences, notes }: RunComparison): string {
  const lines: string[][] = [
    ["preset", ...runs.map(({ file }) => file.config.preset)],
    ["latents", ...runs.map(({ file }) => formatNumber(latentWidth(file)))],
    ["parameters", ...runs.map(({ parameters }) => formatNumber(parameters))],
    ["epochs", ...runs.map(({ epochs }) => formatNumber(epochs))],
    ["measured on", ...runs.map(({ file: { results = {} } }) => `${results.count} ${results.part} items`)],
    ["trained in", ...runs.map(({ seconds }) => formatSeconds(seconds))],
    ...measures.map(({ label, values, best }) => [
      label,
      ...values.map((value, i) => {
        const star = best.length === 0 ? "" : best.includes(i) ? " *" : "  ";
        return value === undefined ? `-${star}` : `${formatNumber(value)}${star}`;
      }),
    ]),
  ];
  const header = ["run", ...runs.map(({ name }) => name)];
  const settings = differences.map(({ path, values }) => [path, ...values.map(valueText)]);
  const marked = measures.some(({ best }) => best.length > 0);
  return [
    sideBySide(header, lines),
    ...(marked ? ["* the best, where one way is better"] : []),
    ...notes.map((note) => `\nnote: ${note}`),
    ...(settings.length > 0
      ? [`\nsettings that differ\n${sideBySide(header, settings)}`]
      : ["\nthe settings are the same"]),
  ].join("\n");
}

// Runs as columns where they fit, else as rows.
function sideBySide(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const columns = aligned([header, ...lines]);
  const fits = Math.max(...columns.split("\n").map(({ length }) => length)) <= (process.stdout.columns ?? TERMINAL);
  if (fits || header.length <= 3) return columns;
  return aligned(header.map((name, i) => [name, ...lines.map((line) => (i === 0 ? line[0]! : line[i]!))]));
}

// Numbers to the right in every column but the first, stars beside them.
function aligned(rows: readonly (readonly string[])[]): string {
  const width = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return formatTable(rows.map((row) => row.map((cell, c) => (c === 0 ? cell : cell.padStart(width[c]!))))).trimEnd();
}

/** A value of a config, short: as JSON, or where that is long, its words alone. */
export function valueText(value: unknown): string {
  if (value === undefined) return "-";
  const json = typeof value === "string" ? value : JSON.stringify(value);
  const text = json.length > 40 ? leavesOf(value).join(" ") : json;
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function leavesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.values(value).flatMap(leavesOf);
}

/** Pictures of the first runs of a comparison; undefined where none is of pictures. `most` runs are shown. */
export async function gatherPictures(
  runtime: Runtime,
  { runs, sameData }: RunComparison,
  most: number,
): Promise<ComparedPictures | undefined> {
  const shown = runs
    .map(({ name, path, file }, index) => ({ name, index, file, load: () => loadRun(path) }))
    .filter(({ file }) => file.schema.kind === "image")
    .slice(0, most);
  if (shown.length === 0) return undefined;
  const data = sameData
    ? await dataOf(shown[0]!.file)
    : "Reconstructions are left out: the runs are of different data, so no picture is held out from all of them.";
  return comparePictures(runtime, shown, data);
}

// The data of runs, or why there is none.
async function dataOf(file: RunComparison["runs"][number]["file"]): Promise<DataBundle | string> {
  try {
    return await ownData(file);
  } catch (error) {
    if (!(error instanceof VaekitError)) throw error;
    return `Reconstructions are left out: the data cannot be opened again (${error.message.split("; give DATA")[0]}).`;
  }
}

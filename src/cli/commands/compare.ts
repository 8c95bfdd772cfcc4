// vaekit compare

import type { Command } from "commander";
import { ConfigError } from "../../errors.ts";
import { compareRuns, type RunComparison, shortNames } from "../../tasks/index.ts";
import { existingRun } from "../../tasks/node.ts";
import { comparisonText, gatherPictures } from "../comparison.ts";
import { openRuntime } from "../input.ts";
import { type RuntimeOptions, withRuntime } from "../options.ts";
import { outputFile, print, printJson, remark } from "../output.ts";

interface Options extends RuntimeOptions {
  readonly report?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  vaekit compare runs/a runs/b
  vaekit compare runs/digits-* --report compare.html
  vaekit compare runs/a runs/b --json

Numbers are those of each run's last evaluation, on its test part where it has one. The report shows the curves of all
runs over each other and, for pictures, samples with the same seed and the same held-out items restored.`;

// More rows of pictures say little more.
const MOST_PICTURED = 12;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<runs...>", "folders that train wrote, finished")
    .option("--report <file>", "also write a page: .html")
    .option("--overwrite", "replace the page if it exists")
    .option("--json", "print one JSON object");
  withRuntime(command).addHelpText("after", EXAMPLES).action(run);
}

async function run(paths: readonly string[], options: Options): Promise<void> {
  const { report, overwrite, json } = options;
  checkPaths(paths);
  const file =
    report === undefined ? undefined : await outputFile({ out: report, overwrite: overwrite ?? false }, ["html"]);
  const names = shortNames(paths);
  const named = [];
  for (const [i, path] of paths.entries()) named.push({ name: names[i]!, store: await existingRun(path) });
  const comparison = await compareRuns(named);
  if (file) {
    const { renderComparison } = await import("../../report/index.ts");
    const pictures = await gatherPictures(await openRuntime(options), comparison, MOST_PICTURED);
    await file.save(renderComparison(comparison, pictures));
  }
  if (json) printJson({ ...jsonOf(comparison), ...(file && { report: file.path }) });
  else print(comparisonText(comparison));
  if (file && !json) remark(`report: ${file.path}`);
}

function checkPaths(paths: readonly string[]): void {
  const whole = paths.map((path) => path.replace(/[\\/]+$/, ""));
  const twice = whole.find((path, i) => whole.indexOf(path) !== i);
  if (twice !== undefined) throw new ConfigError(`compare: each run once, got ${twice} twice; leave one out`);
  if (paths.length < 2) {
    throw new ConfigError(`compare: needs two runs or more, got ${paths[0]}; for one run use: vaekit info ${paths[0]}`);
  }
}

/** A comparison as scripts want it: by run, then by field. */
function jsonOf({ runs, measures, differences, sameData, notes }: RunComparison): object {
  return {
    runs: runs.map(({ name, path, file, parameters, epochs, seconds }, i) => ({
      name,
      run: path,
      data: file.data.name,
      preset: file.config.preset,
      parameters,
      epochs,
      seconds,
      part: file.results?.part,
      count: file.results?.count,
      ...Object.fromEntries(measures.flatMap(({ key, values }) => (values[i] === undefined ? [] : [[key, values[i]]]))),
    })),
    best: Object.fromEntries(
      measures.flatMap(({ key, best }) => (best.length > 0 ? [[key, best.map((i) => runs[i]!.name)]] : [])),
    ),
    differences: Object.fromEntries(
      differences.map(({ path, values }) => [path, values.map((value) => value ?? null)]),
    ),
    sameData,
    notes,
  };
}

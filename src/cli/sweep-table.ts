// The outcome of a sweep on the terminal: settings or runs, best first.

import {
  fieldNames,
  meanShown,
  rankOutcomes,
  type SweepConfig,
  type SweepOutcome,
  type SweepRun,
  settingsOf,
} from "../tasks/index.ts";
import { valueText } from "./comparison.ts";
import { formatNumber, formatSeconds, formatTable } from "./table.ts";

const MOST_ROWS = 30;

/** Runs by their measure, best first; where settings are repeated, the settings by their mean. */
export function sweepTable(config: SweepConfig, outcomes: readonly SweepOutcome[]): string {
  const rows = config.repeats > 1 ? settingRows(config, outcomes) : runRows(config, outcomes);
  const names = fieldNames(config.axes.map(({ path }) => path));
  const header = [
    "",
    ...names,
    config.measure,
    ...fieldNames(config.show),
    ...(config.repeats > 1 ? ["std. deviation", "runs", "best run"] : ["seconds", "run"]),
  ];
  const table = formatTable(rows.slice(0, MOST_ROWS), header).trimEnd();
  const rest = rows.length - MOST_ROWS;
  return rest > 0 ? `${table}\n... ${rest} more in sweep.json and in the report` : table;
}

function runRows(config: SweepConfig, outcomes: readonly SweepOutcome[]): string[][] {
  return rankOutcomes(outcomes, config.measure).map(({ run, state, measure, shown, seconds }, i) => [
    measure === undefined ? "-" : String(i + 1),
    ...valuesOf(config, run.values),
    measure !== undefined ? formatNumber(measure) : state === "finished" ? "no number" : state,
    ...config.show.map((name) => numberText(shown?.[name])),
    seconds === undefined ? "" : formatSeconds(seconds),
    run.name,
  ]);
}

function settingRows(config: SweepConfig, outcomes: readonly SweepOutcome[]): string[][] {
  return settingsOf(outcomes, config.measure).map(({ values, mean, deviation, outcomes: runs }, i) => [
    String(i + 1),
    ...valuesOf(config, values),
    formatNumber(mean),
    ...config.show.map((name) => numberText(meanShown(runs, name))),
    deviation === undefined ? "" : formatNumber(deviation),
    `${runs.filter(({ measure }) => measure !== undefined).length} of ${runs.length}`,
    rankOutcomes(runs, config.measure)[0]!.run.name,
  ]);
}

const valuesOf = ({ axes }: SweepConfig, values: SweepRun["values"]): string[] =>
  axes.map(({ path }) => valueText(values[path]));

const numberText = (value: number | undefined): string => (value === undefined ? "" : formatNumber(value));

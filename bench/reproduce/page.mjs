// Writes docs/results/reproductions.md from the records of measured runs.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { experiments } from "./experiments.mjs";

/** `folder` holds the records; the page lies beside it. */
export function writePage(folder) {
  const records = experiments
    .map((experiment) => ({ experiment, file: join(folder, `${experiment.name}.json`) }))
    .filter(({ file }) => existsSync(file))
    .map(({ experiment, file }) => ({ ...JSON.parse(readFileSync(file, "utf8")), ...experiment }));
  const found = Object.fromEntries(records.map((record) => [record.name, record]));
  const published = records.filter((record) => record.published !== undefined);
  const pairs = records.filter(({ against }) => against !== undefined && found[against] !== undefined);
  const page = [
    "# Published numbers again",
    "",
    "Each line is a published setting, trained and measured here the way its source did it, by `node bench/reproduce/run.mjs NAME`",
    "with `VAEKIT_DATA` set to the folder of benchmark data. What the settings leave out is said in",
    "[experiments.mjs](../../bench/reproduce/experiments.mjs). One run each, one thread of a shared two-core machine, so that",
    "the seconds are upper bounds. Each name links to the whole record, config included.",
    "",
    "| run | what | published | agrees from - to | ours | difference | agrees | training, s | measuring, s |",
    "|---|---|---|---|---|---|---|---|---|",
    ...published.map(publishedRow),
    "",
    ...published.filter(({ reference }) => reference).map(({ name, reference }) => `${name}: ${reference}.\n`),
    ...secondsOf(folder),
    "## Methods against their plain counterpart",
    "",
    "Pairs of runs that differ in one part.",
    "",
    "| method | what | plain | ours | better | training, s |",
    "|---|---|---|---|---|---|",
    ...pairs.map((record) => pairRow(record, found[record.against])),
    "",
  ];
  writeFileSync(join(folder, "..", "reproductions.md"), page.join("\n"));
}

// The example of TensorFlow.js, beside TensorFlow.js itself.
function secondsOf(folder) {
  const file = join(folder, "fashion-seconds.json");
  if (!existsSync(file)) return [];
  const { command, contestants, load } = JSON.parse(readFileSync(file, "utf8"));
  const of = ({ name, seconds, medianMs, reason }) =>
    reason === undefined
      ? `${name}: ${Math.round(seconds)} s (${medianMs.toFixed(1)} ms a step)`
      : `${name}: ${reason}`;
  const text = contestants.map(of).join("; ");
  return [
    `Training fashion-tfjs in seconds, steps taken in turns (\`${command}\`, load ${load.toFixed(1)}): ${text}.`,
    "",
  ];
}

const link = (name) => `[${name}](reproductions/${name}.json)`;
const yes = (value) => (value ? "yes" : "**no**");

function publishedRow({ name, what, published, ours, agrees: [from, to], trainingSeconds, measuringSeconds }) {
  const difference = typeof published === "number" ? (ours - published).toFixed(2) : "";
  const agrees = yes(ours >= from && ours <= to);
  const numbers = [
    published,
    `${from} - ${to}`,
    ours.toFixed(2),
    difference,
    agrees,
    trainingSeconds,
    measuringSeconds,
  ];
  return `| ${[link(name), what, ...numbers].join(" | ")} |`;
}

function pairRow({ name, what, ours, better, trainingSeconds }, plain) {
  const digits = Math.min(ours, plain.ours) < 10 ? 3 : 2;
  const won = better === "lower" ? ours < plain.ours : ours > plain.ours;
  const numbers = [plain.ours.toFixed(digits), ours.toFixed(digits), yes(won)];
  const names = `${link(name)} against ${link(plain.name)}`;
  return `| ${[names, `${plain.what}; ${what}`, ...numbers, `${plain.trainingSeconds}, ${trainingSeconds}`].join(" | ")} |`;
}

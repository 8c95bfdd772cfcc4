// What was measured as text: Markdown tables, which read well in a terminal too.

const align = (rows) => {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join("\n");
};

const verdict = ({ met, reason }) => (reason !== undefined ? "-" : met ? "yes" : "no");

/** Table of targets. */
export function targetTable(rows) {
  const cells = rows.map((row) => [row.what, row.target, row.text ?? `not measured: ${row.reason}`, verdict(row)]);
  return align([["what", "target", "measured", "met"], ...cells]);
}

const milliseconds = ({ medianMs, lowerQuartileMs, upperQuartileMs, reason } = {}) => {
  if (medianMs === undefined) return reason ?? "";
  const digits = medianMs < 100 ? 2 : 0;
  return `${medianMs.toFixed(digits)} (${lowerQuartileMs.toFixed(digits)}-${upperQuartileMs.toFixed(digits)})`;
};

/** Table of step times: a row per contestant, a column per workload. */
export function stepTable(workloads) {
  const names = Object.keys(workloads);
  const contestants = [...new Set(names.flatMap((name) => workloads[name].map((record) => record.name)))];
  const find = (workload, name) => workloads[workload].find((record) => record.name === name);
  const rows = contestants.map((name) => [name, ...names.map((workload) => milliseconds(find(workload, name)))]);
  return align([["contestant", ...names.map((name) => name.replace(" ", ", batch "))], ...rows]);
}

const QUARTILES = "Milliseconds a step: median, and the quartiles in brackets.";

function measured({ machine, date, load, versions }) {
  const used = Object.entries(versions)
    .filter(([, version]) => version)
    .map(([name, version]) => `${name} ${version}`);
  return `Measured ${date} on ${machine}, load ${load.toFixed(1)} at the start. Versions: ${used.join(", ")}.`;
}

/** Targets and steps beside peers, as they go into the page between its markers. */
export function markdown(record) {
  const { rows, node, browser } = record;
  const parts = [measured(record), targetTable(rows)];
  if (node) parts.push(`### Steps in Node\n\n${QUARTILES}`, stepTable(node));
  if (browser) parts.push(`### Steps in Chromium\n\n${QUARTILES}`, stepTable(browser));
  return parts.join("\n\n");
}

/** Steps of the methods and their likelihoods, as they go into the page between its markers. */
export function methodsMarkdown(record) {
  const { methods } = record;
  return [`${measured(record)} ${QUARTILES} Batch 100.`, methodTable(methods), ...methods.map(likelihoodLine)].join(
    "\n\n",
  );
}

/** Table of the methods' step times, a column per number of threads. */
function methodTable(methods) {
  const rows = methods[0].steps.map(({ name }, i) => [name, ...methods.map(({ steps }) => milliseconds(steps[i]))]);
  return align([["step", ...methods.map(({ threads }) => `${threads} T`)], ...rows]);
}

// Floating-point operations of the products for one item and one draw: the decoder 50-200-200-784.
const PAIR = 2 * (50 * 200 + 200 * 200 + 200 * 784);

function likelihoodLine({ threads, pairsPerSecond, productsPerSecond }) {
  const minutes = (10_000 * 5000) / pairsPerSecond / 60;
  const rate = (perSecond) => `${((perSecond * PAIR) / 1e9).toFixed(1)} GFLOP/s`;
  return [
    `Likelihood by importance sampling of the one-layer model (50-200-200-784), ${threads} T:`,
    `${Math.round(pairsPerSecond).toLocaleString("en-US")} items x samples a second, ${minutes.toFixed(1)} minutes for 10,000 items with 5,000 samples;`,
    `${rate(pairsPerSecond)} in products, ${((100 * pairsPerSecond) / productsPerSecond).toFixed(0)} % of the products alone (${rate(productsPerSecond)}).`,
  ].join(" ");
}

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

/** Everything, as it goes into the page between its markers. */
export function markdown({ machine, date, load, versions, rows, node, browser }) {
  const used = Object.entries(versions)
    .filter(([, version]) => version)
    .map(([name, version]) => `${name} ${version}`);
  const parts = [
    `Measured ${date} on ${machine}, load ${load.toFixed(1)} at the start. Versions: ${used.join(", ")}.`,
    targetTable(rows),
  ];
  const quartiles = "Milliseconds a step: median, and the quartiles in brackets.";
  if (node) parts.push(`### Steps in Node\n\n${quartiles}`, stepTable(node));
  if (browser) parts.push(`### Steps in Chromium\n\n${quartiles}`, stepTable(browser));
  return parts.join("\n\n");
}

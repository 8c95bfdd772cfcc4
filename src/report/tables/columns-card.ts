// A table's columns in words: what each holds, how much is missing, how the model sees it.

import { type Encoding, type TableColumn, type TableSchema, valueFormat } from "../../data/index.ts";
import { html, type Markup } from "../escape.ts";
import { count, formatNumber, percent } from "../numbers.ts";
import { scrolling } from "../rows.ts";

const MOST = 300;

/** All columns as a table. */
export function columnsTable({ columns, rows }: TableSchema): Markup {
  const row = (column: TableColumn) =>
    html`<tr><th scope="row">${column.name}</th><td class="text">${column.type}</td><td>${missingText(column, rows)}</td><td class="text">${holds(column)}</td><td class="text soft">${seen(column)}</td></tr>`;
  const rest = columns.length - MOST;
  return html`<h3>Columns</h3>
${scrolling(
  "Columns",
  html`<table class="columns">${rest > 0 && html`<caption>${count(rest, "further column")} not shown.</caption>`}<thead><tr><th scope="col" class="text">column</th><th scope="col" class="text">type</th><th scope="col">missing</th><th scope="col" class="text">holds</th><th scope="col" class="text">what the model sees</th></tr></thead><tbody>${columns.slice(0, MOST).map(row)}</tbody></table>`,
)}`;
}

/** `15 columns: 6 integer, 9 categorical`. */
export function columnsText({ columns }: TableSchema): string {
  const types = new Map<string, number>();
  for (const { type } of columns) types.set(type, (types.get(type) ?? 0) + 1);
  return `${count(columns.length, "column")}: ${[...types].map(([type, n]) => `${n} ${type}`).join(", ")}`;
}

/** What a column holds: a range, or its most frequent levels. */
export function holds(column: TableColumn): string {
  const { levels, number, date } = column;
  if (levels) {
    const top = [...levels].sort((a, b) => b.count - a.count).slice(0, 3);
    const rest = levels.length - top.length;
    return `${top.map(({ text }) => shortened(text)).join(", ")}${rest > 0 ? ` and ${formatNumber(rest)} more` : ""}`;
  }
  const facts = number ?? date;
  if (facts === undefined) return "";
  const write = valueFormat(column);
  const special = number?.inflatedAt === undefined ? "" : `, often ${write(number.inflatedAt)}`;
  return `${write(facts.min)} to ${write(facts.max)}${special}`;
}

function missingText({ missing }: TableColumn, rows: number): string {
  return missing === 0 ? "\u2013" : percent(missing / Math.max(1, rows));
}

function seen({ type, encoding, note }: TableColumn): string {
  if (encoding) return encodingText(encoding);
  const why = note === undefined ? "" : `: ${note}`;
  if (type === "identifier") return `left out, made anew for synthetic rows${why}`;
  return `left out${why}`;
}

/** An encoding in words. */
export function encodingText(encoding: Encoding): string {
  if (encoding.kind === "levels") {
    const { levels, pooled } = encoding;
    const rare = pooled ? `, ${count(pooled.levels.length, "rare one")} pooled` : "";
    return `${count(levels.length, "level")}${rare}`;
  }
  const { atoms, parts, transform } = encoding;
  const own =
    atoms.length === 0
      ? []
      : [
          parts.kind === "none"
            ? `${count(atoms.length, "value")}, each by itself`
            : `${count(atoms.length, "frequent value")} by ${atoms.length === 1 ? "itself" : "themselves"}`,
        ];
  const line = {
    none: [],
    bins: [parts.kind === "bins" ? count(parts.bins.length, "bin") : ""],
    modes: [parts.kind === "modes" ? `mixture of ${count(parts.modes.length, "normal")}` : ""],
    scaled: ["standardised"],
    quantile: ["normal score of the rank"],
  }[parts.kind];
  const scale = transform.kind === "log" && parts.kind !== "none" ? ["log scale"] : [];
  return [...own, ...line, ...scale].join(", ");
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}\u2026` : text;
}

// A row as a form: each cell beside what the model makes of it; blank cells are gaps that it can fill.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { latest } from "../../state/latest.ts";
import { messageOf } from "../../state/problems.ts";
import { seed } from "../../state/seed.ts";
import { model } from "../../state/session.ts";
import { worker } from "../../state/worker.ts";
import { text } from "../../text/index.ts";
import type { FilledGap, FormColumn, RowCells } from "../../worker/restore.ts";
import { askCells, cells, columns, index, look, lookProblem, part } from "./state.ts";

const filled = signal<readonly FilledGap[]>([]);
const filling = signal(false);
const fillProblem = signal<string | undefined>(undefined);

const askFilled = latest(
  ({ row, key }: { readonly row: RowCells; readonly key: number }) => {
    filling.value = true;
    return worker.fillGaps(row, key);
  },
  (found) => {
    filling.value = false;
    filled.value = found;
    fillProblem.value = undefined;
  },
  (error) => {
    filling.value = false;
    fillProblem.value = messageOf(error);
  },
);

/** The card. */
export function RowForm() {
  const words = text.value.reconstruct;
  const row = cells.value;
  const found = look.value;
  const table = model.value?.kind === "table";
  const gaps = row?.some((cell) => cell === null) ?? false;
  const resting = model.value?.status !== "training";
  useEffect(() => {
    filled.value = [];
    if (row && table && gaps && resting && model.value?.variational) askFilled({ row, key: seed.value });
  }, [row, table, gaps, resting, seed.value]);
  if (row === undefined) return null;
  const restored = found?.restored.kind === "rows" ? found.restored.rows[0] : undefined;
  const set = (at: number, cell: string | null) => {
    cells.value = row.map((old, i) => (i === at ? cell : old));
  };
  return (
    <section class="card" aria-labelledby="form-title">
      <div class="heading">
        <h3 id="form-title">{words.form}</h3>
        <button
          type="button"
          class="small"
          onClick={() => part.value && askCells({ part: part.value.part, index: index.value })}
        >
          {words.reset}
        </button>
      </div>
      <p class="soft">{words.formNote}</p>
      {lookProblem.value && <p class="notice bad">{lookProblem.value}</p>}
      {gaps && table && !resting && <p class="soft">{words.fillAfter}</p>}
      {fillProblem.value && gaps && !lookProblem.value && <p class="notice">{fillProblem.value}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll tall" tabIndex={0} aria-label={words.form}>
        <table class="cells form">
          <thead>
            <tr>
              <th scope="col">{words.column}</th>
              <th scope="col">{words.value}</th>
              <th scope="col">{words.back}</th>
              <th scope="col">{table ? words.surprise : words.deviations}</th>
              {gaps && table && <th scope="col">{words.filled}</th>}
            </tr>
          </thead>
          <tbody>
            {columns.value.map((column, i) => (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td>
                  <Cell column={column} value={row[i] ?? null} onChange={(cell) => set(i, cell)} />
                </td>
                <td class={!table || restored?.[i] === row[i] ? "same" : "other"}>{restored?.[i]}</td>
                <td class="value">
                  <Amount
                    value={table ? found?.cells?.[i] : row[i] === null ? undefined : found?.difference[i]}
                    full={table ? 8 : 2}
                  />
                </td>
                {gaps && table && <td>{row[i] === null && <Filled column={column} />}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

// A number with a bar of its size, full at `full`.
function Amount({ value, full }: { readonly value: number | undefined; readonly full: number }) {
  const { common } = text.value;
  if (value === undefined || Number.isNaN(value)) return <>–</>;
  return (
    <span class="amount">
      <i style={{ width: `${Math.min(100, (100 * Math.abs(value)) / full)}%` }} />
      {common.number(value, 3)}
    </span>
  );
}

function Filled({ column }: { readonly column: FormColumn }) {
  const words = text.value.reconstruct;
  const { common } = text.value;
  const gap = filled.value.find(({ column: name }) => name === column.name);
  if (gap === undefined) return filling.value ? <>…</> : <>–</>;
  const note =
    gap.probability !== undefined
      ? words.sure(`${common.number(100 * gap.probability, 2)} %`)
      : gap.low !== undefined && gap.high !== undefined
        ? words.between(...([gap.low, gap.high].map((end) => endText(column, end)) as [string, string]))
        : "";
  return (
    <>
      <b>{gap.best}</b> <small class="soft">{note}</small>
    </>
  );
}

function endText({ kind }: FormColumn, end: number): string {
  return kind === "date" ? new Date(end).toISOString().slice(0, 10) : text.value.common.number(end, 4);
}

interface CellProps {
  readonly column: FormColumn;
  readonly value: string | null;
  readonly onChange: (cell: string | null) => void;
}

function Cell({ column: { name, kind, levels, format }, value, onChange }: CellProps) {
  const words = text.value.reconstruct;
  if (kind === "levels" && levels.length > 0) {
    const known = value === null || levels.includes(value.trim());
    return (
      <select
        aria-label={name}
        value={value?.trim() ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      >
        <option value="">({words.blank})</option>
        {!known && <option value={value.trim()}>{value}</option>}
        {levels.map((level) => (
          <option key={level} value={level}>
            {level}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      type="text"
      inputMode={kind === "number" ? "decimal" : "text"}
      aria-label={name}
      placeholder={format ?? words.blank}
      value={value ?? ""}
      onInput={(event) => onChange(event.currentTarget.value.trim() === "" ? null : event.currentTarget.value)}
    />
  );
}

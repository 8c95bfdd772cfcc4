// How runs are named and told apart on a page of several: a colour each, while there are colours.

import type { ComparedRun } from "../tasks/index.ts";
import { html, type Markup } from "./escape.ts";
import { classColour } from "./style.ts";

/** Runs with a colour of their own; the others are drawn in grey. */
export const COLOURED = 10;

/** The CSS value of a run's colour. */
export function runColour(index: number): string {
  return index < COLOURED ? classColour(index) : "var(--idle)";
}

/** A run's name with its dot. */
export function runName({ name }: Pick<ComparedRun, "name">, index: number): Markup {
  return html`<span class="run"><span class="swatch" style="background:${runColour(index)}"></span>${name}</span>`;
}

/** Rules of the page, beside those of every page. */
export const COMPARISON_STYLE = `
.run{display:inline-flex;align-items:baseline;gap:7px}
.run .swatch{position:relative;top:1px}
.best{display:inline-block;margin:-2px -7px;padding:2px 7px;border-radius:6px;background:color-mix(in srgb,var(--accent) 15%,transparent);color:var(--accent);font-weight:660;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.notes{margin:16px 0 0;padding:0;list-style:none;max-width:80ch}
.notes.above{margin:0 0 24px}
.notes li{margin-top:8px;padding:9px 14px;border-left:3px solid var(--second);background:var(--surface);border-radius:0 8px 8px 0}
.runs th,.runs td{padding-right:22px}
thead th{vertical-align:bottom}
thead th .unit{display:block;margin:0}
.runs tbody .run{white-space:normal;overflow-wrap:anywhere;width:max-content;max-width:300px}
.runs code{font-size:.9em}
.runs td.text{white-space:nowrap}
.runs td.wrap{white-space:normal;min-width:180px;max-width:420px;text-align:left}
.rows{display:grid;grid-template-columns:minmax(170px,max-content) minmax(0,1fr);gap:10px 20px;align-items:center;margin-top:16px}
.rows dt{font-size:.9rem;max-width:260px;overflow-wrap:anywhere}
.rows dt .unit{display:block;color:var(--soft);font-size:.82rem}
.rows dd{margin:0}
@media (max-width:760px){.rows{grid-template-columns:1fr;gap:4px}.rows dd{margin-bottom:12px}.rows dt{max-width:none}}
`;

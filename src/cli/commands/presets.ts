// vaekit presets

import type { Command } from "commander";
import { findPreset, presets } from "../../models/index.ts";
import { print, printJson, remark } from "../output.ts";
import { formatTable } from "../table.ts";

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("[name]", "print this preset's config as JSON, as --config takes it")
    .option("--json", "print all presets as one JSON array, or one on a single line")
    .action(run);
}

function run(name: string | undefined, { json = false }: { readonly json?: boolean }): void {
  if (name === undefined) listAll(json);
  else showOne(name, json);
}

function listAll(json: boolean): void {
  if (json) printJson(presets);
  else {
    const rows = presets.flatMap(({ name, items, summary, source }) => [
      [name, items.join(", "), summary],
      ["", "", `after ${source}`],
    ]);
    print(formatTable(rows, ["preset", "data", "what it is"]));
  }
}

function showOne(name: string, json: boolean): void {
  const { summary, source, config } = findPreset(name);
  remark(`${name}: ${summary}\nafter: ${source}`);
  if (json) printJson({ preset: name, ...config });
  else print(JSON.stringify({ preset: name, ...config }, null, 2));
}

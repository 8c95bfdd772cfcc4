// vaekit impute

import { resolve } from "node:path";
import type { Command } from "commander";
import type { Cells, Table } from "../../data/index.ts";
import { streamTable } from "../../data/node.ts";
import { ConfigError } from "../../errors.ts";
import { type Imputed, Imputer, tableSchemaOf } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openRuntime } from "../input.ts";
import { modelRows } from "../model-rows.ts";
import { type DataOptions, type RuntimeOptions, withRows, withRuntime, withSeed } from "../options.ts";
import { remark } from "../output.ts";
import { whole } from "../parse.ts";
import { formatNumber } from "../table.ts";
import { intoTable, type TableFileOptions, type TableOutput, tableOutput, withTableFile } from "../table-output.ts";
import { UnseenCells } from "../unseen.ts";

interface Options extends DataOptions, TableFileOptions, RuntimeOptions {
  readonly draws: number;
  readonly samples: number;
  readonly proposals: number;
  readonly cells?: string;
  readonly informative?: boolean;
  readonly strict?: boolean;
  readonly seed: number;
}

const PIECE = 2048;

const EXAMPLES = `
Examples:
  vaekit impute runs/people people.csv --out filled.csv
  vaekit impute runs/people people.csv --cells gaps.csv --out filled.csv   with the spread of each filled cell
  vaekit impute runs/people people.csv --draws 5 --out five.csv            multiple imputation: five filled tables

Cells that are there stay as they are. With --draws each row comes once a draw, numbered in a first column "draw"; draws take
turns every ${PIECE} rows. DATA is read in pieces of so many, so that it may be larger than memory.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote, of a table")
    .argument("<data>", "table with gaps")
    .option("--draws <m>", "filled tables, each a draw of all gaps", whole("--draws", 0, 1000), 0)
    .option("--samples <k>", "draws behind each best value", whole("--samples", 1, 1000), 100)
    .option(
      "--proposals <k>",
      "weighted candidates of the latent per row; more are slower and better",
      whole("--proposals", 2, 10_000),
      256,
    )
    .option("--cells <file>", "also a table of the filled cells with their spread or probability")
    .option("--informative", "that a cell is missing says something of its row (missing not at random)")
    .option("--strict", "refuse values that the training part had nothing like");
  withRuntime(withSeed(withRows(withTableFile(command))))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const { draws, samples, proposals, seed, informative = false } = options;
  const model = await loadRun(path);
  tableSchemaOf(model, "impute");
  const { trained, reading } = modelRows(model, options);
  if (options.cells !== undefined && options.out !== undefined && resolve(options.cells) === resolve(options.out)) {
    throw new ConfigError(`--cells: must be another file than --out, got ${options.cells} twice; choose another name`);
  }
  const stream = await streamTable(data, reading, PIECE);
  const unseen = new UnseenCells(data, options.strict);
  const details = options.cells === undefined ? undefined : await tableOutput({ ...options, out: options.cells });
  const counts = { rows: 0, cells: 0 };
  try {
    await intoTable(options, async (output) => {
      const runtime = await openRuntime(options);
      const imputer = new Imputer(runtime, trained, { draws, samples, proposals, seed, informative });
      for await (const rows of stream.chunks) {
        const filled = await imputer.impute(rows, counts.rows);
        unseen.add(filled.unseen);
        await writeFilled(output, filled, draws);
        if (details) await writeCells(details, filled, counts.rows);
        counts.rows += rows.count;
        counts.cells += filled.filled.length;
      }
      await imputer.dispose();
      for (const note of stream.notes) remark(note);
      unseen.report();
      remark(
        `${formatNumber(counts.cells)} cells filled in ${formatNumber(counts.rows)} rows, written to ${output.path}`,
      );
    });
    await details?.close();
  } catch (error) {
    await details?.abort();
    throw error;
  }
}

async function writeFilled(output: TableOutput, { best, draws: tables }: Imputed, draws: number): Promise<void> {
  if (draws === 0) return output.write(best);
  for (const [d, table] of tables.entries()) {
    const number: Cells = { kind: "number", values: new Float64Array(table.count).fill(d + 1) };
    await output.write({ ...table, columns: [{ name: "draw", cells: number }, ...table.columns] });
  }
}

async function writeCells(output: TableOutput, { filled }: Imputed, before: number): Promise<void> {
  const numbers = (values: number[]): Cells => ({ kind: "number", values: Float64Array.from(values) });
  const table: Table = {
    name: "filled cells",
    count: filled.length,
    columns: [
      { name: "row", cells: numbers(filled.map(({ row }) => before + row + 1)) },
      { name: "column", cells: { kind: "text", values: filled.map(({ column }) => column) } },
      { name: "value", cells: { kind: "text", values: filled.map(({ best }) => best) } },
      { name: "probability", cells: numbers(filled.map(({ probability = Number.NaN }) => probability)) },
      { name: "deviation", cells: numbers(filled.map(({ spread }) => spread?.deviation ?? Number.NaN)) },
      { name: "low5", cells: numbers(filled.map(({ spread }) => spread?.low ?? Number.NaN)) },
      { name: "high95", cells: numbers(filled.map(({ spread }) => spread?.high ?? Number.NaN)) },
    ],
  };
  await output.write(table);
}

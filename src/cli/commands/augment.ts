// vaekit augment

import type { Command } from "commander";
import type { SourceColumn, Table } from "../../data/index.ts";
import { openTable, streamTable } from "../../data/node.ts";
import { ConfigError } from "../../errors.ts";
import { augment, tableSchemaOf } from "../../tasks/index.ts";
import { loadRun } from "../../tasks/node.ts";
import { openRuntime } from "../input.ts";
import { modelRows } from "../model-rows.ts";
import { type DataOptions, type RuntimeOptions, withRows, withRuntime, withSeed } from "../options.ts";
import { remark } from "../output.ts";
import { whole } from "../parse.ts";
import { formatNumber, formatTable } from "../table.ts";
import { intoTable, type TableFileOptions, withTableFile } from "../table-output.ts";

interface Options extends DataOptions, TableFileOptions, RuntimeOptions {
  readonly balance: string;
  readonly to?: number;
  readonly mark?: string;
  readonly seed: number;
}

const EXAMPLES = `
Examples:
  vaekit augment runs/people people.csv --balance income --out balanced.csv
  vaekit augment runs/people people.csv --balance income --to 20000 --mark synthetic --out balanced.csv

The file holds the rows of DATA as they are, then the synthetic ones. Columns that are no part of the model (identifiers
apart, which are made afresh) are empty in these.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote, of a table")
    .argument("<data>", "table to be added to")
    .requiredOption("--balance <column>", "bring every class of this column to the same number of rows")
    .option("--to <n>", "rows of every class (default: as many as the largest has)", whole("--to"))
    .option("--mark <name>", "also a column of that name: 1 in synthetic rows, 0 in the others");
  withRuntime(withSeed(withRows(withTableFile(command))))
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(path: string, data: string, options: Options): Promise<void> {
  const { balance, to, mark, seed } = options;
  if (data === "-") throw new ConfigError("augment: reads DATA twice, got standard input; give a file");
  const model = await loadRun(path);
  tableSchemaOf(model, "augment");
  const { trained, reading } = modelRows(model, options);
  // Only the classes are needed in memory.
  const { table } = await openTable(data, reading);
  if (mark !== undefined && table.columns.some(({ name }) => name === mark)) {
    throw new ConfigError(`--mark: must be a new column, got "${mark}", which ${data} has; choose another name`);
  }
  const { added, classes } = await augment(await openRuntime(options), trained, table, {
    balance,
    seed,
    ...(to === undefined ? {} : { to }),
  });
  await intoTable(options, async (output) => {
    const stream = await streamTable(data, reading);
    for await (const rows of stream.chunks) await output.write(marked(rows, mark, 0));
    await output.write(marked(likeSource(added.table, stream.names, table), mark, 1));
    remark(
      `${formatNumber(added.table.count)} synthetic rows added to ${formatNumber(table.count)}, written to ${output.path}`,
    );
  });
  for (const note of added.notes) remark(note);
  const rows = classes.map(({ level, count, added: more }) => [level, formatNumber(count), formatNumber(more)]);
  remark(formatTable(rows, [balance, "rows", "added"]).trimEnd());
}

// The synthetic columns in the source's order; what the model does not make is empty.
function likeSource(made: Table, names: readonly string[], source: Table): Table {
  const columns = names.map((name): SourceColumn => {
    const found = made.columns.find((column) => column.name === name);
    const kind = source.columns.find((column) => column.name === name)?.cells.kind ?? "text";
    if (kind === "text") {
      const values = Array.from(
        { length: made.count },
        (_, row) => (found?.cells.values[row] ?? null) as string | null,
      );
      return { name, cells: { kind: "text", values } };
    }
    const values = Float64Array.from({ length: made.count }, (_, row) => {
      const cell = found?.cells.values[row] ?? "";
      return cell === "" ? Number.NaN : Number(cell);
    });
    return { name, cells: { kind: "number", values } };
  });
  return { name: made.name, count: made.count, columns };
}

function marked(rows: Table, mark: string | undefined, value: number): Table {
  if (mark === undefined) return rows;
  const column: SourceColumn = {
    name: mark,
    cells: { kind: "number", values: new Float64Array(rows.count).fill(value) },
  };
  return { ...rows, columns: [...rows.columns, column] };
}

// Rows of a table on their way out: to a file, piece by piece, or as CSV to stdout.

import { type Command, Option } from "commander";
import { type Table, writeCsvTable } from "../data/index.ts";
import { tableWriter } from "../data/node.ts";
import { print, refuseTaken } from "./output.ts";

/** Where rows go. */
export interface TableFileOptions {
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly safeCsv?: boolean;
}

/** Adds the output file of rows. */
export function withTableFile(command: Command): Command {
  return command
    .addOption(
      new Option("-o, --out <file>", "file to write: .csv, .csv.gz, .jsonl or .parquet (default: CSV to stdout)"),
    )
    .option("--overwrite", "replace the file if it exists")
    .option("--safe-csv", "put an apostrophe before cells that a spreadsheet would take for formulas");
}

/** Takes rows. */
export interface TableOutput {
  /** File, or `stdout`. */
  readonly path: string;
  write(rows: Table): Promise<void>;
  /** Finishes the file. */
  close(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** Opens the way out before any work is done. @throws ConfigError for a file that exists, or another ending */
export async function tableOutput({ out, overwrite = false, safeCsv = false }: TableFileOptions): Promise<TableOutput> {
  if (out === undefined) {
    let header = true;
    return {
      path: "stdout",
      async write(rows) {
        print(writeCsvTable(rows, { safe: safeCsv, header }));
        header = false;
      },
      close: async () => undefined,
      abort: async () => undefined,
    };
  }
  await refuseTaken(out, overwrite);
  const writer = await tableWriter(out, { safe: safeCsv });
  return { path: out, write: (rows) => writer.write(rows), close: () => writer.close(), abort: () => writer.abort() };
}

/** Runs `work` with an output that is closed when it succeeds and leaves nothing when it fails. */
export async function intoTable<T>(options: TableFileOptions, work: (output: TableOutput) => Promise<T>): Promise<T> {
  const output = await tableOutput(options);
  try {
    const result = await work(output);
    await output.close();
    return result;
  } catch (error) {
    await output.abort();
    throw error;
  }
}

// Tables written piece by piece to CSV, JSONL (both also .gz) or Parquet: under another name beside the file, and renamed
// at the end, so that a file is whole or as it was before.

import { mkdir, open, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigError, DataError } from "../errors.ts";
import { parquetSink } from "./node-parquet.ts";
import { type TableSink, textSink } from "./node-sinks.ts";
import type { Cells, Table } from "./table/table.ts";
import { type WriteCsvOptions, writeCsvTable, writeJsonlTable } from "./table/write.ts";

/** Writes a table to a file piece by piece. */
export interface TableWriter {
  /** Adds rows. @throws DataError when the columns are not those of the first piece, or the file cannot be written */
  write(table: Table): Promise<void>;
  /** Finishes the file under its own name. @throws DataError when nothing was written, or it cannot be */
  close(): Promise<void>;
  /** Gives up and leaves what was there before; does nothing after close. */
  abort(): Promise<void>;
}

/**
 * A writer by the ending of `path`: .csv, .jsonl (.ndjson), each also with .gz, or .parquet. `safe` is for CSV.
 * @throws ConfigError for another ending; DataError when the folder cannot be written to
 */
export async function tableWriter(
  path: string,
  { safe = false }: Pick<WriteCsvOptions, "safe"> = {},
): Promise<TableWriter> {
  const format = /\.(csv|jsonl|ndjson|parquet)(\.gz)?$/i.exec(path);
  if (format === null || (format[1]!.toLowerCase() === "parquet" && format[2])) {
    throw new ConfigError(
      `${path}: a table is written as .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet, got another ending; choose one of these`,
    );
  }
  const kind = format[1]!.toLowerCase();
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.${(serial++).toString(36)}.tmp`);
  const guard = guardFor(path);
  let sink: TableSink;
  let made: string | undefined;
  try {
    made = await mkdir(dirname(target), { recursive: true });
    sink =
      kind === "parquet"
        ? await parquetSink(temporary)
        : await textSink(
            temporary,
            format[2] !== undefined,
            kind === "csv" ? (table, first) => writeCsvTable(table, { safe, header: first }) : writeJsonlTable,
          );
  } catch (error) {
    await removeFolders(dirname(target), made);
    throw guard(error);
  }
  let columns: string | undefined;
  let state: "open" | "closed" = "open";
  const discard = async () => {
    state = "closed";
    await sink.destroy();
    await rm(temporary, { force: true });
    await removeFolders(dirname(target), made);
  };
  return {
    async write(table) {
      if (state === "closed") throw new DataError(`${path}: the file is closed; nothing more can be written`);
      const shape = JSON.stringify(table.columns.map(({ name, cells }) => [name, cells.kind]));
      const first = columns === undefined;
      columns ??= shape;
      try {
        if (shape !== columns) throw differing(path, columns, shape);
        await sink.write(table, first);
      } catch (error) {
        await discard();
        throw guard(error);
      }
    },
    async close() {
      if (state === "closed") return;
      try {
        if (columns === undefined) throw new DataError(`${path}: a table needs columns, got nothing to write`);
        await sink.finish();
        await flush(temporary);
        state = "closed";
        await rename(temporary, target);
      } catch (error) {
        await discard();
        throw guard(error);
      }
    },
    async abort() {
      if (state === "open") await discard();
    },
  };
}

let serial = 0;

// Folders made for a file that did not come about, from the innermost to `first`; those with something in them stay.
async function removeFolders(folder: string, first: string | undefined): Promise<void> {
  if (first === undefined) return;
  for (let path = folder; path.startsWith(first); path = dirname(path)) {
    const removed = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function differing(path: string, columns: string, shape: string): DataError {
  const [expected, got] = [columns, shape].map((text) => JSON.parse(text) as [string, Cells["kind"]][]) as [
    [string, Cells["kind"]][],
    [string, Cells["kind"]][],
  ];
  const j = Array.from({ length: Math.max(expected.length, got.length) }, (_, k) => k).find(
    (k) => String(expected[k]) !== String(got[k]),
  )!;
  const text = (column: [string, string] | undefined) => (column ? `"${column[0]}" (${column[1]})` : "nothing");
  return new DataError(
    `${path}: every piece must have the columns of the first, got ${text(got[j])} for ${text(expected[j])}`,
  );
}

// Errors of the file system name the path and a remedy.
function guardFor(path: string): (error: unknown) => unknown {
  return (error) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof DataError || error instanceof ConfigError || typeof code !== "string") return error;
    const reason = REASONS[code] ?? message;
    return new DataError(`${path}: cannot be written (${reason}); choose another place`);
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is larger than the limit for one file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "a part of the path is a file, not a folder",
  EISDIR: "a folder has that name",
  ENAMETOOLONG: "the name is too long",
};

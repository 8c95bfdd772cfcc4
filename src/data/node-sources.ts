// Where a table comes from in Node: files, patterns, standard input; what they hold, by name or by their first bytes.

import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DataError } from "../errors.ts";
import { openFreeDuck, sqlText } from "./node-duckdb.ts";
import { fileError, statPath } from "./node-files.ts";

/** What a file holds. */
export type TableFormat = "csv" | "parquet" | "json";

/** One file of a table. */
export interface SourceFile {
  /** As errors call it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly compression: "none" | "gzip" | "zstd";
}

/** Files of one format that hold the rows of one table. */
export interface TableSource {
  readonly name: string;
  readonly format: TableFormat;
  /** Tab where the name says so. */
  readonly delimiter?: "\t";
  readonly files: readonly SourceFile[];
  /** Removes what was kept of standard input. */
  remove(): Promise<void>;
}

/**
 * Finds the files of a table: a path, a pattern such as `data/*.csv`, several of these, or "-" for standard input.
 * @throws DataError for a path that is missing, a folder or empty, a pattern that matches nothing, or files of unlike formats
 */
export async function findSource(source: string | readonly string[], stdin?: Readable): Promise<TableSource> {
  const given = typeof source === "string" ? [source] : source;
  if (given.length === 0) throw new DataError("a table needs at least one file, got none");
  if (given.includes("-")) {
    if (given.length > 1) throw new DataError('standard input ("-") must stand alone, got further files beside it');
    return spool(stdin ?? process.stdin);
  }
  const paths: string[] = [];
  for (const path of given) paths.push(...(await expand(path)));
  const found = await Promise.all(paths.map((path) => inspect(path, path)));
  return { name: nameOf(given), ...together(found), remove: async () => undefined };
}

function nameOf(given: readonly string[]): string {
  return given.length === 1 ? given[0]! : `${given[0]} and ${given.length - 1} more`;
}

async function expand(path: string): Promise<readonly string[]> {
  if ((await statPath(path)) !== undefined) return [path];
  if (!/[*?[]/.test(path)) throw new DataError(`${path}: no such file or folder; check the path`);
  const duck = await openFreeDuck();
  try {
    const reader = await duck.connection.runAndReadAll(`SELECT file FROM glob(${sqlText(path)}) ORDER BY file`);
    const files = reader.getRows().map((row) => row[0] as string);
    if (files.length === 0) throw new DataError(`${path}: no file matches; check the pattern`);
    return files;
  } finally {
    duck.close();
  }
}

interface Inspected {
  readonly file: SourceFile;
  readonly format: TableFormat;
  readonly delimiter?: "\t";
}

async function inspect(path: string, name: string): Promise<Inspected> {
  const found = await statPath(path);
  if (found === undefined) throw new DataError(`${name}: no such file or folder; check the path`);
  if (found.isDirectory()) {
    throw new DataError(`${name}: must be a file, got a folder; name its files, such as ${join(path, "*.csv")}`);
  }
  const head = await readHead(path, name);
  if (head.length === 0) throw new DataError(`${name}: the file is empty; give one that holds rows`);
  const compression =
    head[0] === 0x1f && head[1] === 0x8b
      ? "gzip"
      : head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd
        ? "zstd"
        : "none";
  const file: SourceFile = { name, path: resolve(path), compression };
  const ending = /\.([a-z0-9]+)(\.(gz|zst|zstd))?$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const format = FORMATS[ending] ?? (compression === "none" ? sniff(head) : "csv");
  if (format === "parquet" && head.subarray(0, 4).toString("latin1") !== "PAR1") {
    throw new DataError(`${name}: must be a Parquet file, got one that does not begin like it`);
  }
  return { file, format, ...(/^(tsv|tab)$/.test(ending) && { delimiter: "\t" as const }) };
}

const FORMATS: Readonly<Record<string, TableFormat>> = {
  csv: "csv",
  tsv: "csv",
  tab: "csv",
  txt: "csv",
  parquet: "parquet",
  pq: "parquet",
  json: "json",
  jsonl: "json",
  ndjson: "json",
};

// What neither its name nor these beginnings tell is CSV.
function sniff(head: Buffer): TableFormat {
  const text = head.toString("latin1");
  if (text.startsWith("PAR1")) return "parquet";
  return /^(\u00ef\u00bb\u00bf)?\s*(\[\s*)?\{\s*("|\})/.test(text) ? "json" : "csv";
}

async function readHead(path: string, name: string): Promise<Buffer> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(path, "r");
    const buffer = Buffer.alloc(1024);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(name, error as NodeJS.ErrnoException);
  } finally {
    await handle?.close();
  }
}

function together(found: readonly Inspected[]): Pick<TableSource, "format" | "files" | "delimiter"> {
  const [first, ...rest] = found as [Inspected, ...Inspected[]];
  const other = rest.find(({ format }) => format !== first.format);
  if (other) {
    throw new DataError(
      `${other.file.name}: files of one table must be of one format, got ${other.format} beside ${first.format} (${first.file.name})`,
    );
  }
  const { format, delimiter } = first;
  return { format, ...(delimiter && { delimiter }), files: found.map(({ file }) => file) };
}

// Kept in a file, for its beginning is looked at before it is read.
async function spool(stdin: Readable): Promise<TableSource> {
  const folder = await mkdtemp(join(tmpdir(), "vaekit-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "input");
    await pipeline(stdin, createWriteStream(path));
    const found = await inspect(path, "standard input");
    return { name: "standard input", ...together([found]), remove };
  } catch (error) {
    await remove();
    if (error instanceof DataError) throw error;
    throw new DataError(`standard input: cannot be read (${(error as Error).message})`);
  }
}

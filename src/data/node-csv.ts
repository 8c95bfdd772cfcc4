// CSV files of the disk as streams of text: plain, gzipped, or Zstandard through DuckDB.

import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { DataError } from "../errors.ts";
import { asDataError, openDuck, sqlText } from "./node-duckdb.ts";
import type { SourceFile, TableSource } from "./node-sources.ts";
import { type CsvFile, type CsvRows, decodeTexts, openCsvFiles, type TextPiece } from "./readers/csv-rows.ts";
import type { CsvTableOptions } from "./readers/csv-table.ts";
import type { TextEncoding } from "./readers/text.ts";

/**
 * Opens the files of a source; the first rows have been read when it returns.
 * @throws DataError as readCsvTable, and when files differ in their columns
 */
export function openCsv({ name, files, delimiter }: TableSource, options: CsvTableOptions): Promise<CsvRows> {
  const settings = delimiter === undefined ? options : { delimiter, ...definedOf(options) };
  const opened = files.map((file): CsvFile => {
    const texts = file.compression === "zstd" ? zstdTexts : diskTexts;
    return { name: file.name, texts: (encoding) => texts(file, encoding) };
  });
  return openCsvFiles(name, opened, settings);
}

async function* diskTexts(file: SourceFile, given: TextEncoding | undefined): AsyncGenerator<TextPiece, void, void> {
  const stream = createReadStream(file.path, { highWaterMark: 2 ** 20 });
  const bytes = file.compression === "gzip" ? stream.pipe(createGunzip({ chunkSize: 2 ** 18 })) : stream;
  stream.on("error", (error) => bytes.destroy(error));
  try {
    yield* decodeTexts(bytes as AsyncIterable<Buffer>, file.name, given);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw streamError(file, error as NodeJS.ErrnoException);
  } finally {
    bytes.destroy();
    stream.destroy();
  }
}

function streamError(file: SourceFile, { code, message }: NodeJS.ErrnoException): DataError {
  if (code === "Z_BUF_ERROR") return new DataError(`${file.name}: the gzip file ends too early; fetch the file again`);
  if (code?.startsWith("Z_"))
    return new DataError(`${file.name}: the gzip file is damaged (${message}); fetch it again`);
  return new DataError(`${file.name}: cannot be read (${message})`);
}

// Node 20 has no Zstandard; DuckDB unpacks it line by line. Line breaks within quoted cells become "\n".
async function* zstdTexts(file: SourceFile): AsyncGenerator<TextPiece, void, void> {
  const duck = await openDuck([file.path]);
  try {
    const result = await asDataError(file.name, () =>
      duck.connection.stream(
        `SELECT line FROM read_csv(${sqlText(file.path)}, auto_detect = false, header = false,
          columns = {'line': 'VARCHAR'}, delim = '\u0001', quote = '', escape = '', strict_mode = false,
          ignore_errors = false, null_padding = false, compression = 'zstd', max_line_size = 16777216)`,
      ),
    );
    for (;;) {
      const chunk = await asDataError(file.name, () => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      const lines = chunk.getColumnValues(0) as (string | null)[];
      yield { text: `${lines.map((line) => line ?? "").join("\n")}\n`, encoding: "utf-8" };
    }
  } finally {
    duck.close();
  }
}

function definedOf(options: CsvTableOptions): CsvTableOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

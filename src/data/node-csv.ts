// CSV files as rows of cells, read as a stream: the same parser as for whole texts, so that no row can get lost.

import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { DataError } from "../errors.ts";
import { asDataError, openDuck, sqlText } from "./node-duckdb.ts";
import type { SourceFile, TableSource } from "./node-sources.ts";
import { type CsvTableOptions, CsvTableReader, HEAD_SIZE, onlyHeader } from "./readers/csv-table.ts";
import { badEncoding, DECODER_LABELS, findEncoding, type TextEncoding } from "./readers/text.ts";

/** The rows of CSV files with equal columns. */
export interface CsvRows {
  readonly names: readonly string[];
  /** Grows while rows are read. */
  readonly notes: readonly string[];
  /** Rows of cells, some hundreds or thousands at a time. */
  readonly rows: AsyncGenerator<string[][], void, void>;
}

/**
 * Opens the files of a source; the first rows have been read when it returns.
 * @throws DataError as readCsvTable, and when files differ in their columns
 */
export async function openCsv(source: TableSource, options: CsvTableOptions): Promise<CsvRows> {
  const { files, delimiter } = source;
  const settings = delimiter === undefined ? options : { delimiter, ...definedOf(options) };
  const notes: string[] = [];
  const first = await openFile(files[0]!, settings, notes);
  const names = first.reader.names;
  async function* all(): AsyncGenerator<string[][], void, void> {
    let count = 0;
    let current: OpenFile | undefined = first;
    try {
      for (let f = 0; f < files.length; f++) {
        current ??= await openFile(files[f]!, { ...settings, header: first.reader.header }, notes);
        requireSame(current.reader.names, names, files[f]!, files[0]!);
        for await (const rows of current.rows) {
          count += rows.length;
          if (rows.length > 0) yield rows;
        }
        current = undefined;
      }
    } finally {
      await current?.rows.return();
      await first.rows.return();
    }
    if (count === 0) throw onlyHeader(source.name);
  }
  return { names, notes, rows: all() };
}

interface OpenFile {
  readonly reader: CsvTableReader;
  readonly rows: AsyncGenerator<string[][], void, void>;
}

async function openFile(file: SourceFile, options: CsvTableOptions, notes: string[]): Promise<OpenFile> {
  const texts = file.compression === "zstd" ? zstdTexts(file) : decodedTexts(file, options.encoding);
  let encoding: TextEncoding = "utf-8";
  let head = "";
  let done = false;
  try {
    while (head.length < HEAD_SIZE && !done) {
      const next = await texts.next();
      if (next.done) done = true;
      else {
        encoding = next.value.encoding;
        head += next.value.text;
      }
    }
    const reader = new CsvTableReader(head.slice(0, HEAD_SIZE), done && head.length <= HEAD_SIZE, file.name, options);
    notes.push(...reader.notes(encoding));
    return { reader, rows: readRows(reader, head, texts, notes) };
  } catch (error) {
    await texts.return();
    throw error;
  }
}

async function* readRows(
  reader: CsvTableReader,
  head: string,
  texts: AsyncGenerator<Piece, void, void>,
  notes: string[],
): AsyncGenerator<string[][], void, void> {
  try {
    yield reader.push(head.slice(0, HEAD_SIZE));
    yield reader.push(head.slice(HEAD_SIZE));
    head = "";
    for await (const { text } of texts) yield reader.push(text);
    yield reader.push("", true);
    notes.push(...reader.lineNotes());
  } finally {
    await texts.return();
  }
}

interface Piece {
  readonly text: string;
  readonly encoding: TextEncoding;
}

async function* decodedTexts(file: SourceFile, given: TextEncoding | undefined): AsyncGenerator<Piece, void, void> {
  const stream = createReadStream(file.path, { highWaterMark: 2 ** 20 });
  const bytes = file.compression === "gzip" ? stream.pipe(createGunzip({ chunkSize: 2 ** 18 })) : stream;
  stream.on("error", (error) => bytes.destroy(error));
  let decoder: PieceDecoder | undefined;
  let head: Buffer[] = [];
  let held = 0;
  try {
    for await (const piece of bytes as AsyncIterable<Buffer>) {
      if (decoder === undefined) {
        head.push(piece);
        held += piece.length;
        if (held < HEAD_SIZE) continue;
        decoder = new PieceDecoder(file.name, given ?? findEncoding(Buffer.concat(head), false));
      }
      yield decoder.decode(head.length > 0 ? Buffer.concat(head) : piece);
      head = [];
    }
    const rest = Buffer.concat(head);
    decoder ??= new PieceDecoder(file.name, given ?? findEncoding(rest, true));
    yield decoder.decode(rest);
    yield decoder.decode();
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw streamError(file, error as NodeJS.ErrnoException);
  } finally {
    bytes.destroy();
    stream.destroy();
  }
}

class PieceDecoder {
  private readonly source: string;
  private readonly encoding: TextEncoding;
  private readonly decoder: InstanceType<typeof TextDecoder>;

  constructor(source: string, encoding: TextEncoding) {
    this.source = source;
    this.encoding = encoding;
    this.decoder = new TextDecoder(DECODER_LABELS[encoding], { fatal: true });
  }

  // Without bytes, what is left at the end.
  decode(bytes?: Buffer): Piece {
    const { encoding, decoder } = this;
    try {
      return { text: bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode(), encoding };
    } catch {
      throw badEncoding(this.source, encoding);
    }
  }
}

function streamError(file: SourceFile, { code, message }: NodeJS.ErrnoException): DataError {
  if (code === "Z_BUF_ERROR") return new DataError(`${file.name}: the gzip file ends too early; fetch the file again`);
  if (code?.startsWith("Z_"))
    return new DataError(`${file.name}: the gzip file is damaged (${message}); fetch it again`);
  return new DataError(`${file.name}: cannot be read (${message})`);
}

// Node 20 has no Zstandard; DuckDB unpacks it line by line. Line breaks within quoted cells become "\n".
async function* zstdTexts(file: SourceFile): AsyncGenerator<Piece, void, void> {
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

function requireSame(names: readonly string[], expected: readonly string[], file: SourceFile, first: SourceFile): void {
  const j = names.findIndex((name, k) => name !== expected[k]);
  if (j < 0 && names.length === expected.length) return;
  const got =
    j < 0 || names.length !== expected.length
      ? `${names.length} columns, not ${expected.length}`
      : `"${names[j]}" for "${expected[j]}"`;
  throw new DataError(`${file.name}: files of one table must have the same columns as ${first.name}, got ${got}`);
}

function definedOf(options: CsvTableOptions): CsvTableOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

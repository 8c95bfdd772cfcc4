// CSV files as rows of cells, read as streams: the same parser as for whole texts, so that no row can get lost.

import { DataError } from "../../errors.ts";
import { type CsvTableOptions, CsvTableReader, HEAD_SIZE, onlyHeader } from "./csv-table.ts";
import { badEncoding, DECODER_LABELS, findEncoding, type TextEncoding } from "./text.ts";

/** The rows of CSV files with equal columns. */
export interface CsvRows {
  readonly names: readonly string[];
  /** Grows while rows are read. */
  readonly notes: readonly string[];
  /** Rows of cells, some hundreds or thousands at a time. */
  readonly rows: AsyncGenerator<string[][], void, void>;
}

/** Some text of a file, and the encoding that the file was found to have. */
export interface TextPiece {
  readonly text: string;
  readonly encoding: TextEncoding;
}

/** A file as a stream of texts. */
export interface CsvFile {
  /** As errors call it. */
  readonly name: string;
  /** Its text, in the encoding given or in that found. */
  texts(encoding: TextEncoding | undefined): AsyncGenerator<TextPiece, void, void>;
}

/**
 * Opens the files of one table, called `name`; the first rows have been read when it returns.
 * @throws DataError as readCsvTable, and when files differ in their columns
 */
export async function openCsvFiles(
  name: string,
  files: readonly CsvFile[],
  options: CsvTableOptions,
): Promise<CsvRows> {
  const notes: string[] = [];
  const first = await openFile(files[0]!, options, notes);
  const names = first.reader.names;
  async function* all(): AsyncGenerator<string[][], void, void> {
    let count = 0;
    let current: OpenFile | undefined = first;
    try {
      for (let f = 0; f < files.length; f++) {
        current ??= await openFile(files[f]!, { ...options, header: first.reader.header }, notes);
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
    if (count === 0) throw onlyHeader(name);
  }
  return { names, notes, rows: all() };
}

/** Text of a stream of bytes, whose encoding is found by its beginning where it is not given. @throws DataError naming `source` */
export async function* decodeTexts(
  pieces: AsyncIterable<Uint8Array>,
  source: string,
  given: TextEncoding | undefined,
): AsyncGenerator<TextPiece, void, void> {
  let decoder: PieceDecoder | undefined;
  let head: Uint8Array[] = [];
  let held = 0;
  for await (const piece of pieces) {
    if (decoder) {
      yield decoder.decode(piece);
      continue;
    }
    head.push(piece);
    held += piece.length;
    if (held < HEAD_SIZE) continue;
    const bytes = joinBytes(head, held);
    head = [];
    decoder = new PieceDecoder(source, given ?? findEncoding(bytes, false));
    yield decoder.decode(bytes);
  }
  const rest = joinBytes(head, decoder ? 0 : held);
  decoder ??= new PieceDecoder(source, given ?? findEncoding(rest, true));
  yield decoder.decode(rest);
  yield decoder.decode();
}

interface OpenFile {
  readonly reader: CsvTableReader;
  readonly rows: AsyncGenerator<string[][], void, void>;
}

async function openFile(file: CsvFile, options: CsvTableOptions, notes: string[]): Promise<OpenFile> {
  const texts = file.texts(options.encoding);
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
  texts: AsyncGenerator<TextPiece, void, void>,
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
  decode(bytes?: Uint8Array): TextPiece {
    const { encoding, decoder } = this;
    try {
      return { text: bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode(), encoding };
    } catch {
      throw badEncoding(this.source, encoding);
    }
  }
}

function joinBytes(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function requireSame(names: readonly string[], expected: readonly string[], file: CsvFile, first: CsvFile): void {
  const j = names.findIndex((name, k) => name !== expected[k]);
  if (j < 0 && names.length === expected.length) return;
  const got =
    j < 0 || names.length !== expected.length
      ? `${names.length} columns, not ${expected.length}`
      : `"${names[j]}" for "${expected[j]}"`;
  throw new DataError(`${file.name}: files of one table must have the same columns as ${first.name}, got ${got}`);
}

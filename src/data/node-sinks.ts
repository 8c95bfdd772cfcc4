// Where the pieces of a table go: a text file, packed or not, with no more in memory than a piece.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { PassThrough, type Transform } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Table } from "./table/table.ts";

/** What takes the pieces of one format. */
export interface TableSink {
  write(table: Table, first: boolean): Promise<void>;
  /** Flushes everything to the file. */
  finish(): Promise<void>;
  /** Stops, whatever was written. */
  destroy(): Promise<void>;
}

/** A sink that writes what `format` makes of each piece to `path`, gzipped where asked to. */
export async function textSink(
  path: string,
  gzip: boolean,
  format: (table: Table, first: boolean) => string,
): Promise<TableSink> {
  const file = createWriteStream(path);
  await once(file, "open");
  const input: Transform = gzip ? createGzip() : new PassThrough();
  const flow = pipeline(input, file);
  // Told when the next piece is written, or at the end.
  flow.catch(() => undefined);
  return {
    async write(table, first) {
      if (file.errored) throw file.errored;
      if (!input.write(format(table, first))) await Promise.race([once(input, "drain"), flow]);
      if (file.errored) throw file.errored;
    },
    async finish() {
      input.end();
      await flow;
    },
    async destroy() {
      input.destroy();
      file.destroy();
      await finished(file).catch(() => undefined);
    },
  };
}

// Any small table all the way through: written, opened, understood, encoded, decoded and written again. Nothing crashes, and
// no row or gap gets lost; what cannot be read is refused by name.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import {
  cellLevels,
  cellNumbers,
  completeRows,
  decodeTable,
  encodeTable,
  fitEncodings,
  modelled,
  type Table,
  type TableSchema,
  writeCsvTable,
} from "../../src/data/index.ts";
import { openData, openTable, streamTable, tableWriter } from "../../src/data/node.ts";
import { DataError } from "../../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "vaekit-path-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const oddText = fc.oneof(
  fc.constantFrom(
    "",
    "?",
    "NA",
    "-",
    " ",
    "a",
    "b",
    '"',
    '""',
    "'",
    "=1",
    "a,b",
    "x;y",
    "a\nb",
    "\r",
    "\t",
    "é",
    "\u{1f600}",
  ),
  fc.constantFrom(
    "\ud83d\ude00\u0301",
    "\u202e",
    "\ufeff",
    "null",
    "true",
    "0",
    "-0",
    "007",
    "constructor",
    "__proto__",
  ),
  fc.string({ unit: "grapheme", maxLength: 6 }).filter((text) => !text.includes("\0")),
);
const oddNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.constantFrom(
    "1e99",
    "1e308",
    "-1e-300",
    "123456789012345678901234567890",
    "1,234",
    "1.234,5",
    "0.1",
    "1_000",
    "Infinity",
  ),
  fc.constantFrom("", "?"),
);
const oddDate = fc.oneof(
  fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom("31.12.1999", "02/30/2020", "0000-00-00", "", "2020-02-29T23:59:60Z"),
);
const few = fc.constantFrom("yes", "no", "maybe", "");
const cellsOf = (rows: number, cell: fc.Arbitrary<string>) => fc.array(cell, { minLength: rows, maxLength: rows });

const oddTable: fc.Arbitrary<Table> = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc
    .uniqueArray(
      fc.tuple(
        fc.oneof(fc.constantFrom("a", "b", "id", "x y", "__proto__", "ä,", '"q"'), oddText),
        fc.oneof(...[oddText, oddNumber, oddDate, few, fc.constant("")].map((cell) => cellsOf(count, cell))),
      ),
      { minLength: 1, maxLength: 5, selector: ([name]) => name.trim() },
    )
    .map((columns) => ({
      name: "odd",
      count,
      columns: columns.map(([name, values]) => ({
        name,
        cells: { kind: "text" as const, values: values.map((value) => value || null) },
      })),
    })),
);

// Distinct texts, as identifiers are, the first of them in two lines.
const broken: Table = {
  name: "broken",
  count: 12,
  columns: [
    {
      name: "a",
      cells: { kind: "text", values: Array.from({ length: 12 }, (_, i) => (i === 0 ? "a\nb" : `${"xyz"[i % 3]}${i}`)) },
    },
  ],
};

/** What `work` gives; undefined where it refuses in so many words. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toMatch(/path\.csv.*: /s);
    return undefined;
  }
}

// What must come back: as many rows, the same gaps, the same levels.
function throughTheModel(table: Table, schema: TableSchema): Table {
  const fitted = fitEncodings(table, schema);
  const { values, unseen } = encodeTable(table, fitted);
  expect(unseen).toEqual([]);
  const decoded = decodeTable(values, fitted);
  expect(decoded.count).toBe(modelled(fitted).length === 0 ? 0 : table.count);
  for (const column of modelled(fitted)) {
    const before = table.columns.find(({ name }) => name === column.name)!.cells;
    const after = decoded.columns.find(({ name }) => name === column.name)!.cells;
    if (column.number || column.date) {
      const missing = (cells: typeof before) => Array.from(cellNumbers(cells, column), Number.isNaN);
      expect(missing(after), column.name).toEqual(missing(before));
    } else expect(cellLevels(after, column), column.name).toEqual(cellLevels(before, column));
  }
  return completeRows({ ...decoded, count: table.count }, fitted, new Generator(0, "path"));
}

async function written(table: Table, file: string): Promise<number> {
  const writer = await tableWriter(join(folder, file));
  await writer.write(table);
  await writer.close();
  return (await openTable(join(folder, file), file.endsWith("csv") ? { header: true, delimiter: "," } : {})).table
    .count;
}

describe("any table", () => {
  const path = join(folder, "path.csv");

  async function whole(table: Table, files: readonly string[]): Promise<"through" | "refused"> {
    writeFileSync(path, writeCsvTable(table));
    const read = { header: true, delimiter: ",", missing: ["?", "NA"] };
    const opened = await unlessRefused(() => openTable(path, read));
    if (opened === undefined) return "refused";
    expect([opened.total, opened.table.count]).toEqual([table.count, table.count]);
    const bundle = await unlessRefused(() => openData(path, read));
    if (bundle === undefined) return "refused";
    const { train } = bundle;
    expect(train.count).toBe(table.count);
    const made = throughTheModel(train.table!, train.schema as TableSchema);
    expect(made.count).toBe(table.count);
    if (made.columns.length > 0) for (const file of files) expect(await written(made, file), file).toBe(table.count);
    return "through";
  }

  it("comes out of CSV and JSONL with as many rows as went in, or is refused by name", async () => {
    const ends = { through: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(oddTable, async (table) => {
        ends[await whole(table, ["out.csv", "out.jsonl"])]++;
      }),
      { numRuns: 120, seed: 1, examples: [[broken]] },
    );
    expect(ends.through).toBeGreaterThan(60);
  });

  it("comes out of Parquet too", async () => {
    await fc.assert(
      fc.asyncProperty(oddTable, async (table) => {
        await whole(table, ["out.parquet"]);
      }),
      { numRuns: 15, seed: 2 },
    );
  });

  it("is found by itself to be the same whether it is read at once or in pieces, whatever its bytes are", async () => {
    const noise = fc.array(
      fc.constantFrom("a", "1", ",", ";", '"', "\n", "\r\n", "\t", " ", "é", "?", "\ufeff", "'", "|"),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(noise, async (pieces) => {
        writeFileSync(path, pieces.join(""));
        const all = await unlessRefused(() => openTable(path));
        const parts = await unlessRefused(async () => {
          let count = 0;
          for await (const part of (await streamTable(path, {}, 3)).chunks) count += part.count;
          return count;
        });
        expect(parts).toBe(all?.table.count);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

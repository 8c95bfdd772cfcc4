import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, DataError } from "../errors.ts";
import { openTable } from "./node-tables.ts";
import { tableWriter } from "./node-writers.ts";
import type { Table } from "./table/table.ts";

const folder = mkdtempSync(join(tmpdir(), "vaekit-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function piece(from: number, count: number): Table {
  const rows = Array.from({ length: count }, (_, i) => from + i);
  return {
    name: "t",
    count,
    columns: [
      { name: "whole", cells: { kind: "number", values: Float64Array.from(rows) } },
      { name: "part", cells: { kind: "number", values: Float64Array.from(rows, (i) => (i % 5 ? i / 8 : Number.NaN)) } },
      { name: 'a "name"', cells: { kind: "text", values: rows.map((i) => (i % 3 ? `t,${i}\n` : null)) } },
      { name: "formula", cells: { kind: "text", values: rows.map(() => "=1") } },
    ],
  };
}

const ENDINGS = [".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet"];

describe("tableWriter", () => {
  it.each(ENDINGS)("writes %s in pieces that read back as one table", async (ending) => {
    const path = join(folder, "new", `whole${ending}`);
    const writer = await tableWriter(path);
    await writer.write(piece(0, 5000));
    await writer.write(piece(5000, 3));
    expect(existsSync(path)).toBe(false);
    await writer.close();
    const { table } = await openTable(path);
    const expected = piece(0, 5003);
    expect(table.count).toBe(5003);
    table.columns.forEach(({ name, cells }, j) => {
      const source = expected.columns[j]!;
      expect(name).toBe(source.name);
      const typed = !ending.startsWith(".csv");
      const texts = Array.from<string | number | null>(source.cells.values).map((value) =>
        typed || typeof value !== "number" ? value : Number.isNaN(value) ? null : String(value),
      );
      expect(Array.from<unknown>(cells.values)).toEqual(texts);
    });
    expect(readdirSync(join(folder, "new")).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("escapes formulas where asked to", async () => {
    const path = join(folder, "safe.csv.gz");
    const writer = await tableWriter(path, { safe: true });
    await writer.write(piece(1, 1));
    await writer.close();
    expect(gunzipSync(readFileSync(path)).toString()).toBe(`whole,part,"a ""name""",formula\n1,0.125,"t,1\n","'=1"\n`);
  });

  it.each(ENDINGS)("leaves a %s file that was there as it was when given up or refused", async (ending) => {
    const path = join(folder, `old${ending}`);
    writeFileSync(path, "before");
    const given = await tableWriter(path);
    await given.write(piece(0, 10));
    await given.abort();
    const refused = await tableWriter(path);
    await refused.write(piece(0, 10));
    const { columns, ...rest } = piece(10, 10);
    await expect(refused.write({ ...rest, columns: columns.slice(1) })).rejects.toThrow(/columns of the first/);
    await expect(refused.write(piece(0, 1))).rejects.toThrow(DataError);
    const empty = await tableWriter(path);
    await expect(empty.close()).rejects.toThrow(/nothing to write/);
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("writes numbers of two pieces as whole only where all are", async () => {
    const path = join(folder, "mixed.parquet");
    const column = (value: number): Table => ({
      name: "t",
      count: 1,
      columns: [{ name: "n", cells: { kind: "number", values: Float64Array.of(value) } }],
    });
    const writer = await tableWriter(path);
    await writer.write(column(1));
    await writer.write(column(2.5));
    await writer.close();
    const { table } = await openTable(path, { select: "typeof(n) AS type, n" });
    expect(table.columns.map(({ cells }) => [...cells.values])).toEqual([
      ["DOUBLE", "DOUBLE"],
      [1, 2.5],
    ]);
  });

  it("refuses another ending, and a place that cannot be written to", async () => {
    await expect(tableWriter(join(folder, "a.xlsx"))).rejects.toThrow(ConfigError);
    await expect(tableWriter(join(folder, "a.parquet.gz"))).rejects.toThrow(ConfigError);
    writeFileSync(join(folder, "file"), "");
    for (const ending of [".csv", ".parquet"]) {
      await expect(tableWriter(join(folder, "file", `a${ending}`))).rejects.toThrow(DataError);
    }
  });
});

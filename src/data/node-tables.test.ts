import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, DataError } from "../errors.ts";
import { openFreeDuck, sqlText } from "./node-duckdb.ts";
import { type OpenTableOptions, openTable, streamTable } from "./node-tables.ts";
import { readCsvTable } from "./readers/csv-table.ts";
import type { Table } from "./table/table.ts";

const folder = mkdtempSync(join(tmpdir(), "vaekit-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

let serial = 0;
function file(content: string | Uint8Array, ending = ".csv"): string {
  const path = join(folder, `${serial++}${ending}`);
  writeFileSync(path, content);
  return path;
}

/** A file that DuckDB writes. */
async function written(sql: string, ending: string, options = ""): Promise<string> {
  const path = join(folder, `${serial++}${ending}`);
  const duck = await openFreeDuck();
  await duck.connection.run(`COPY (${sql}) TO ${sqlText(path)} ${options}`);
  duck.close();
  return path;
}

function cellsOf({ columns }: Table): Record<string, unknown[]> {
  return Object.fromEntries(columns.map(({ name, cells }) => [name, Array.from<unknown>(cells.values)]));
}

const PEOPLE = "name,age,zip\nAnn,31,01234\nBob,?,99999\nCyd,7.5,00001\nDan,40,12345\n";

async function refusal(source: string | string[], options?: OpenTableOptions): Promise<unknown> {
  return openTable(source, options).then(
    () => "opened",
    (error) => error,
  );
}

describe("openTable on CSV", () => {
  it.each([
    ["a plain file", () => file(PEOPLE)],
    ["a gzipped file", () => file(gzipSync(PEOPLE), ".csv.gz")],
    ["a gzipped file of another name", () => file(gzipSync(PEOPLE), ".data")],
    ["a file of another name", () => file(PEOPLE, ".data")],
    ["tabs", () => file(PEOPLE.replaceAll(",", "\t"), ".tsv")],
    ["UTF-16", () => file(Buffer.from(`\ufeff${PEOPLE}`, "utf16le"), ".txt")],
  ])("keeps the texts of %s", async (_, make) => {
    const { table, total } = await openTable(make());
    expect(cellsOf(table)).toEqual({
      name: ["Ann", "Bob", "Cyd", "Dan"],
      age: ["31", "?", "7.5", "40"],
      zip: ["01234", "99999", "00001", "12345"],
    });
    expect(total).toBe(4);
  });

  it("reads Zstandard", async () => {
    const path = await written("SELECT i, 'a\"b' AS t FROM range(5000) r(i)", ".csv.zst", "(COMPRESSION zstd)");
    const { table } = await openTable(path);
    expect(table.count).toBe(5000);
    expect(cellsOf(table).i).toEqual(Array.from({ length: 5000 }, (_, i) => String(i)));
    expect(cellsOf(table).t![4999]).toBe('a"b');
  });

  it("reads standard input and keeps nothing of it", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("vaekit-")).length;
    const { table } = await openTable("-", { stdin: Readable.from([Buffer.from(PEOPLE)]) });
    expect(table.count).toBe(4);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("vaekit-"))).toHaveLength(before);
  });

  it("joins several files and patterns in the order of their names", async () => {
    const inside = mkdtempSync(join(folder, "glob-"));
    for (const name of ["b", "a", "c"]) writeFileSync(join(inside, `${name}.csv`), `x,y\n${name},1\n`);
    expect(cellsOf((await openTable(join(inside, "*.csv"))).table).x).toEqual(["a", "b", "c"]);
    const given = ["c", "a"].map((name) => join(inside, `${name}.csv`));
    expect(cellsOf((await openTable(given)).table).x).toEqual(["c", "a"]);
  });

  it("takes a name with brackets and stars literally", async () => {
    const inside = mkdtempSync(join(folder, "odd-"));
    mkdirSync(join(inside, "it's [1]*"));
    const path = join(inside, "it's [1]*", "a[1].csv");
    writeFileSync(path, "x,y\nodd,1\n");
    writeFileSync(join(inside, "it's [1]*", "a1.csv"), "x,y\nplain,1\n");
    expect(cellsOf((await openTable(path)).table).x).toEqual(["odd"]);
  });

  it("takes columns as told", async () => {
    const { table } = await openTable(file("1;2\n3;4\n"), { columns: ["x", "y"], delimiter: ";", header: false });
    expect(cellsOf(table)).toEqual({ x: ["1", "3"], y: ["2", "4"] });
  });

  it("compares columns of numbers as numbers and gives back their texts", async () => {
    const path = file(PEOPLE);
    const { table, total } = await openTable(path, { where: "age > 7.25" });
    expect(cellsOf(table)).toEqual({
      name: ["Ann", "Cyd", "Dan"],
      age: ["31", "7.5", "40"],
      zip: ["01234", "00001", "12345"],
    });
    expect(total).toBe(3);
    expect(cellsOf((await openTable(path, { where: "zip LIKE '0%' AND age IS NOT NULL -- why" })).table).name).toEqual([
      "Ann",
      "Cyd",
    ]);
  });

  it("computes columns beside those that it keeps", async () => {
    const select = "zip, age * 2 AS twice, Name AS who, upper(name) AS loud";
    expect(cellsOf((await openTable(file(PEOPLE), { select, where: "age > 10" })).table)).toEqual({
      zip: ["01234", "12345"],
      twice: [62, 80],
      who: ["Ann", "Dan"],
      loud: ["ANN", "DAN"],
    });
    expect(cellsOf((await openTable(file(PEOPLE), { select: "* EXCLUDE (name), age + 1 AS next" })).table)).toEqual({
      age: ["31", "?", "7.5", "40"],
      zip: ["01234", "99999", "00001", "12345"],
      next: [32, Number.NaN, 8.5, 41],
    });
  });

  it("judges rows of many blocks alike", async () => {
    const path = file(`i,t\n${Array.from({ length: 20_000 }, (_, i) => `${i},"a\n${i}"\n`).join("")}`);
    const { table } = await openTable(path, { where: "i % 3 = 0" });
    expect(cellsOf(table).i).toEqual(Array.from({ length: 6667 }, (_, i) => String(3 * i)));
    expect(cellsOf(table).t![6666]).toBe("a\n19998");
  });

  it("draws a sample with a seed and says so", async () => {
    const path = file(`i\n${Array.from({ length: 3000 }, (_, i) => `${i}\n`).join("")}`);
    const draw = (seed: number) => openTable(path, { sample: { rows: 100, seed } });
    const [first, again, other] = [await draw(0), await draw(0), await draw(1)];
    expect(first.table.count).toBe(100);
    expect(first.total).toBe(3000);
    expect(first.notes).toContain(`${path}: 100 of 3000 rows, drawn with seed 0.`);
    expect(again).toEqual(first);
    expect(cellsOf(other.table)).not.toEqual(cellsOf(first.table));
  });

  it("takes the first rows only", async () => {
    const { table } = await openTable(file(PEOPLE), { where: "name <> 'Ann'", limit: 2 });
    expect(cellsOf(table).name).toEqual(["Bob", "Cyd"]);
  });

  it("finds a bad row wherever it is", async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},x\n`);
    rows[150_000] = "oops\n";
    const path = file(`a,b\n${rows.join("")}`);
    const stream = await streamTable(path);
    let count = 0;
    const reading = async () => {
      for await (const chunk of stream.chunks) count += chunk.count;
    };
    await expect(reading()).rejects.toThrow(/line 150002: .* got 1 cell/);
    expect(count).toBeGreaterThan(100_000);
  });
});

describe("openTable on Parquet and JSON", () => {
  const typed = `SELECT i::INTEGER AS whole, (i / 4)::DECIMAL(9, 2) AS exact, i::BIGINT AS long, 9007199254740990 + i AS wide,
    i = 1 AS yes, DATE '2020-02-28' + i::INTEGER AS day, TIMESTAMP '2020-01-01 12:00:00.5' AS time,
    TIMESTAMPTZ '2020-01-01 12:00:00+02' AS zoned, [i, 2] AS list, CASE WHEN i = 1 THEN NULL ELSE 'x y' END AS text,
    nullif(i, 0)::DOUBLE AS gap FROM range(3) r(i)`;

  it.each(["", "(COMPRESSION zstd)"])(
    "reads numbers as numbers and the rest as text from Parquet %s",
    async (options) => {
      const { table, notes } = await openTable(await written(typed, ".parquet", options));
      expect(cellsOf(table)).toEqual({
        whole: [0, 1, 2],
        exact: [0, 0.25, 0.5],
        long: [0, 1, 2],
        wide: [9007199254740990, 9007199254740991, 9007199254740992],
        yes: ["false", "true", "false"],
        day: ["2020-02-28", "2020-02-29", "2020-03-01"],
        time: Array(3).fill("2020-01-01T12:00:00.5"),
        zoned: Array(3).fill("2020-01-01T10:00:00Z"),
        list: ["[0,2]", "[1,2]", "[2,2]"],
        text: ["x y", null, "x y"],
        gap: [Number.NaN, 1, 2],
      });
      expect(notes).toHaveLength(1);
    },
  );

  it("keeps whole numbers beyond 2^53 as text", async () => {
    const path = await written("SELECT 9007199254740993 + i AS id FROM range(2) r(i)", ".parquet");
    const { table, notes } = await openTable(path);
    expect(cellsOf(table)).toEqual({ id: ["9007199254740993", "9007199254740994"] });
    expect(notes[1]).toContain("beyond 2^53");
  });

  it("runs where and select in the file", async () => {
    const path = await written("SELECT i AS n, 'row ' || i AS t FROM range(100000) r(i)", ".parquet");
    const { table, total } = await openTable(path, {
      where: "n >= 99998 AND t LIKE 'row%'",
      select: "t, n / 2 AS half",
    });
    expect(cellsOf(table)).toEqual({ t: ["row 99998", "row 99999"], half: [49999, 49999.5] });
    expect(total).toBe(2);
  });

  it.each([
    ["JSONL", ".jsonl", '{"a": 1, "b": "2020-01-01"}\n{"a": 2.5, "b": "x", "c": true, "d": {"e": 1}}\n'],
    ["an array", ".json", '[{"a": 1, "b": "2020-01-01"}, {"a": 2.5, "b": "x", "c": true, "d": {"e": 1}}]'],
    ["JSONL of another name", ".log", '{"a": 1, "b": "2020-01-01"}\n{"a": 2.5, "b": "x", "c": true, "d": {"e": 1}}\n'],
  ])("reads %s with the keys of all rows", async (_, ending, text) => {
    const expected = { a: [1, 2.5], b: ["2020-01-01", "x"], c: [null, "true"], d: [null, '{"e":1}'] };
    expect(cellsOf((await openTable(file(text, ending))).table)).toEqual(expected);
    if (ending !== ".log") {
      expect(cellsOf((await openTable(file(gzipSync(text), `${ending}.gz`))).table)).toEqual(expected);
    }
  });

  it("keeps a key that only the last of many rows has", async () => {
    const path = file(`${'{"a": 1}\n'.repeat(50_000)}{"a": 1, "late": "x"}\n`, ".jsonl");
    expect((await openTable(path)).table.columns.map(({ name }) => name)).toEqual(["a", "late"]);
  });
});

describe("openTable refuses", () => {
  let parquet: string;
  beforeAll(async () => {
    parquet = await written("SELECT 1 AS a", ".parquet");
  });

  it.each<[string, () => string | string[], RegExp, OpenTableOptions?]>([
    ["a missing file", () => join(folder, "none.csv"), /none\.csv: no such file or folder/],
    ["a folder", () => folder, /must be a file, got a folder/],
    ["a pattern without files", () => join(folder, "none-*.csv"), /no file matches/],
    ["no file at all", () => [], /at least one file/],
    ["an empty file", () => file(""), /the file is empty/],
    ["an empty gzip file", () => file(gzipSync("")), /the file is empty/],
    ["only a header", () => file("a,b\n"), /only a header/],
    ["a ragged row", () => file("a,b\n1,2\n3\n"), /line 3: .* got 1 cell/],
    ["names that occur twice", () => file("a,a\n1,2\n"), /"a" twice/],
    ["NUL bytes", () => file("a,b\n1,\0\n"), /line 2: .* NUL/],
    ["bytes of another encoding", () => file(Buffer.from("a,b\n1,\u00e9\n", "latin1")), /UTF-8/, { encoding: "utf-8" }],
    ["a cut off gzip file", () => file(gzipSync(PEOPLE.repeat(99)).subarray(0, 60)), /ends too early/],
    ["names of another number", () => file("1,2\n3,4\n"), /must name all 2 columns/, { columns: ["a"] }],
    ["files of unlike columns", () => [file("a,b\n1,2\n"), file("a,c\n1,2\n")], /got "c" for "b"/],
    ["files of unlike formats", () => [file("a,b\n1,2\n"), parquet], /one format/],
    ["standard input beside a file", () => ["-", parquet], /must stand alone/],
    ["what is no Parquet file", () => file("a,b\n", ".parquet"), /must be a Parquet file/],
    ["a damaged Parquet file", () => file("PAR1 and then nothing", ".parquet"), /\.parquet: /],
    ["JSON rows that are no objects", () => file("[1, 2]", ".json"), /must be an object/],
    ["cut off JSON", () => file('[{"a": 1}', ".json"), /Malformed JSON/],
    ["keys that differ only in case", () => file('{"a": 1, "A": 2}\n', ".jsonl"), /differ in more than case/],
    ["no JSON rows", () => file("[]", ".json"), /no rows/],
    ["a condition that no row meets", () => file(PEOPLE), /at least one row/, { where: "age > 99" }],
    ["an unknown column", () => file(PEOPLE), /no column is called "agee"; did you mean "age"/, { where: "agee > 1" }],
    ["a text in double quotes", () => file(PEOPLE), /single quotes/, { where: 'name = "Ann"' }],
    ["an unknown column in select", () => parquet, /no column is called "b".*"a"/, { select: "b" }],
    ["broken SQL", () => file(PEOPLE), /where: must be an SQL expression, got syntax error/, { where: "age >" }],
    ["a text for a number", () => file(PEOPLE), /Could not convert string 'x'/, { where: "age = 'x'" }],
  ])("%s", async (_, make, message, options) => {
    const error = await refusal(make(), options);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain("\n");
  });

  it("a later cell that the SQL cannot take for a number", async () => {
    const path = file(`a,b\n${"1,x\n".repeat(100_000)}one,x\n`);
    const error = await refusal(path, { where: "a > 0" });
    expect((error as Error).message).toMatch(/row 100001, column "a": .* got "one"/);
  });

  it.each([
    ["a second statement", "a > 0; DROP TABLE data"],
    ["a subquery on a file", "a IN (SELECT 1 FROM read_csv('/etc/passwd'))"],
    ["a file by its name", "EXISTS (FROM '/etc/passwd')"],
    ["a reading function", "read_text('/etc/passwd') IS NOT NULL"],
    ["the environment", "getenv('HOME') <> ''"],
    ["a union", "a > 0 UNION SELECT * FROM data"],
    ["an end of the clause", "a > 0) OR (a < 0"],
    ["an order", "a > 0 ORDER BY a"],
    ["an aggregate", "max(a) > 0"],
    ["a window", "row_number() OVER () < 3"],
    ["chance", "random() < 0.5"],
    ["a setting", "current_setting('threads') > 0"],
  ])("%s in where, for every format", async (_, where) => {
    for (const path of [file("a,b\n1,2\n"), parquet]) {
      const error = await refusal(path, { where });
      expect(error).toBeInstanceOf(DataError);
      expect((error as Error).message).toMatch(/^where: must be /);
    }
  });

  it.each([
    "a FROM data; SELECT a",
    "a, (SELECT 1)",
    "DISTINCT a",
    "count(*)",
    "a, a",
    "COLUMNS('a')",
    "unnest([1, 2])",
  ])("select %s", async (select) => {
    for (const path of [file("a,b\n1,2\n"), parquet]) {
      expect(await refusal(path, { select })).toBeInstanceOf(DataError);
    }
  });

  it.each<[string, OpenTableOptions]>([
    ["a limit of none", { limit: 0 }],
    ["a sample of part of a row", { sample: { rows: 1.5, seed: 0 } }],
    ["a delimiter of Parquet", { delimiter: ";" }],
  ])("%s", async (_, options) => {
    expect(await refusal(parquet, options)).toBeInstanceOf(ConfigError);
  });
});

describe("streamTable", () => {
  it("gives pieces of one size in the order of the file, for every format", async () => {
    const sql = "SELECT i AS n, 'row ' || i AS t FROM range(30000) r(i)";
    for (const path of [
      await written(sql, ".csv"),
      await written(sql, ".parquet"),
      await written(sql, ".jsonl", "(FORMAT json)"),
    ]) {
      const stream = await streamTable(path, { where: "n % 2 = 0" }, 1000);
      expect(stream.names).toEqual(["n", "t"]);
      let at = 0;
      for await (const { count, columns } of stream.chunks) {
        expect(count).toBe(1000);
        for (let i = 0; i < count; i++) {
          expect(Number(columns[0]!.cells.values[i])).toBe(2 * (at + i));
          expect(columns[1]!.cells.values[i]).toBe(`row ${2 * (at + i)}`);
        }
        at += count;
      }
      expect(at).toBe(15_000);
    }
  });

  it("can be left early, or never begun", async () => {
    const path = await written("SELECT i AS n FROM range(50000) r(i)", ".parquet");
    for await (const { count } of (await streamTable(path)).chunks) {
      expect(count).toBe(8192);
      break;
    }
    const stream = await streamTable(path);
    await stream.close();
    await stream.close();
  });
});

describe("any CSV file", () => {
  const noise = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 120 }),
    fc
      .array(fc.constantFrom(..."\",;\t\r\n '1a\u00e9"), { minLength: 1, maxLength: 60 })
      .map((text) => Buffer.from(text.join(""))),
  );

  it("is the table that readCsvTable makes of its bytes, or the same error", async () => {
    await fc.assert(
      fc.asyncProperty(noise, async (data) => {
        const path = file(data, ".csv");
        const outcome = (work: () => Table) => {
          try {
            return cellsOf(work());
          } catch (error) {
            if (!(error instanceof DataError)) throw error;
            return error.message;
          }
        };
        const opened = await openTable(path).catch((error: unknown) => error);
        const expected = outcome(() => readCsvTable(data, path).table);
        const got = outcome(() => {
          if (opened instanceof Error) throw opened;
          return (opened as { table: Table }).table;
        });
        // Gzip and Zstandard by chance apart, whose errors are worded otherwise.
        if (data[0] !== 0x1f && data[0] !== 0x28) expect(got).toEqual(expected);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

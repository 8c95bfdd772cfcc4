import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../errors.ts";
import type { Table } from "../table/table.ts";
import { writeCsvTable } from "../table/write.ts";
import { CsvParser } from "./csv-parser.ts";
import { type CsvTableOptions, readCsvTable } from "./csv-table.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function read(source: string | Uint8Array, options?: CsvTableOptions) {
  return readCsvTable(typeof source === "string" ? bytes(source) : source, "t.csv", options);
}

function rowsOf({ columns, count }: Table): (string | number | null)[][] {
  return Array.from({ length: count }, (_, i) => columns.map(({ cells }) => cells.values[i]!));
}

function names({ columns }: Table): string[] {
  return columns.map(({ name }) => name);
}

describe("readCsvTable", () => {
  it("keeps every cell's text, and takes an empty one for nothing", () => {
    const { table } = read('a,b,c\n01,1.50, x \n,"",?\n"say ""hi""","1,5","two\nlines"\n');
    expect(names(table)).toEqual(["a", "b", "c"]);
    expect(rowsOf(table)).toEqual([
      ["01", "1.50", " x "],
      [null, null, "?"],
      ['say "hi"', "1,5", "two\nlines"],
    ]);
  });

  it.each([
    ["semicolons, though numbers hold commas", "a;b\n1,5;2,25\n3,5;4,5\n"],
    ["tabs", "a\tb\n1,5\t2,25\n3,5\t4,5\n"],
    ["bars", "a|b\n1,5|2,25\n3,5|4,5\n"],
    ["a comma and a blank", 'a, b\n"1,5", "2,25"\n"3,5", "4,5"\n'],
    ["commas with every cell quoted", '"a","b"\n"1,5","2,25"\n"3,5","4,5"\n'],
    ["single quotes", "'a','b'\n'1,5','2,25'\n'3,5','4,5'\n"],
    ["CRLF", 'a,b\r\n"1,5","2,25"\r\n"3,5","4,5"\r\n'],
    ["CR alone", 'a,b\r"1,5","2,25"\r"3,5","4,5"\r'],
    ["line ends of both kinds and none at the end", 'a,b\r\n"1,5","2,25"\n"3,5","4,5"'],
    ["blanks after quotes", '"a" ,"b"\n"1,5" ,"2,25"  \n"3,5","4,5"\n'],
    ["a byte order mark", '\ufeffa,b\n"1,5","2,25"\n"3,5","4,5"\n'],
    ["empty lines between", '\na,b\n"1,5","2,25"\n\n   \n"3,5","4,5"\n\n\n'],
  ])("finds %s", (_, text) => {
    const { table } = read(text);
    expect(names(table)).toEqual(["a", "b"]);
    expect(rowsOf(table)).toEqual([
      ["1,5", "2,25"],
      ["3,5", "4,5"],
    ]);
  });

  it("keeps line breaks within quotes as they are", () => {
    expect(rowsOf(read('"a\r\nb",c\n"1\r\n2","3\r4"\r\n').table)).toEqual([["1\r\n2", "3\r4"]]);
  });

  it("says how many empty lines it passed over", () => {
    expect(read("a\n1\n\n2\n\n").notes).toContain("t.csv: 2 empty lines were passed over.");
  });

  it.each([
    ["UTF-16 with a mark", [0xff, 0xfe, ...new Uint8Array(Buffer.from("é,b\n1,ü\n", "utf16le"))], "é", "ü"],
    ["UTF-16 without one", [...new Uint8Array(Buffer.from("name,b\n1,xyz\n", "utf16le"))], "name", "xyz"],
    ["Latin-1", [...new Uint8Array(Buffer.from("é,b\n1,ü", "latin1"))], "é", "ü"],
    ["UTF-8", [...new Uint8Array(Buffer.from("é,b\n1,ü", "utf8"))], "é", "ü"],
  ])("reads %s", (_, data, name, cell) => {
    const { table } = read(Uint8Array.from(data));
    expect(names(table)[0]).toBe(name);
    expect(rowsOf(table)).toEqual([["1", cell]]);
  });

  it.each([
    ["adult.data has none", "39, State-gov, Bachelors, <=50K\n50, Private, ?, >50K\n", false],
    ["texts over numbers are one", "a,b\nx,1\ny,2\n", true],
    ["texts over numbers and missing cells are one", "a,b\nx,?\ny,2\nz,\n", true],
    ["texts that come again are none", "yes,low\nno,high\nyes,low\nno,low\n", false],
    ["texts that never come again are one", "answer,level\nno,high\nyes,low\nno,low\n", true],
    ["a first row with a missing marker is none", "?,a\nb,c\n", false],
    ["a name may be missing", ",b\n0,x\n1,y\n", true],
    ["dates over dates are none", "2020-01-01,x\n2020-01-02,y\n", false],
    ["texts over dates are one", "day,what\n2020-01-01,what\n", true],
    ["numbers over numbers are none", "1,2\n3,4\n", false],
  ])("tells a header: %s", (_, text, header) => {
    const { table, notes } = read(text);
    expect(table.count).toBe(text.trim().split("\n").length - (header ? 1 : 0));
    expect(notes[0]).toContain(header ? "a header" : "no header, columns named column1 to");
  });

  it("takes what it is told over what it finds", () => {
    const { table } = read("a|b;1\nc|d;2\n", { delimiter: "|", header: false, columns: ["x", "y"] });
    expect(names(table)).toEqual(["x", "y"]);
    expect(rowsOf(table)).toEqual([
      ["a", "b;1"],
      ["c", "d;2"],
    ]);
  });

  it("names what has no name by its place, and says so", () => {
    const { table, notes } = read("a,,column2\nx,1,2\n");
    expect(names(table)).toEqual(["a", "column2_2", "column2"]);
    expect(notes).toContain('t.csv: column 2 has no name and is called "column2_2".');
  });

  it.each<[string, string | Uint8Array, RegExp, CsvTableOptions?]>([
    ["an empty file", "", /t\.csv: the file is empty/],
    ["only empty lines", "\n \r\n", /the file is empty/],
    ["only a header", "a,b\n", /only a header/],
    ["a short row", "a,b\n1,2\n3\n4,5\n", /line 3: .* first one, 2, got 1 cell/],
    ["a long row", 'a,b\n"1\n1",2\n3,4,5\n', /line 4: .* got 3 cells/],
    ["a name twice", "a,b,a\n1,2,3\n", /got "a" twice/],
    ["an open quote", 'a,b\n1,2\n3,"4\n5,6\n', /line 3: a quote is opened and never closed/],
    ["text after a quote", 'a,b\n1,2\n3,"4"x\n', /line 3: cell 2: text after the closing quote/],
    ["a NUL byte", "a,b\n1,2\n3,\0\n", /line 3: .* NUL/],
    ["too few names", "1,2\n3,4\n", /must name all 2 columns, got 1/, { columns: ["x"] }],
    ["names twice", "1,2\n3,4\n", /"x" twice/, { columns: ["x", "x"] }],
    ["an empty name", "1,2\n3,4\n", /column 2 must have a name/, { columns: ["x", ""] }],
    ["a long delimiter", "1,2\n3,4\n", /one character/, { delimiter: "::" }],
    ["another encoding than told", Uint8Array.of(97, 10, 0xe9, 10), /UTF-8 text/, { encoding: "utf-8" }],
  ])("refuses %s", (_, source, message, options) => {
    expect(() => read(source, options)).toThrow(DataError);
    expect(() => read(source, options)).toThrow(message);
  });

  it("reads one column, one row and ten thousand columns", () => {
    expect(rowsOf(read("a\nx\n").table)).toEqual([["x"]]);
    const wide = Array.from({ length: 10_000 }, (_, j) => `c${j}`);
    const { table } = read(`${wide.join(",")}\n${wide.map((_, j) => j).join(",")}\n`);
    expect(names(table)).toEqual(wide);
    expect(rowsOf(table)[0]![9_999]).toBe("9999");
  });
});

// No NUL and no half of a surrogate pair: neither is text.
const cell = fc
  .string({ unit: fc.oneof(fc.constantFrom(..."\",;|\t\r\n '=ab0-"), fc.string({ unit: "binary", minLength: 1 })) })
  .filter((text) => !text.includes("\0"));

const tables = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 })).chain(([width, count]) =>
  fc.record({
    names: fc.uniqueArray(
      cell.map((text) => `n${text}`.trim()),
      { minLength: width, maxLength: width },
    ),
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: count, maxLength: count }),
  }),
);

function tableFrom(columns: readonly string[], rows: readonly (readonly string[])[]): Table {
  return {
    name: "t.csv",
    count: rows.length,
    columns: columns.map((name, j) => ({ name, cells: { kind: "text", values: rows.map((row) => row[j]!) } })),
  };
}

describe("any table", () => {
  it("comes back as it was written", () => {
    fc.assert(
      fc.property(tables, ({ names: columns, rows }) => {
        const { table } = read(writeCsvTable(tableFrom(columns, rows)), { header: true });
        expect(names(table)).toEqual(columns);
        expect(rowsOf(table)).toEqual(rows.map((row) => row.map((text) => (text === "" ? null : text))));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("has as many rows as were written, whatever header is found", () => {
    fc.assert(
      fc.property(tables, ({ names: columns, rows }) => {
        const text = writeCsvTable(tableFrom(columns, rows));
        try {
          const { table, notes } = read(text);
          expect(table.count).toBe(rows.length + (notes[0]!.includes("no header") ? 1 : 0));
        } catch (error) {
          // Names by chance: the first of the cells twice, and nothing that tells them from names.
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it("is the same in pieces of any size", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 9 }), ({ names: columns, rows }, size) => {
        const text = writeCsvTable(tableFrom(columns, rows)).replaceAll("\n", "\r\n");
        const dialect = { delimiter: ",", quote: '"', newline: "\n", blankAfter: false } as const;
        const parser = new CsvParser(dialect, "t.csv");
        const got: string[][] = [];
        for (let at = 0; at < text.length; at += size) got.push(...parser.push(text.slice(at, at + size)));
        got.push(...parser.push("", true));
        expect(got).toEqual(new CsvParser(dialect, "t.csv").push(text, true));
        expect(got).toHaveLength(rows.length + 1);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe("any bytes", () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.constantFrom(..."\",;\t\r\n '1a\u00e9"), { maxLength: 80 }).map((text) => bytes(text.join(""))),
  );

  it("are a table or a DataError", () => {
    fc.assert(
      fc.property(noise, (data) => {
        try {
          const { table } = read(data);
          expect(table.count).toBeGreaterThan(0);
          for (const { cells } of table.columns) expect(cells.values).toHaveLength(table.count);
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
        }
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvOptions, readCsvNumbers, writeCsv } from "./csv.ts";

function read(text: string, options: CsvOptions = {}) {
  return readCsvNumbers(new TextEncoder().encode(text), "t.csv", options);
}

describe("readCsvNumbers", () => {
  it.each([
    ["a,b\n1,2\n3,4\n", ["a", "b"]],
    ["1,2\n3,4", undefined],
    ["a;b\r\n1;2\r\n3;4\r\n", ["a", "b"]],
    ["a\tb\n1\t2\n\n3\t4\n\n", ["a", "b"]],
    ['\ufeff"a","b"\n"1","2"\n3, 4 \n', ["a", "b"]],
    ['"a","b"\n1,2\n3,4', ["a", "b"]],
  ])("reads %j", (text, header) => {
    const table = read(text);
    expect(table.header).toEqual(header);
    expect([table.rows, table.size]).toEqual([2, 2]);
    expect([...table.values]).toEqual([1, 2, 3, 4]);
  });

  it("keeps delimiters, quotes and line breaks inside quotes, and counts the lines", () => {
    const text = '"a, ""x""","b\nc"\n1,2\n3,oops\n';
    expect(() => read(text)).toThrow('t.csv: line 4, column "b\nc" must be a finite number, got "oops"');
    expect(read(text.replace("oops", "4")).header).toEqual(['a, "x"', "b\nc"]);
  });

  it("takes a column of labels out of the numbers", () => {
    const table = read("x,class,y\n1,cat,2\n3,dog,4\n", { labelColumn: "class" });
    expect(table.header).toEqual(["x", "y"]);
    expect([...table.values]).toEqual([1, 2, 3, 4]);
    expect(table.labels).toEqual(["cat", "dog"]);
  });

  it.each([
    ["", "t.csv: the table is empty"],
    ["\n\n", "t.csv: the table is empty"],
    ["a,b\n1,2\n3\n", "t.csv: line 3: expected 2 columns, got 1"],
    [
      "a,b\n1,\n",
      't.csv: line 2, column "b" must be a finite number, got an empty cell; remove the row or fill the value in',
    ],
    ["1,2\nNaN,4\n", 't.csv: line 2, column "x0" must be a finite number, got "NaN"; remove the row or fill'],
    ["1,2\n3,inf\n", 'column "x1" must be a finite number, got "inf"; remove the row or fill'],
    ["NaN,2\n3,4\n", 't.csv: line 1, column "x0"'],
    ["a\nred\n", 'got "red"; remove the column, write it as numbers, or name it as the label column'],
    ['a\n"1\n', "t.csv: line 2: a quote is opened and never closed"],
  ])("refuses %j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("names the header line when the label column is not in it", () => {
    expect(() => read("a,b\n1,2\n", { labelColumn: "c" })).toThrow(
      'the label column "c" must be in the header line, got a, b',
    );
    expect(() => read("1,2\n", { labelColumn: "c" })).toThrow("got no header line");
  });

  it("refuses bytes that are no UTF-8 text", () => {
    expect(() => readCsvNumbers(Uint8Array.of(0x31, 0xff), "t.csv")).toThrow("t.csv: a table must be UTF-8 text");
  });
});

describe("writeCsv", () => {
  it("writes 32-bit floats with the digits they need and quotes texts", () => {
    const row = [Math.fround(0.1), 1 / 3, 7, 'a,"b"', -0.5];
    expect(writeCsv(["x", "y"], [row])).toBe('x,y\n0.1,0.3333333333333333,7,"a,""b""",-0.5\n');
  });

  it("writes numbers that are read back exactly", () => {
    const number = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 5 }), (rows) => {
        const got = read(writeCsv(["a", "b"], rows)).values.map((value) => Math.fround(value) + 0);
        expect([...got]).toEqual(rows.flat().map((value) => Math.fround(value) + 0));
      }),
      { seed: 1 },
    );
  });
});

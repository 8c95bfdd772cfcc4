import { describe, expect, it } from "vitest";
import { DataError } from "../../errors.ts";
import type { Table } from "./table.ts";
import { escapeFormula, writeCsvTable, writeJsonlTable } from "./write.ts";

const table: Table = {
  name: "t",
  count: 3,
  columns: [
    { name: "a,b", cells: { kind: "text", values: ['say "hi"', null, "=cmd()"] } },
    { name: "n", cells: { kind: "number", values: Float64Array.of(1.5, Number.NaN, -0) } },
  ],
};

describe("writeCsvTable", () => {
  it("quotes as RFC 4180 asks, and leaves a cell empty where nothing is", () => {
    expect(writeCsvTable(table)).toBe('"a,b",n\n"say ""hi""",1.5\n,\n=cmd(),-0\n');
  });

  it("leaves out the header of a further piece", () => {
    expect(writeCsvTable(table, { header: false })).toMatch(/^"say/);
  });

  it("writes a row of one empty cell so that it is a row", () => {
    const column = { name: "a", cells: { kind: "text", values: [null] } } as const;
    expect(writeCsvTable({ name: "t", count: 1, columns: [column] })).toBe('a\n""\n');
  });

  it("escapes formulas where asked to, and no numbers", () => {
    expect(writeCsvTable(table, { safe: true })).toContain(`"'=cmd()",-0`);
    const texts = ["=1+1", "+x", "-x", "@a", "\tx", "\rx", "-1.5", "+2e3", "a=b", "", "-"];
    expect(texts.map(escapeFormula)).toEqual([
      "'=1+1",
      "'+x",
      "'-x",
      "'@a",
      "'\tx",
      "'\rx",
      "-1.5",
      "+2e3",
      "a=b",
      "",
      "'-",
    ]);
  });
});

describe("writeJsonlTable", () => {
  it("writes one object a line", () => {
    const lines = writeJsonlTable(table).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { "a,b": 'say "hi"', n: 1.5 },
      { "a,b": null, n: null },
      { "a,b": "=cmd()", n: -0 },
    ]);
  });

  it("refuses a number that JSON cannot hold", () => {
    const infinite = {
      name: "n",
      cells: { kind: "number", values: Float64Array.of(Number.POSITIVE_INFINITY) },
    } as const;
    expect(() => writeJsonlTable({ name: "t", count: 1, columns: [infinite] })).toThrow(DataError);
  });
});

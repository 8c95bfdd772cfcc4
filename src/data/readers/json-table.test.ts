import { describe, expect, it } from "vitest";
import { DataError } from "../../errors.ts";
import { readJsonTable } from "./json-table.ts";

const read = (text: string) => readJsonTable(new TextEncoder().encode(text), "t.json").table;
const cells = (text: string) =>
  Object.fromEntries(read(text).columns.map((column) => [column.name, column.cells.values]));

describe("readJsonTable", () => {
  it.each([
    ["an array", '[{"a": 1, "b": "x"},\n {"b": null, "c": true}]'],
    ["one object a line", '{"a": 1, "b": "x"}\n\n{"b": null, "c": true}\r\n'],
  ])("reads %s, with the keys of all objects as columns", (_, text) => {
    expect(cells(text)).toEqual({ a: ["1", null], b: ["x", null], c: [null, "true"] });
  });

  it("keeps the text of numbers", () => {
    const text = '[{"a": 1.50, "b": 12345678901234567890, "c": "1.50 of \\"2.0\\"", "d": 1e400, "e": -0}]';
    expect(cells(text)).toEqual({
      a: ["1.50"],
      b: ["12345678901234567890"],
      c: ['1.50 of "2.0"'],
      d: ["1e400"],
      e: ["-0"],
    });
  });

  it("keeps lists and objects as JSON", () => {
    expect(cells('[{"a": [1, "x"], "b": {"c": null}}]')).toEqual({ a: ['[1,"x"]'], b: ['{"c":null}'] });
  });

  it.each([
    ["nothing", " ", /empty/],
    ["no rows", "[]", /no rows/],
    ["no keys", "[{}]", /no keys/],
    ["a row that is a list", '{"a": 1}\n[1, 2]\n', /line 2: a row must be an object .* got \[1,2\]/],
    ["a row that is a number", '[{"a": 1}, 1.50]', /row 2: a row must be an object/],
    ["a cut off array", '[{"a": 1}', /must be JSON/],
    ["a cut off line", '{"a": 1}\n{"a":', /line 2: must be JSON/],
    ["an empty key", '[{"": 1}]', /must have a name/],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(DataError);
    expect(() => read(text)).toThrow(message);
  });
});

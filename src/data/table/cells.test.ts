import { describe, expect, test } from "vitest";
import { DataError } from "../../errors.ts";
import { cellLevels, cellNumbers } from "./cells.ts";
import type { TableColumn } from "./schema.ts";
import type { Cells } from "./table.ts";

const text = (...values: (string | null)[]): Cells => ({ kind: "text", values });
const base = { name: "x", missing: 0, marker: "" };
const facts = { decimals: 1, min: 0, max: 1, heavyTailed: false, bounded: false };
const number: TableColumn = { ...base, type: "continuous", number: { ...facts, decimalMark: "." } };

describe("numbers", () => {
  test("are read by the column's style; null, blanks and markers are missing", () => {
    const column: TableColumn = {
      ...number,
      marker: "?",
      markers: ["?", "NA"],
      number: { ...facts, decimalMark: ",", groupMark: "." },
    };
    const got = cellNumbers(text(" 1.234,5 ", "-2", null, "", "  ", " ? ", "NA"), column);
    expect(Array.from(got)).toEqual([1234.5, -2, NaN, NaN, NaN, NaN, NaN]);
  });

  test("that are markers are missing, in texts and in numbers", () => {
    const column: TableColumn = { ...number, markers: ["-999"] };
    expect(Array.from(cellNumbers(text("1", "-999"), column))).toEqual([1, NaN]);
    expect(Array.from(cellNumbers({ kind: "number", values: Float64Array.of(1, -999) }, column))).toEqual([1, NaN]);
  });

  test("dates are times", () => {
    const column: TableColumn = {
      ...base,
      type: "datetime",
      date: { format: "DD.MM.YYYY", unit: "day", min: 0, max: 0 },
    };
    expect(Array.from(cellNumbers(text("02.01.1970", ""), column))).toEqual([86_400_000, NaN]);
    expect(() => cellNumbers(text("1970-01-02"), column)).toThrow(
      /row 1: must be a date like DD.MM.YYYY, got "1970-01-02"/,
    );
  });

  test("cells that are none are refused with row and value, or told to the caller", () => {
    expect(() => cellNumbers(text("1", "a b"), number, { table: "t.csv", firstRow: 100 })).toThrow(DataError);
    expect(() => cellNumbers(text("1", "a b"), number, { table: "t.csv", firstRow: 100 })).toThrow(
      /^t\.csv: column "x", row 102: must be a number, got "a b"; .*--missing "a b"/,
    );
    const told: unknown[] = [];
    const infinite: Cells = { kind: "number", values: Float64Array.of(Number.NEGATIVE_INFINITY, 2) };
    expect(Array.from(cellNumbers(infinite, number, { onBad: (...cell) => told.push(cell) }))).toEqual([NaN, 2]);
    expect(told).toEqual([[0, "-Infinity"]]);
    expect(infinite.values[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});

test("levels are texts without the blanks around; numbers are written the shortest way", () => {
  const column: TableColumn = { ...base, type: "categorical", markers: ["?"] };
  expect(cellLevels(text(" a ", "a b", "?", "", null, "NA"), column)).toEqual(["a", "a b", null, null, null, "NA"]);
  expect(cellLevels({ kind: "number", values: Float64Array.of(1, 0.5, NaN, 1) }, column)).toEqual([
    "1",
    "0.5",
    null,
    "1",
  ]);
});

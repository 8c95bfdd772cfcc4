import { describe, expect, test } from "vitest";
import { ConfigError, DataError } from "../../errors.ts";
import { tableOf, times } from "./_tables.ts";
import { checkConstraints, describeConstraint, parseConstraint } from "./constraints.ts";
import { detectConstraints } from "./detect-constraints.ts";
import { inferSchema } from "./infer.ts";
import type { Table } from "./table.ts";
import { fitConstraints, violations } from "./violations.ts";

const table = tableOf({
  low: times(60, (i) => String(((i * 7) % 30) + 0.5)),
  high: times(60, (i) => String(((i * 7) % 30) + (i % 4) + 0.5)),
  "a < b": times(60, (i) => String((i * 11) % 13)),
  town: times(60, (i) => ["Rome", "Milan", "Paris", "Lyon"][(i * 3 + (i >> 2)) % 4]!),
  land: times(60, (i) => ["Italy", "Italy", "France", "France"][(i * 3 + (i >> 2)) % 4]!),
  day: times(60, (i) => `2024-03-${String(((i * 5) % 28) + 1).padStart(2, "0")}`),
  id: times(60, (i) => `K${i}`),
});
const { schema } = inferSchema(table);
const withAll = (...all: string[]) => ({ ...schema, constraints: all.map((text) => parseConstraint(text, schema)) });
const rows = (cells: Record<string, (string | null)[]>): Table => {
  const count = Object.values(cells)[0]!.length;
  return tableOf({
    ...Object.fromEntries(table.columns.map(({ name }) => [name, times(count, () => null)])),
    ...cells,
  });
};

describe("parsing", () => {
  test.each([
    ["low <= high", { kind: "inequality", low: "low", high: "high", strict: false }],
    ["high>low", { kind: "inequality", low: "low", high: "high", strict: true }],
    ["a < b <= low", { kind: "inequality", low: "a < b", high: "low", strict: false }],
    ["positive:low", { kind: "positive", column: "low" }],
    ["range:low:-1:1e2", { kind: "range", column: "low", min: -1, max: 100 }],
    [
      "range:day:2024-01-01:2024-12-31",
      { kind: "range", column: "day", min: Date.UTC(2024, 0, 1), max: Date.UTC(2024, 11, 31) },
    ],
    ["unique:town, id", { kind: "unique", columns: ["town", "id"] }],
    ["fixed:town,land", { kind: "fixed", columns: ["town", "land"] }],
  ])("%s", (text, constraint) => {
    expect(parseConstraint(text, schema)).toEqual(constraint);
    expect(describeConstraint(parseConstraint(text, schema)).length).toBeGreaterThan(5);
  });

  test.each([
    ["low <= hihg", /did you mean "high"/],
    ["positive:lwo", /did you mean "low"/],
    ["low", /must be one of the known forms/],
    ["range:low:1", /two ends/],
    ["range:low:a:b", /two ends that are numbers/],
    ["range:day:1:2", /dates like YYYY-MM-DD/],
    ["fixed:town", /two columns at least/],
  ])("refuses %s", (text, message) => {
    expect(() => parseConstraint(text, schema)).toThrow(ConfigError);
    expect(() => parseConstraint(text, schema)).toThrow(message);
  });
});

describe("contradictions", () => {
  test.each([
    [["low < high", "high < low"]],
    [["low < high", "high <= a < b", "a < b <= low"]],
    [["low < low"]],
    [["range:low:5:10", "range:high:0:4", "low <= high"]],
    [["positive:low", "range:low:-5:0"]],
    [["range:low:5:5", "range:high:5:5", "low < high"]],
    [["range:low:5:10", "range:low:11:12"]],
    [["range:low:5:1"]],
    [["positive:town"]],
    [["low <= day"]],
    [["fixed:town,id"]],
  ])("%j", (all) => expect(() => checkConstraints(withAll(...all))).toThrow(ConfigError));

  test.each([[["low <= high", "high <= low"]], [["positive:low", "low < high", "range:high:0:1"]], [["unique:id"]]])(
    "none in %j",
    (all) => expect(() => checkConstraints(withAll(...all))).not.toThrow(),
  );
});

describe("violations", () => {
  const check = (text: string, cells: Record<string, (string | null)[]>) =>
    Array.from(violations(rows(cells), withAll(text)));

  test("are found row by row; missing cells break nothing", () => {
    const cells = { low: ["1", "2", "3", "", "-1"], high: ["2", "2", "1", "0", null] };
    expect(check("low <= high", cells)).toEqual([0, 0, 1, 0, 0]);
    expect(check("low < high", cells)).toEqual([0, 1, 1, 0, 0]);
    expect(check("positive:low", cells)).toEqual([0, 0, 0, 0, 1]);
    expect(check("range:high:0:1", cells)).toEqual([1, 1, 0, 0, 0]);
    expect(check("unique:low", { low: ["1", "2", "1.0", "", ""] })).toEqual([0, 0, 1, 0, 0]);
  });

  test("fixed combinations are those of the training part", () => {
    const fitted = fitConstraints(table, withAll("fixed:town,land", "low <= high"));
    const other = rows({
      town: ["Rome", "Rome", "Lyon", "Oslo", null],
      land: ["Italy", "France", "France", "Norway", "Italy"],
    });
    expect(Array.from(violations(other, fitted))).toEqual([0, 1, 0, 1, 0]);
    expect(Array.from(violations(table, fitted))).toEqual(times(60, () => 0));
    expect(() => violations(other, withAll("fixed:town,land"))).toThrow(/fitConstraints/);
  });

  test("a source that breaks a constraint is refused with the row", () => {
    expect(() => fitConstraints(table, withAll("high <= low"))).toThrow(DataError);
    expect(() => fitConstraints(table, withAll("high <= low"))).toThrow(
      /row 2: .*"high is at most low".*got high = 8.5, low = 7.5/,
    );
    expect(() => fitConstraints(table, withAll("unique:town"))).toThrow(/town = /);
  });
});

test("what holds in all rows, and not by chance, is suggested", () => {
  const found = detectConstraints(table, schema);
  expect(found.map(({ constraint }) => constraint)).toEqual([
    { kind: "fixed", columns: ["town", "land"] },
    { kind: "inequality", low: "low", high: "high", strict: false },
  ]);
  expect(found[0]!.sentence).toBe('town determines land in all rows; --constraint "fixed:town,land" keeps it so');
});

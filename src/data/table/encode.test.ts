import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Generator } from "../../array/index.ts";
import { ConfigError, DataError } from "../../errors.ts";
import { tableOf, times } from "./_tables.ts";
import { decodeTable } from "./decode.ts";
import { encodeTable } from "./encode.ts";
import { type EncodingOptions, fitEncodings } from "./fit.ts";
import { inferSchema } from "./infer.ts";
import { modelled, type NumberEncoding, tableSchema } from "./schema.ts";
import { codeShapes } from "./shape.ts";
import type { Table } from "./table.ts";

const KINDS = ["bins", "modes", "quantile", "scaled"] as const;

function fitted(table: Table, options: EncodingOptions = {}, types = {}) {
  const schema = fitEncodings(table, inferSchema(table, { types }).schema, options);
  expect(tableSchema.parse(structuredClone(schema))).toEqual(schema);
  return schema;
}

const texts = (table: Table, name: string) => table.columns.find((column) => column.name === name)!.cells.values;

describe("decode(encode(row)) = row", () => {
  // Whole numbers per step of the last decimal; the widest of these ranges still fits the digits of a float in its bin.
  const shapes: Record<string, (g: Generator, i: number) => number> = {
    normal: (g) => Math.round(1000 * g.normal()),
    "negative and skew": (g) => -Math.round(500 * g.normal() ** 2),
    "a big offset": (g) => 1_000_000_000 + Math.round(1000 * g.normal()),
    "few values": (g) => g.integer(7) - 3,
    inflated: (g) => (g.uniform() < 0.6 ? 0 : Math.round(100 * g.normal() ** 2) + 50),
    bounded: (g) => Math.min(100, Math.max(0, Math.round(60 + 30 * g.normal()))),
    "one value or another far away": (_, i) => (i % 2 === 0 ? -5 : 900),
    steps: (g) => g.integer(12) ** 3,
    "all distinct": (_, i) => ((i * 7919) % 10007) - 3000,
  };
  describe.each(KINDS)("%s", (numbers) => {
    test.each(Object.keys(shapes))("%s", (name) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 1000 }),
          fc.constantFrom(2, 3, 30, 400),
          fc.integer({ min: 0, max: 3 }),
          fc.constantFrom(".", ","),
          (seed, rows, decimals, mark) => {
            const generator = new Generator(seed, name);
            const cells = times(rows, (i) => {
              if (rows > 3 && generator.uniform() < 0.1) return "";
              return (shapes[name]!(generator, i) / 10 ** decimals).toFixed(decimals).replace(".", mark);
            });
            const table = tableOf({ x: cells.every((cell) => cell === "") ? ["1", "2"] : cells });
            const schema = fitted(table, { numbers }, { x: "continuous" });
            const { values, unseen } = encodeTable(table, schema);
            expect(unseen).toEqual([]);
            expect(values.every(Number.isFinite)).toBe(true);
            expect(texts(decodeTable(values, schema), "x")).toEqual(table.columns[0]!.cells.values);
          },
        ),
        { numRuns: 25, seed: 7 },
      );
    });

    test("heavy tails come back to a few parts in a million of the distance from the middle", () => {
      const generator = new Generator(5, "tails");
      const cells = Float64Array.from({ length: 2000 }, () => generator.normal() / Math.abs(generator.normal()));
      const table = tableOf({ x: cells });
      const schema = fitted(table, { numbers });
      const decoded = texts(decodeTable(encodeTable(table, schema).values, schema, { typed: true }), "x");
      cells.forEach((x, i) => {
        expect(Math.abs((decoded[i] as number) - x)).toBeLessThan(1e-5 * (Math.abs(x) + 1));
      });
    });

    test("dates come back to their unit", () => {
      const dates = times(500, (i) => new Date(Date.UTC(1990, 0, 1) + ((i * 7919) % 12000) * 86_400_000).toISOString());
      const minutes = times(500, (i) => new Date(Date.UTC(2024, 0, 1) + ((i * 7919) % 90000) * 60_000).toISOString());
      const table = tableOf({
        day: dates.map((iso) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`),
        minute: minutes.map((iso) => iso.slice(0, 16)),
      });
      const schema = fitted(table, { numbers });
      expect(schema.columns.map(({ type }) => type)).toEqual(["datetime", "datetime"]);
      const decoded = decodeTable(encodeTable(table, schema).values, schema);
      for (const { name, cells } of table.columns) expect(texts(decoded, name)).toEqual(cells.values);
    });
  });

  test("levels, pooled ones and gaps among them, and thousands marks", () => {
    const names = times(300, (i) => (i % 3 === 0 ? `rare ${i % 60}` : i % 7 === 0 ? "?" : "common"));
    const table = tableOf({
      city: names,
      flag: times(300, (i) => (i % 5 === 0 ? "yes" : "no")),
      price: times(300, (i) => (i === 0 ? "12,345.50" : `${1 + (i % 9)},${String(100 + i)}.25`)),
    });
    const schema = fitted(table, { levels: 8 });
    expect(schema.columns[0]!.encoding).toMatchObject({ levels: { length: 7 }, pooled: { levels: { length: 14 } } });
    const decoded = decodeTable(encodeTable(table, schema).values, schema);
    for (const { name, cells } of table.columns) expect(texts(decoded, name)).toEqual(cells.values);
  });
});

describe("levels", () => {
  test("those of a single row share the last code, two of them at least", () => {
    const encodings = [
      ["a", "a", "b", "b", "c"],
      ["a", "a", "b", "c"],
    ].map((cells) => fitted(tableOf({ x: cells })).columns[0]!.encoding);
    expect(encodings[0]).toEqual({ kind: "levels", levels: ["a", "b", "c"], counts: [2, 2, 1] });
    expect(encodings[1]).toMatchObject({ levels: ["a"], pooled: { levels: ["b", "c"], counts: [1, 1] } });
  });

  test("a pooled code is drawn by the counts of its members", () => {
    const table = tableOf({ x: times(400, (i) => (i < 300 ? "a" : i < 390 ? "b" : "c")) });
    const schema = fitted(table, { levels: 2 });
    const codes = new Float32Array(2000).map((_, i) => (i % 2 === 0 ? 1 : 0));
    const cells = texts(decodeTable(codes, schema, { draw: new Generator(1, "pool") }), "x") as string[];
    const b = cells.filter((text) => text === "b").length;
    expect(b).toBeGreaterThan(860);
    expect(b).toBeLessThan(940);
    expect(cells.filter((text) => text === "c").length).toBe(1000 - b);
  });

  test("ordinal levels keep their order, those that do not occur too", () => {
    const table = tableOf({ x: [3, 1, 10, 1] });
    expect(fitted(table, {}, { x: "ordinal" }).columns[0]!.encoding).toMatchObject({
      levels: ["1", "3", "10"],
      counts: [2, 1, 1],
    });
  });
});

describe("cells that the training part had nothing like", () => {
  const table = tableOf({
    n: times(500, (i) => ((i * 37) % 499) / 2),
    few: times(500, (i) => (i % 5) * 2),
    c: times(500, (i) => "ab"[i % 2]!),
  });
  const other = tableOf({ n: [1, 1000, -4], few: [2, 3, 9], c: ["a", "z", "z"], extra: ["1", "2", "3"] });

  test("new levels count as missing, numbers outside as the nearest bin, and all are reported", () => {
    const schema = fitted(table);
    const { values, unseen, ignored } = encodeTable(other, schema, { firstRow: 100 });
    expect(unseen).toEqual([
      { column: "n", kind: "range", count: 2, example: "1000", rows: [101, 102] },
      { column: "few", kind: "range", count: 2, example: "3", rows: [101, 102] },
      { column: "c", kind: "level", count: 2, example: "z", rows: [101, 102] },
    ]);
    expect(ignored).toEqual(["extra"]);
    expect(Array.from(values.slice(6, 12))).toEqual([49, 1, -1, 2, 0, 0]);
    expect(values[12]).toBe(0);
    expect(values[15]).toBeLessThan(-0.5);
    expect(values[15]).toBeGreaterThanOrEqual(-1);
  });

  test.each(["modes", "scaled", "quantile"] as const)("%s gives them back exactly", (numbers) => {
    const schema = fitted(table, { numbers });
    const encoded = encodeTable(other, schema);
    expect(encoded.unseen.map(({ column, count }) => [column, count])).toEqual([
      ["n", 2],
      ["few", 1],
      ["c", 2],
    ]);
    expect(texts(decodeTable(encoded.values, schema), "n")).toEqual(["1", "1000", "-4"]);
  });

  test("a column that is not there is refused, unless it may be absent", () => {
    const schema = fitted(table);
    const part: Table = { ...other, columns: other.columns.filter(({ name }) => name !== "few") };
    expect(() => encodeTable(part, schema)).toThrow(DataError);
    const { values } = encodeTable(part, schema, { optional: ["few"] });
    expect([values[1], values[7], values[4]]).toEqual([-1, -1, 0]);
    expect(texts(decodeTable(values, schema), "few")).toEqual(["", "", ""]);
  });

  test("cells that cannot be read are refused with table, row and value, or told to the caller", () => {
    const schema = fitted(table);
    const bad = tableOf({ n: ["1", "x1"], few: ["2", "2"], c: ["a", "b"] });
    expect(() => encodeTable(bad, schema, { firstRow: 10 })).toThrow(
      /test\.csv: column "n", row 12: must be a number, got "x1"/,
    );
    const told: unknown[] = [];
    const { values } = encodeTable(bad, schema, { onBad: (...cell) => told.push(cell) });
    expect(told).toEqual([["n", 1, "x1"]]);
    expect(values[6]).toBe(-1);
  });
});

describe("encodings of numbers", () => {
  test("bins hold about equal counts, and frequent values are atoms", () => {
    const generator = new Generator(2, "bins");
    const cells = Float64Array.from({ length: 10_000 }, () => (generator.uniform() < 0.3 ? 5 : generator.normal()));
    const encoding = fitted(tableOf({ x: cells }), { bins: 20 }).columns[0]!.encoding as NumberEncoding;
    expect(encoding.atoms).toEqual([5]);
    const { bins } = encoding.parts as Extract<NumberEncoding["parts"], { kind: "bins" }>;
    expect(bins).toHaveLength(20);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(10_000 - encoding.atomCounts[0]!);
    for (const [i, { knots, count }] of bins.entries()) {
      expect(knots).toHaveLength(17);
      expect(Math.abs(count - (10_000 - encoding.atomCounts[0]!) / 20)).toBeLessThan(3);
      expect(knots[0]).toBe(i === 0 ? knots[0] : bins[i - 1]!.knots[16]);
    }
  });

  test("values within a bin are spread evenly over [0, 1]", () => {
    const generator = new Generator(2, "even");
    const table = tableOf({ x: Float64Array.from({ length: 20_000 }, () => Math.exp(generator.normal())) });
    const schema = fitted(table, { bins: 10 });
    const { values } = encodeTable(table, schema);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 1; i < values.length; i += 2) tenths[Math.min(9, Math.floor(values[i]! * 10))]!++;
    for (const count of tenths) expect(Math.abs(count / 20_000 - 0.1)).toBeLessThan(0.01);
  });

  test("a training part without a value, or with one, has one code", () => {
    const table = tableOf({
      x: times(50, (i) => (i < 25 ? "" : String((i * i) / 4))),
      y: times(50, (i) => (i < 25 ? "1.5" : String(i / 4))),
    });
    const { schema } = inferSchema(table);
    const part = tableOf({ x: times(25, () => ""), y: times(25, () => "1.5") });
    for (const numbers of KINDS) {
      const encodings = fitEncodings(part, schema, { numbers }).columns.map(({ encoding }) => encoding);
      expect(encodings).toMatchObject([
        { atoms: [156.25], atomCounts: [0], parts: { kind: "none" } },
        { atoms: [1.5], atomCounts: [25], parts: { kind: "none" }, standardDeviation: 0 },
      ]);
    }
  });

  test("a schema that was not fitted is refused", () => {
    const table = tableOf({ x: times(50, (i) => ((i * 7) % 11) / 2) });
    const { schema } = inferSchema(table);
    expect(modelled(schema)).toHaveLength(1);
    expect(() => encodeTable(table, schema)).toThrow(ConfigError);
  });
});

test("whatever the cells hold, a table is encoded and decoded to as many rows, or refused as data", () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom(
      "",
      "?",
      "1",
      "2.5",
      "-0",
      "1e99",
      "1e-300",
      "1,5",
      "1.234,5",
      "2020-01-01",
      "31.12.1999",
      "true",
      "no",
      "0x1",
      "NaN",
    ),
    fc.double({ noNaN: true }).map(String),
    fc.integer().map(String),
  );
  const column = fc.oneof(
    fc.array(cell, { minLength: 12, maxLength: 12 }),
    fc.array(fc.double({ min: -1e99, max: 1e99, noNaN: true }), { minLength: 12, maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 4 }), fc.constantFrom(...KINDS), (columns, numbers) => {
      const table = tableOf(Object.fromEntries(columns.map((cells, i) => [`c${i}`, cells])));
      let schema: ReturnType<typeof inferSchema>["schema"];
      try {
        schema = inferSchema(table).schema;
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        return;
      }
      const all = fitEncodings(table, schema, { numbers });
      const json = JSON.stringify(all);
      expect(JSON.stringify(tableSchema.parse(JSON.parse(json)))).toHaveLength(json.length);
      const { values } = encodeTable(table, all);
      expect(values.every(Number.isFinite)).toBe(true);
      expect(codeShapes(all).every(({ logDensity }) => logDensity.every(Number.isFinite))).toBe(true);
      const decoded = decodeTable(values, all);
      expect(decoded.count).toBe(modelled(all).length === 0 ? 0 : 12);
      for (const { cells } of decoded.columns) expect(cells.values).toHaveLength(12);
    }),
    { seed: 7, numRuns: 300 },
  );
});

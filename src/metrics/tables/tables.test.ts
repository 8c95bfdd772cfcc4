import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import type { TableColumn, TableSchema } from "../../data/table/schema.ts";
import type { Table } from "../../data/table/table.ts";
import { ConfigError, DataError, ShapeError } from "../../errors.ts";
import { anomalyMetrics, precisionAt } from "./anomaly.ts";
import { rocAucError } from "./auc-error.ts";
import { alignTables, measureTable } from "./columns.ts";
import { detectionAuc } from "./detection.ts";
import { mlEfficacy } from "./efficacy.ts";
import { tablePrivacy } from "./privacy.ts";
import { closerToTrain, distanceRatio, exactCopies, identified, membership } from "./privacy-measures.ts";
import { tableQuality } from "./quality.ts";
import { fitRecords } from "./records.ts";
import { scoreClasses, scoreNumbers } from "./scores.ts";

// Made by test/fixtures/make_table_statistics.py with numpy, scipy and scikit-learn.
const fixture = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/table-statistics.json", import.meta.url), "utf8"),
) as {
  ranking: {
    scores: number[];
    labels: number[];
    auc: number;
    averagePrecision: number;
    bestF1: number;
    bestThreshold: number;
  };
  quality: {
    real: Columns;
    synthetic: Columns;
    shapes: number[];
    pairs: { columns: [string, string]; score: number; real?: number; synthetic?: number }[];
    columnShapes: number;
    columnPairTrends: number;
    overall: number;
  };
};

type Columns = Readonly<Record<string, readonly (number | string | null)[]>>;

function tableOf(name: string, columns: Columns): Table {
  const isNumber = (values: Columns[string]) => values.some((value) => typeof value === "number");
  return {
    name,
    count: Object.values(columns)[0]!.length,
    columns: Object.entries(columns).map(([column, values]) => ({
      name: column,
      cells: isNumber(values)
        ? { kind: "number", values: Float64Array.from(values, (value) => (value as number | null) ?? Number.NaN) }
        : { kind: "text", values: values as readonly (string | null)[] },
    })),
  };
}

function schemaOf(types: Readonly<Record<string, TableColumn["type"]>>): TableSchema {
  return {
    kind: "table",
    columns: Object.entries(types).map(([name, type]) => ({ name, type, missing: 0, marker: "" })),
    rows: 0,
    missing: [],
    constraints: [],
  };
}

const TYPES = { age: "integer", income: "continuous", group: "categorical", member: "boolean" } as const;
const SCHEMA = schemaOf(TYPES);

// Rows whose columns hang together; `broken` draws each column by itself.
function people(count: number, seed: number, broken = false): Table {
  const generator = new Generator(seed, "people");
  const rows = Array.from({ length: count }, () => {
    const age = Math.round(45 + 12 * generator.normal());
    const group = age > 55 ? "old" : age > 35 ? "middle" : "young";
    const income = Math.round(20 * Math.exp(age / 40 + 0.3 * generator.normal())) / 2;
    return { age, income, group, member: income > 32 === generator.uniform() < 0.9 ? "yes" : "no" };
  });
  const column = <K extends keyof typeof TYPES>(key: K) => {
    const order = new Generator(seed, `order ${key}`).permutation(count);
    return rows.map((row, i) => (broken ? rows[order[i]!]! : row)[key]);
  };
  return tableOf(broken ? "broken" : "people", {
    age: column("age"),
    income: column("income"),
    group: column("group"),
    member: column("member"),
  });
}

describe("alignTables", () => {
  const schema = schemaOf({ x: "continuous", c: "categorical", id: "identifier" });
  const first = tableOf("first", { x: [1, null], c: ["b", "a"], id: ["1", "2"] });
  const second = tableOf("second", { c: ["z", null], x: [3, 4] });

  it("codes categories over the union of levels, missing last, and leaves out what is not modelled", () => {
    const [a, b] = alignTables([first, second], schema);
    expect(a!.map(({ name }) => name)).toEqual(["x", "c"]);
    expect(a![1]).toEqual({ kind: "category", name: "c", codes: Int32Array.of(0, 1), levels: ["b", "a", "z", null] });
    expect(b![1]).toMatchObject({ codes: Int32Array.of(2, 3) });
    expect(measureTable(second, schema)[0]).toEqual({ kind: "number", name: "x", values: Float64Array.of(3, 4) });
  });

  it("names the column that a table lacks", () => {
    const lacking = tableOf("lacking", { cty: ["a"], other: ["b"] });
    expect(() => measureTable(lacking, schemaOf({ city: "categorical" }))).toThrow(
      new DataError('lacking: column "city" must be there, got none; did you mean "cty"?'),
    );
  });

  it("refuses a schema without modelled columns", () => {
    expect(() => measureTable(first, schemaOf({ id: "identifier" }))).toThrow(DataError);
  });

  it("names the cell that cannot be read", () => {
    const bad = tableOf("bad", { x: ["1", "many"], c: ["a", "b"] });
    expect(() => measureTable(bad, schema)).toThrow('bad: column "x", row 2');
  });
});

describe("tableQuality", () => {
  const { real, synthetic, ...expected } = fixture.quality;
  const schema = schemaOf({ age: "integer", income: "continuous", city: "categorical", member: "boolean" });
  const quality = tableQuality(tableOf("real", real), tableOf("synthetic", synthetic), schema);

  it("agrees with SDMetrics' definitions written out in numpy, column by column and pair by pair", () => {
    for (const [i, { score }] of quality.columns.entries()) expect(score).toBeCloseTo(expected.shapes[i]!, 12);
    expect(quality.pairs.length).toBe(expected.pairs.length);
    for (const [i, pair] of quality.pairs.entries()) {
      const { columns, score, ...correlations } = expected.pairs[i]!;
      expect(pair.columns).toEqual(columns);
      expect(pair.score).toBeCloseTo(score, 12);
      if (correlations.real !== undefined) expect(pair.real).toBeCloseTo(correlations.real, 12);
      if (correlations.synthetic !== undefined) expect(pair.synthetic).toBeCloseTo(correlations.synthetic, 12);
    }
    expect(quality.columnShapes).toBeCloseTo(expected.columnShapes, 12);
    expect(quality.columnPairTrends).toBeCloseTo(expected.columnPairTrends, 12);
    expect(quality.overall).toBeCloseTo(expected.overall, 12);
  });

  it("is all ones against itself, and plain JSON", () => {
    const same = tableQuality(tableOf("real", real), tableOf("real", real), schema);
    expect(same).toMatchObject({ overall: 1, columnShapes: 1, columnPairTrends: 1, pairsLeftOut: 0 });
    for (const column of same.columns)
      expect(column).toMatchObject({ coverage: 1, adherence: 1, missingSimilarity: 1 });
    expect(JSON.parse(JSON.stringify(quality))).toEqual(quality);
  });

  it("measures coverage, adherence and missing cells", () => {
    const mixed = schemaOf({ x: "continuous", c: "categorical" });
    const a = tableOf("a", { x: [0, 10, 5, null], c: ["u", "v", "w", "w"] });
    const b = tableOf("b", { x: [2, 12, 7, 7], c: ["u", "new", null, null] });
    const [x, c] = tableQuality(a, b, mixed).columns;
    expect(x).toMatchObject({ adherence: 0.75, missingReal: 0.25, missingSynthetic: 0, missingSimilarity: 0.75 });
    expect(x!.coverage).toBeCloseTo(0.8, 12);
    expect(c).toMatchObject({ adherence: 0.5, missingReal: 0, missingSynthetic: 0.5 });
    expect(c!.coverage).toBeCloseTo(1 / 3, 12);
  });

  it("leaves out of the means what cannot be measured", () => {
    const flat = schemaOf({ x: "continuous", y: "continuous" });
    const a = tableOf("a", { x: [1, 1, 1], y: [1, 2, 3] });
    const b = tableOf("b", { x: [1, 1, 1], y: [1, 2, 3] });
    expect(tableQuality(a, b, flat)).toMatchObject({ columnPairTrends: null, overall: 1 });
    expect(tableQuality(a, b, flat).pairs[0]).toMatchObject({ score: null, real: null });
  });

  it("draws pairs where there are more than asked for", () => {
    const few = tableQuality(people(50, 1), people(50, 2), SCHEMA, { maxPairs: 2, seed: 4 });
    expect(few.pairs.length).toBe(2);
    expect(few.pairsLeftOut).toBe(4);
  });

  it("agrees for joint tables too large to be held in full", () => {
    const codes = (from: number) => Array.from({ length: 1500 }, (_, i) => `level ${(i * from) % 1500}`);
    const wide = schemaOf({ a: "categorical", b: "categorical" });
    const real = tableOf("real", { a: codes(1), b: codes(1) });
    expect(tableQuality(real, real, wide).pairs[0]!.score).toBeCloseTo(1, 12);
    expect(tableQuality(real, tableOf("other", { a: codes(1), b: codes(7) }), wide).pairs[0]!.score).toBeLessThan(0.01);
  });
});

describe("detectionAuc", () => {
  it("is near a half for rows of the same source and high for independent columns", () => {
    const real = people(600, 1);
    const same = detectionAuc(real, people(600, 2), SCHEMA, { trees: 10 });
    expect(Math.abs(same.auc - 0.5)).toBeLessThan(3 * same.standardError);
    expect(same).toMatchObject({ trainRows: 300, testRows: 300 });
    expect(detectionAuc(real, people(600, 2, true), SCHEMA, { trees: 10 }).auc).toBeGreaterThan(0.75);
  });

  it("gives the same figure for the same seed and another for another", () => {
    const auc = (seed: number) => detectionAuc(people(90, 1), people(80, 2), SCHEMA, { trees: 3, seed }).auc;
    expect(auc(1)).toBe(auc(1));
    expect(auc(1)).not.toBe(auc(2));
  });

  it("refuses tables of a few rows", () => {
    expect(() => detectionAuc(people(19, 1), people(90, 2), SCHEMA)).toThrow(DataError);
  });
});

describe("mlEfficacy", () => {
  const [train, test] = [people(400, 1), people(300, 9)];

  it("scores models of good rows like those of real rows and of independent columns far below", () => {
    const good = mlEfficacy(train, people(400, 2), test, SCHEMA, "member");
    if (good.task !== "classification") throw new Error("member has classes");
    expect(good.models.map(({ model }) => model)).toEqual(["tree", "bagged trees", "logistic regression"]);
    expect(good.classes).toHaveLength(2);
    expect(good.mean.real.accuracy).toBeGreaterThan(0.8);
    expect(good.mean.synthetic.accuracy).toBeGreaterThan(good.mean.real.accuracy! - 0.05);
    expect(good.mean.real.auc).toBeGreaterThan(0.85);
    const bad = mlEfficacy(train, people(400, 2, true), test, SCHEMA, "member");
    if (bad.task !== "classification") throw new Error("member has classes");
    expect(bad.mean.synthetic.accuracy).toBeLessThan(0.7);
    expect(bad.mean.synthetic.auc).toBeLessThan(0.7);
  });

  it("takes macro scores for more than two classes", () => {
    const found = mlEfficacy(train, people(400, 2), test, SCHEMA, "group");
    if (found.task !== "classification") throw new Error("group has classes");
    expect(found.positive).toBeNull();
    expect(found.mean.real.f1).toBeGreaterThan(0.8);
    expect(found.models[0]!.synthetic.f1).toBeGreaterThan(0.9);
  });

  it("predicts numbers with R squared", () => {
    const found = mlEfficacy(train, people(400, 2, true), test, SCHEMA, "income");
    if (found.task !== "regression") throw new Error("income is a number");
    for (const { real, synthetic } of found.models) {
      expect(real.r2).toBeGreaterThan(0.4);
      expect(synthetic.r2).toBeLessThan(0.1);
    }
  });

  it("copes with a synthetic table of one class only", () => {
    const one: Table = {
      ...train,
      columns: train.columns.map((column) =>
        column.name === "member"
          ? { name: "member", cells: { kind: "text", values: new Array(400).fill("yes") } }
          : column,
      ),
    };
    const found = mlEfficacy(train, one, test, SCHEMA, "member");
    if (found.task !== "classification") throw new Error("member has classes");
    expect(new Set(found.models.map(({ synthetic }) => synthetic.accuracy)).size).toBe(1);
    expect(found.mean.synthetic.auc).toBe(0.5);
  });

  it("refuses an unknown target, too many classes and too few rows", () => {
    expect(() => mlEfficacy(train, train, test, SCHEMA, "membr")).toThrow('did you mean "member"?');
    const names = tableOf("names", {
      x: people(30, 1).columns[0]!.cells.values as never,
      name: "abcdefghijklmnopqrstuvwxyzABCD".split(""),
    });
    const schema = schemaOf({ x: "continuous", name: "categorical" });
    expect(() => mlEfficacy(names, names, names, schema, "name")).toThrow(ConfigError);
    expect(() => mlEfficacy(train, people(9, 2), test, SCHEMA, "member")).toThrow(DataError);
  });
});

describe("scores of predictions", () => {
  it("follow their definitions", () => {
    const second = Float64Array.of(0.9, 0.8, 0.3, 0.6, 0.1);
    const found = scoreClasses([second.map((p) => 1 - p), second], [1, 1, 1, 0, 0], 1);
    expect(found.accuracy).toBeCloseTo(3 / 5, 12);
    expect(found.f1).toBeCloseTo(2 / 3, 12);
    expect(found.auc).toBeCloseTo(5 / 6, 12);
    expect(scoreNumbers([1, 2, 4], [1, 2, 3]).r2).toBeCloseTo(0.5, 12);
    expect(scoreNumbers([1], [1]).r2).toBeNull();
  });

  it("leave out classes that no test row has", () => {
    const found = scoreClasses(
      [Float64Array.of(1, 0), Float64Array.of(0, 1), Float64Array.of(0, 0)],
      [0, 1],
      undefined,
    );
    expect(found).toEqual({ accuracy: 1, f1: 1, auc: 1 });
  });
});

describe("fitRecords", () => {
  it("puts two different categories one apart and numbers by their share of real values", () => {
    const schema = schemaOf({ x: "continuous", c: "categorical" });
    const [real] = alignTables([tableOf("real", { x: [0, 1, 1, 1000], c: ["a", "b", "a", "a"] })], schema);
    const { width, encode } = fitRecords(real!);
    expect(width).toBe(3);
    const rows = encode(real!);
    const x = [0, 1, 2, 3].map((row) => rows[row * 3]);
    expect(x).toEqual([0.125, 0.5, 0.5, 0.875]);
    expect(Math.hypot(rows[1]! - rows[4]!, rows[2]! - rows[5]!)).toBeCloseTo(1, 6);
    expect(
      encode([
        { kind: "number", name: "x", values: Float64Array.of(500.5) },
        { ...real![1]!, codes: Int32Array.of(0) } as never,
      ])[0],
    ).toBeCloseTo(0.6875, 6);
  });
});

describe("tablePrivacy", () => {
  const [train, holdout] = [people(500, 1), people(400, 2)];
  const finding = (synthetic: Table) => {
    const { measures } = tablePrivacy(train, holdout, synthetic, SCHEMA);
    return Object.fromEntries(measures.map((measure) => [measure.name, measure]));
  };

  it("finds nothing in fresh rows", () => {
    const found = finding(people(450, 3));
    for (const measure of Object.values(found)) expect(measure.finding).toBe("none");
    expect(Math.abs(found.closerToTrain!.value - 0.5)).toBeLessThan(0.1);
    expect(found.closerToTrain!.words).toContain("no sign");
  });

  it("finds copied training rows by every measure", () => {
    const found = finding(train);
    for (const measure of Object.values(found)) expect(measure.finding).toBe("clear");
    expect(found.exactCopies!.value).toBe(1);
    expect(found.closerToTrain!.value).toBeGreaterThan(0.9);
    expect(found.membership!.value).toBeGreaterThan(0.9);
  });

  it("is deterministic, plain JSON and counts every drawn row once", () => {
    const measured = () => tablePrivacy(train, holdout, people(300, 4), SCHEMA, { queries: 100 });
    expect(measured()).toEqual(measured());
    const found = measured();
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(found.histogram.synthetic.reduce((a, b) => a + b)).toBe(100);
    expect(found.rows).toEqual({ train: 500, holdout: 400, synthetic: 300, queries: 100 });
  });

  it("refuses tables of a few rows", () => {
    expect(() => tablePrivacy(train, people(5, 1), train, SCHEMA)).toThrow(DataError);
  });
});

describe("privacy measures", () => {
  const of = (...values: number[]) => Float64Array.from(values);

  it("allow for unequal sizes and count ties as by chance", () => {
    const even = closerToTrain(of(1, 2, 3, 3), of(2, 3, 4, 1), 3);
    expect(even.value).toBeCloseTo(0.5, 12);
    const tied = closerToTrain(new Float64Array(50), new Float64Array(50), 7);
    expect(tied.value).toBeCloseTo(0.5, 12);
    expect(tied.finding).toBe("none");
  });

  it("follow their definitions", () => {
    const found = identified(of(1, 5), of(2, 2), of(1, 1), of(2, 2));
    expect([found.value, found.baseline]).toEqual([0.5, 1]);
    expect(membership(of(1, 2), of(3, 2)).value).toBeCloseTo(0.875, 12);
    const copied = exactCopies(["a", "b"], ["c", "a"], ["b", "b", "z", "a"]);
    expect([copied.value, copied.baseline, copied.rows]).toEqual([0.75, 0.5, 4]);
    expect(copied.words).toContain("3 of 4");
    const ratio = distanceRatio(of(1, 2, 0, 0, 1, 4), of(1, 1, 1, 2, 3, 3));
    expect([ratio.value, ratio.baseline]).toEqual([0.5, 1]);
  });

  it("have Hanley and McNeil's standard error of the AUC", () => {
    // Their formula at 1/2 is that of ranks without effect but for a term in 1 / n.
    expect(rocAucError(0.5, 100, 100)).toBeCloseTo(Math.sqrt(201 / (12 * 100 * 100)), 4);
    expect(rocAucError(1, 10, 10)).toBe(0);
  });
});

describe("anomalyMetrics", () => {
  const { scores, labels, ...expected } = fixture.ranking;
  const found = anomalyMetrics(scores, labels, { otherScores: scores.map((score) => 2 * score + 1) });

  it("agrees with scikit-learn", () => {
    expect(found.auc).toBeCloseTo(expected.auc, 12);
    expect(found.averagePrecision).toBeCloseTo(expected.averagePrecision, 12);
    expect(found.best.f1).toBeCloseTo(expected.bestF1, 12);
    expect(found.best.threshold).toBe(expected.bestThreshold);
    expect(found.stability).toBeCloseTo(1, 12);
    expect(found.roc.x.length).toBe(found.roc.y.length);
  });

  it("takes ties at the end of the first n by chance", () => {
    expect(precisionAt(2, [9, 5, 5, 1], [1, 1, 0, 0])).toBe(0.75);
    expect(anomalyMetrics([3, 2, 1], [true, true, false]).precisionAtN).toBe(1);
  });

  it("refuses scores that are not numbers, one class only, and labels that do not fit", () => {
    expect(() => anomalyMetrics([1, Number.NaN], [0, 1])).toThrow("got NaN in row 2");
    expect(() => anomalyMetrics([1, 2], [0, 0])).toThrow(DataError);
    expect(() => anomalyMetrics([1, 2], [0])).toThrow(ShapeError);
  });
});

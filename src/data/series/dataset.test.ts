import { describe, expect, it } from "vitest";
import { fillBatch, fitColumns, splitDataset, subset, useColumns } from "../dataset.ts";
import { checkSchema, dataSchema } from "../schema.ts";
import type { Table } from "../table/table.ts";
import { type SeriesOptions, seriesDataset } from "./dataset.ts";
import { unstandardiseWindows } from "./items.ts";

const HOUR = 3_600_000;

function table(columns: Record<string, readonly (string | number | null)[]>): Table {
  const names = Object.keys(columns);
  return {
    name: "a.csv",
    count: columns[names[0]!]!.length,
    columns: names.map((name) => ({
      name,
      cells: { kind: "text", values: columns[name]!.map((cell) => (cell === null ? null : String(cell))) },
    })),
  };
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const hour = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * HOUR).toISOString().slice(0, 19);
const open = (columns: Record<string, readonly (string | number | null)[]>, options: SeriesOptions) =>
  seriesDataset(table(columns), options);

describe("windows of a series", () => {
  it("are gathered from rows kept once, channel after channel, standardised", () => {
    const { train } = open({ a: range(6), b: range(6).map((i) => 10 - i) }, { window: 3, stride: 2 });
    expect(train.values.length).toBe(12);
    expect([...train.series!.starts]).toEqual([0, 2, 3]);
    if (train.schema.kind !== "series") throw new Error("no series");
    const [a, b] = train.schema.columns;
    expect([a!.mean, b!.mean]).toEqual([2.5, 7.5]);
    const batch = fillBatch(train, [2], new Float32Array(6));
    const scaled = (v: number) => Math.fround((v - 2.5) / a!.standardDeviation);
    expect([...batch]).toEqual([...[3, 4, 5].map(scaled), ...[2, 1, 0].map(scaled)]);
    expect([...unstandardiseWindows(train.schema, batch)].map((v) => Math.round(v * 1e4) / 1e4)).toEqual([
      3, 4, 5, 7, 6, 5,
    ]);
  });

  it("are taken without copying rows, and measured on the rows they hold, each once", () => {
    const { train } = open({ a: [0, 0, 0, 0, 100, 100] }, { window: 2, stride: 1 });
    const first = fitColumns(subset(train, [0, 1, 2]));
    expect(first.values).toBe(train.values);
    expect(first.schema).toMatchObject({ columns: [{ mean: 0, constant: true }] });
    expect(fitColumns(subset(train, [2, 3, 3])).schema).toMatchObject({ columns: [{ mean: 100 / 3 }] });
    expect(useColumns(subset(train, [4]), first.schema).schema).toEqual(first.schema);
  });

  it("have a schema that survives JSON and is checked", () => {
    const columns = { time: range(9).map(hour), a: range(9) };
    const { schema } = open(columns, { window: 4, time: "time" }).train;
    expect(dataSchema.parse(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
    expect(schema).toMatchObject({ window: 4, stride: 1, time: "time", clock: "date", step: HOUR });
    expect(() => checkSchema(schema, open(columns, { window: 5, time: "time" }).train.schema, "b.csv")).toThrow(
      "b.csv: the model was trained on windows of 4 steps, 1 channel, got windows of 5 steps, 1 channel; cut windows of 4 steps",
    );
  });
});

describe("time", () => {
  it("is put in order, and rows remember where they stood", () => {
    const order = [3, 0, 1, 2, 4];
    const { train, notes } = open({ t: order, a: order.map((i) => i * i) }, { window: 2, time: "t" });
    expect([...train.values]).toEqual([0, 1, 4, 9, 16]);
    expect([...train.series!.source]).toEqual([1, 2, 3, 0, 4]);
    expect(notes[0]).toBe("3 rows were not in order of time and were sorted.");
  });

  it("is cut at gaps, which are reported and which no window crosses", () => {
    const hours = [0, 1, 2, 3, 10, 11, 12, 14, 15, 16, 17].map(hour);
    const { train, notes } = open({ t: hours, a: range(11) }, { window: 3, time: "t" });
    expect([...train.series!.starts]).toEqual([0, 1, 4, 7, 8]);
    expect(train.series!.gaps).toEqual([
      { series: 0, row: 3, duration: 7 * HOUR },
      { series: 0, row: 6, duration: 2 * HOUR },
    ]);
    expect(notes).toEqual([
      "The usual step is 1 h; 2 gaps split the series where a pause exceeds 1.5 steps: 7 h after 2024-01-01T03:00:00; 2 h after 2024-01-01T12:00:00. The largest is 7 h after 2024-01-01T03:00:00.",
    ]);
    expect(open({ t: hours, a: range(11) }, { window: 3, time: "t", gap: 2 }).train.series!.gaps.length).toBe(1);
  });

  it("must not come twice within a series", () => {
    const columns = { t: [0, 1, 1, 2], who: ["x", "x", "y", "y"], a: [1, 2, 3, 4] };
    expect(() => open({ t: columns.t, a: columns.a }, { window: 2, time: "t" })).toThrow(
      "a.csv: a series must have each time stamp once, got 1 more than once, such as 1; keep one row of each, or name the column that tells series apart (--series)",
    );
    const { train } = open(columns, { window: 2, time: "t", series: "who" });
    expect([...train.series!.starts]).toEqual([0, 2]);
  });
});

describe("several series", () => {
  it("are never glued together, even where their rows alternate", () => {
    const columns = { t: [0, 0, 1, 1, 2, 2], who: ["x", "y", "x", "y", "x", "y"], a: [1, 10, 2, 20, 3, 30] };
    const { train } = open(columns, { window: 2, time: "t", series: "who" });
    expect([...train.values]).toEqual([1, 2, 3, 10, 20, 30]);
    expect([...train.series!.starts]).toEqual([0, 1, 3, 4]);
    expect(train.series!.names).toEqual(["x", "y"]);
    expect([...open({ who: columns.who, a: columns.a }, { window: 3, series: "who" }).train.series!.starts]).toEqual([
      0, 3,
    ]);
  });

  it("need a name in every row", () => {
    expect(() => open({ who: ["x", ""], a: [1, 2] }, { window: 2, series: "who" })).toThrow(
      'a.csv: column "who", row 2: must name the row\'s series, got an empty cell',
    );
  });
});

describe("missing values", () => {
  it("are filled by a line over time in holes of up to three rows, and split the series otherwise", () => {
    const a = [null, 0, "", null, 8, 5, "NA", null, null, null, 7, 6];
    const t = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12];
    const { train, notes } = open({ t, a }, { window: 2, time: "t", gap: 2 });
    expect([...train.values.subarray(1, 6)]).toEqual([0, 2, 4, 8, 5]);
    expect([...train.series!.starts]).toEqual([1, 2, 3, 4, 10]);
    expect(notes.slice(1)).toEqual([
      "2 missing values in holes of up to 3 rows were filled by a line between their neighbours.",
      "5 rows in longer holes, or at the ends, are missing; they split the series.",
    ]);
  });
});

describe("a split", () => {
  it("shares no row between its parts", () => {
    const { train } = open({ a: range(200) }, { window: 16 });
    const [rest, part] = splitDataset(train, 0.2, 0);
    const rows = (starts: Uint32Array) => new Set([...starts].flatMap((start) => range(16).map((t) => start + t)));
    const held = rows(part.series!.starts);
    expect([...rows(rest.series!.starts)].filter((row) => held.has(row))).toEqual([]);
    expect(part.count).toBe(37);
  });
});

describe("data for a trained model", () => {
  const model = open({ t: range(9).map(hour), a: range(9), b: range(9) }, { window: 3, time: "t" }).train.schema;
  if (model.kind !== "series") throw new Error("no series");

  it("takes the model's columns in its order, its window and its step", () => {
    const columns = { b: range(5), extra: range(5).map(() => "text"), t: [0, 1, 2, 3, 5].map(hour), a: range(5) };
    const { train } = open(columns, { model });
    expect(train.schema).toEqual(model);
    expect(train.series!.gaps.length).toBe(1);
  });

  it("must have its step", () => {
    const columns = { t: range(9).map((i) => hour(2 * i)), a: range(9), b: range(9) };
    expect(() => open(columns, { model })).toThrow(
      "a.csv: the model was trained on a step of 1 h, got 2 h; resample the data, or train a model on it",
    );
    expect(() => open(columns, { model, window: 4 })).toThrow("--window: the model was trained on windows of 3, got 4");
  });
});

describe("bad input", () => {
  const columns = { when: range(9).map(hour), value: range(9), note: [...range(8).map(String), "broken"] };
  const cases: [string, SeriesOptions, string][] = [
    ["an unknown time column", { time: "wen" }, 'a.csv: no time column "wen"; did you mean "when"?'],
    ["an unknown series column", { series: "notes" }, 'a.csv: no series column "notes"; did you mean "note"?'],
    [
      "a channel of text",
      { time: "when", window: 3 },
      'a.csv: column "note", row 9: a channel must hold numbers, got "broken"; correct the cell, leave the column out (--select), or name the column of series (--series)',
    ],
    [
      "dates taken for a channel",
      { window: 3 },
      'a.csv: column "when", row 1: a channel must hold numbers, got "2024-01-01T00:00:00"; name the column of time stamps (--time "when")',
    ],
    [
      "a window longer than every series",
      { time: "when", columns: ["value"], window: 10 },
      "a.csv: a window of 10 steps must fit into a piece without gaps, got pieces of 9 steps; use --window 9 or less",
    ],
    [
      "no channel",
      { time: "when", columns: [] },
      "a.csv: a time series needs a column of numbers beside when, got none",
    ],
    ["a stride of nothing", { stride: 0 }, "--stride: must be a whole number of steps, at least 1, got 0"],
    ["a window of one step", { window: 1 }, "--window: must be a whole number of steps, at least 2, got 1"],
  ];
  for (const [what, options, message] of cases) {
    it(`is refused: ${what}`, () => expect(() => open(columns, options)).toThrow(message));
  }
});

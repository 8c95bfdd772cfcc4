// A table in pieces through one Imputer, and the temperature of rows with given cells; the model needs no good training.

import { beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { openTableData, type Table, type TableSchema, takeRows } from "../../src/data/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { Imputer, impute, parseConditions, synth, type TrainedModel, train } from "../../src/tasks/index.ts";
import { MemoryStore } from "./helpers.ts";

const runtime = nodeRuntime({ threads: 1 });
const generator = new Generator(1, "rows");
const values = Array.from({ length: 780 }, (_, i) => {
  const a = generator.normal();
  return { a: a.toFixed(3), b: i < 260 || i % 5 ? (a + generator.normal()).toFixed(3) : null, c: a > 0 ? "yes" : "no" };
});
const table: Table = {
  name: "pieces",
  count: values.length,
  columns: (["a", "b", "c"] as const).map((name) => {
    return { name, cells: { kind: "text", values: values.map((row) => row[name]) } };
  }),
};
// The first piece has no gap.
const pieces = [0, 260, 520].map((start) =>
  takeRows(
    table,
    Array.from({ length: 260 }, (_, i) => start + i),
  ),
);
const options = { seed: 3, samples: 12, proposals: 16 };
let trained: TrainedModel;

beforeAll(async () => {
  const data = openTableData("pieces", table);
  const choices = { set: ["train.epochs=3", "train.batch=32"] };
  trained = (await train({ data, runtime, store: new MemoryStore(), choices })).trained!;
});

describe("Imputer", () => {
  it("fills each piece as a new one would, with the calibration of the first piece that has gaps", async () => {
    const imputer = new Imputer(runtime, trained, options);
    const [none, second, third] = [
      await imputer.impute(pieces[0]!),
      await imputer.impute(pieces[1]!, 260),
      await imputer.impute(pieces[2]!, 520),
    ];
    await imputer.dispose();
    expect(none.filled).toEqual([]);
    expect(none.best.columns).toEqual(pieces[0]!.columns);
    expect(second).toEqual(await impute(runtime, trained, pieces[1]!, { ...options, seed: 263 }));
    const alone = await impute(runtime, trained, pieces[2]!, { ...options, seed: 523 });
    expect(third.best).toEqual(alone.best);
    const lows = (filled: typeof third.filled) => filled.map(({ spread }) => spread!.low);
    expect(lows(third.filled)).not.toEqual(lows(alone.filled));
  });

  it("names a bad cell by its row in the whole table", async () => {
    const cells = { kind: "text" as const, values: [...pieces[0]!.columns[1]!.cells.values].map(String) };
    cells.values[4] = "many";
    const bad = { ...pieces[0]!, columns: pieces[0]!.columns.map((c) => (c.name === "b" ? { name: "b", cells } : c)) };
    const imputer = new Imputer(runtime, trained, options);
    await expect(imputer.impute(bad, 2048)).rejects.toThrow(/row 2053\b/);
    await imputer.dispose();
  });
});

describe("synth with given cells", () => {
  it("draws the others from latents of the temperature asked for", async () => {
    const { given } = parseConditions(["c = yes"], trained.schema as TableSchema);
    const drawn = async (temperature: number) => {
      const made = await synth(runtime, trained, { count: 400, conditions: given!, seed: 2, temperature });
      const { values: cells } = made.table.columns.find(({ name }) => name === "a")!.cells;
      return JSON.stringify([...cells]);
    };
    expect(await drawn(1)).toBe(await drawn(1));
    expect(await drawn(0.1)).not.toBe(await drawn(1));
  });
});

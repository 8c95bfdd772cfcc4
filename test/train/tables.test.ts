// What a model of a table can do, on a table whose truth is known: town decides income, income decides class.

import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { cellNumbers, openTableData, type Table, type TableSchema, takeRows } from "../../src/data/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  augment,
  impute,
  loadModel,
  parseConditions,
  scoreRows,
  synth,
  type TrainedModel,
  train,
} from "../../src/tasks/index.ts";
import { MemoryStore } from "./helpers.ts";

const TOWNS = ["Ulm", "Bern", "Graz"];
const CENTRES = [1000, 2000, 4000];
const runtime = nodeRuntime({ threads: 1 });

function people(count: number, seed: number): Table {
  const generator = new Generator(seed, "people");
  const columns: Record<string, (string | null)[]> = { id: [], town: [], income: [], rich: [], age: [] };
  for (let i = 0; i < count; i++) {
    const draw = generator.uniform();
    const town = draw < 0.6 ? 0 : draw < 0.9 ? 1 : 2;
    const income = CENTRES[town]! + 60 * generator.normal();
    columns.id!.push(`P${String(i + 1).padStart(5, "0")}`);
    columns.town!.push(TOWNS[town]!);
    columns.income!.push(i % 9 === 0 ? null : income.toFixed(1));
    columns.rich!.push(income > 1500 ? "yes" : "no");
    columns.age!.push(String(20 + generator.integer(60)));
  }
  return {
    name: "people",
    count,
    columns: Object.entries(columns).map(([name, values]) => ({ name, cells: { kind: "text", values } })),
  };
}

const texts = (table: Table, name: string) =>
  table.columns.find((column) => column.name === name)!.cells.values as readonly (string | null)[];

describe("a model of a table", () => {
  const table = people(3000, 1);
  let trained: TrainedModel;
  let schema: TableSchema;
  const store = new MemoryStore();

  beforeAll(async () => {
    const data = openTableData("people", table, { constraints: ["range:age:20:79"] });
    const result = await train({ data, runtime, store, choices: { set: ["train.epochs=120", "train.batch=256"] } });
    trained = result.trained!;
    schema = trained.schema as TableSchema;
  }, 120_000);

  it("loads again with everything that synthesis and scores need", async () => {
    const loaded = await loadModel(store);
    const rows = async (model: TrainedModel) => (await synth(runtime, model, { count: 20, seed: 9 })).table;
    expect(await rows(loaded)).toEqual(await rows(trained));
    expect(loaded.weights["score.training"]!.shape[0]).toBeGreaterThan(100);
  });

  it("leaves ONNX files that take any number of rows", async () => {
    const { latent, item } = trained.model;
    const width = item.shape[0]!;
    const encoder = await InferenceSession.create(store.files.get("onnx/encoder.onnx")!);
    const x = new OrtTensor("float32", new Float32Array(3 * width).fill(-2), [3, width]);
    const { mean } = await encoder.run({ x });
    expect(mean!.dims).toEqual([3, latent]);
    const decoder = await InferenceSession.create(store.files.get("onnx/decoder.onnx")!);
    const heads = await decoder.run({ z: mean!, x });
    // rich has two codes, town three, income and age many; one column has gaps.
    expect(heads.logits_2!.dims).toEqual([3, 1, 2]);
    expect(heads.logits_3!.dims).toEqual([3, 1, 3]);
    expect(heads.missing!.dims).toEqual([3, 1]);
  });

  it("leaves identifiers out and makes them afresh", async () => {
    expect(schema.columns.find(({ name }) => name === "id")!.type).toBe("identifier");
    const made = await synth(runtime, trained, { count: 50 });
    expect(texts(made.table, "id")[0]).toBe("P03001");
    expect(new Set(texts(made.table, "id")).size).toBe(50);
  });

  it("synthesises rows with the table's shares and ties", async () => {
    const { table: made } = await synth(runtime, trained, { count: 4000, seed: 3 });
    const towns = texts(made, "town");
    const rich = texts(made, "rich");
    const share = (town: string) => towns.filter((value) => value === town).length / 4000;
    expect(Math.abs(share("Ulm") - 0.6)).toBeLessThan(0.05);
    expect(Math.abs(share("Graz") - 0.1)).toBeLessThan(0.03);
    const agree = towns.filter((town, i) => (town === "Ulm") === (rich[i] === "no")).length / 4000;
    expect(agree).toBeGreaterThan(0.98);
    const gaps = texts(made, "income").filter((value) => value === null).length / 4000;
    expect(Math.abs(gaps - 1 / 9)).toBeLessThan(0.04);
    expect(texts(made, "income").every((value) => value === null || /^\d+\.\d$/.test(value))).toBe(true);
  });

  it("gives the same rows for the same seed", async () => {
    const rows = async (seed: number) => (await synth(runtime, trained, { count: 30, seed })).table;
    expect(await rows(5)).toEqual(await rows(5));
    expect(await rows(5)).not.toEqual(await rows(6));
  });

  it("keeps given cells and draws the others to fit", async () => {
    const { given, keep } = parseConditions(["town = Graz and age >= 60"], schema);
    const made = await synth(runtime, trained, { count: 200, conditions: given!, keep: keep! });
    expect(made.table.count).toBe(200);
    expect(new Set(texts(made.table, "town"))).toEqual(new Set(["Graz"]));
    expect(texts(made.table, "age").every((age) => Number(age) >= 60)).toBe(true);
    const column = schema.columns.find(({ name }) => name === "income")!;
    const incomes = cellNumbers(made.table.columns.find(({ name }) => name === "income")!.cells, column);
    const known = [...incomes].filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, v) => sum + v, 0) / known.length;
    expect(Math.abs(mean - 4000)).toBeLessThan(150);
  });

  it("draws the columns before a given cell to fit it too", async () => {
    const { given } = parseConditions(["rich = yes"], schema);
    const { table: made } = await synth(runtime, trained, { count: 600, conditions: given!, seed: 2 });
    const towns = texts(made, "town");
    const share = (town: string) => towns.filter((value) => value === town).length / 600;
    // Of the rich, three in four live in Bern, one in four in Graz.
    expect(share("Ulm")).toBeLessThan(0.05);
    expect(Math.abs(share("Graz") - 0.25)).toBeLessThan(0.08);
  });

  it("counts what it cannot make", async () => {
    const keep = (rows: Table) => Uint8Array.from({ length: rows.count }, (_, row) => Number(row % 50 === 0));
    const made = await synth(runtime, trained, { count: 100, keep, rounds: 0 });
    expect(made.table.count).toBe(2);
    expect(made.rejected).toBe(98);
    expect(made.notes.join()).toMatch(/2 of 100 rows could be made/);
  });

  it("fills gaps from the cells that are there and leaves those alone", async () => {
    const fresh = people(300, 2);
    const filled = await impute(runtime, trained, fresh, { samples: 40, proposals: 64, draws: 2 });
    const before = texts(fresh, "income");
    const after = texts(filled.best, "income");
    for (const [i, value] of before.entries()) if (value !== null) expect(after[i]).toBe(value);
    const towns = texts(fresh, "town");
    const errors = filled.filled.map(({ row, best }) => Math.abs(Number(best) - CENTRES[TOWNS.indexOf(towns[row]!)]!));
    expect(errors).toHaveLength(before.filter((value) => value === null).length);
    expect(errors.reduce((sum, v) => sum + v, 0) / errors.length).toBeLessThan(100);
    expect(filled.draws).toHaveLength(2);
    expect(texts(filled.draws[0]!, "income")).not.toEqual(texts(filled.draws[1]!, "income"));
    for (const { spread } of filled.filled) expect(spread!.low).toBeLessThanOrEqual(spread!.high);
  });

  it("scores a row by itself, as the sum of what its columns add", async () => {
    const fresh = people(700, 3);
    const { score, names, contributions } = await scoreRows(runtime, trained, fresh);
    expect(names).toEqual(["town", "income", "rich", "age", "latent"]);
    for (let i = 0; i < 700; i++) {
      let sum = 0;
      for (let c = 0; c < 5; c++) sum += contributions[i * 5 + c]!;
      expect(score[i]).toBeCloseTo(sum, 9);
    }
    for (const some of [[650], Array.from({ length: 100 }, (_, i) => 7 * i)]) {
      const alone = await scoreRows(runtime, trained, takeRows(fresh, some));
      some.forEach((row, i) => {
        expect(alone.score[i]).toBeCloseTo(score[row]!, 3);
      });
    }
  });

  it("finds the row that breaks the ties strange, and says where", async () => {
    const odd = takeRows(people(100, 4), [1]);
    const broken: Table = {
      ...odd,
      columns: odd.columns.map((column) =>
        column.name === "town" || column.name === "income" || column.name === "rich"
          ? {
              ...column,
              cells: { kind: "text", values: [{ town: "Ulm", income: "4010.0", rich: "no" }[column.name]!] },
            }
          : column,
      ),
    };
    const usual = await scoreRows(runtime, trained, people(500, 5));
    const { score, contributions } = await scoreRows(runtime, trained, broken);
    expect(score[0]).toBeGreaterThan(Math.max(...usual.score.subarray(0, 400)) - 3);
    expect(Math.max(contributions[1]!, contributions[2]!)).toBeGreaterThan(3);
  });

  it("adds rows for the classes that are few", async () => {
    const { added, classes } = await augment(
      runtime,
      trained,
      takeRows(
        table,
        Array.from({ length: 600 }, (_, i) => i),
      ),
      {
        balance: "town",
      },
    );
    const largest = Math.max(...classes.map(({ count }) => count));
    expect(classes.every(({ count, added: more }) => count + more === largest)).toBe(true);
    expect(added.table.count).toBe(classes.reduce((sum, { added: more }) => sum + more, 0));
  });
});

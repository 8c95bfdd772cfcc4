// Every verb over HTTP, in every format, against the task it calls.

import { describe, expect, it } from "vitest";
import { float32 } from "../../src/array/index.ts";
import {
  datasetFromArray,
  decodeTable,
  encodePng,
  openBuiltin,
  openTableData,
  readCsvTable,
  readNpy,
  seriesDataset,
  subset,
  takeRows,
  writeCsvTable,
  writeNpy,
} from "../../src/data/index.ts";
import {
  decode,
  encode,
  impute,
  reconstruct,
  sample,
  scoreItems,
  scoreRows,
  scoreSeries,
  synth,
} from "../../src/tasks/index.ts";
import { people, postJson, prepare, refusal, rowsOf, runtime, waves } from "./harness.ts";

const ready = prepare(["digits", "classes", "people", "waves"]);
const started = () => (server ??= ready.start());
let server: ReturnType<typeof ready.start> | undefined;
const url = async (path: string) => `${(await started()).url}/v1/models${path}`;

const digits = openBuiltin("digits", { count: 20 }).train;
const pixels = (index: number) => Array.from(subset(digits, [index]).values, (value) => value / 255);
const pictureOf = (index: number) => Array.from({ length: 28 }, (_, y) => pixels(index).slice(28 * y, 28 * y + 28));
const pictures = (count: number) => Array.from({ length: count }, (_, i) => pictureOf(i));
// As a request of JSON is read.
const asRead = (count: number) => {
  const data = Float64Array.from(pictures(count).flat(2));
  return datasetFromArray("items", { type: "f8", shape: [count, 28, 28], data });
};
const asNpy = (count: number) => {
  const data = Float32Array.from(pictures(count).flat(2));
  return writeNpy({ type: "f4", shape: [count, 28, 28], data });
};

async function json(response: Response | Promise<Response>): Promise<Record<string, unknown>> {
  const answer = await response;
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return JSON.parse(text) as Record<string, unknown>;
}

const flat = (value: unknown) => (value as unknown[]).flat(4) as number[];
const post = async (path: string, type: string, body: Uint8Array | string, accept = "application/json") =>
  fetch(await url(path), {
    method: "POST",
    headers: { "content-type": type, accept },
    body: body as string | Uint8Array<ArrayBuffer>,
  });

describe("models", () => {
  it("are listed with what they can be asked for", async () => {
    const { models } = (await json(fetch(await url("")))) as { models: Record<string, unknown>[] };
    expect(models.map(({ name }) => name)).toEqual(["digits", "classes", "people", "waves"]);
    expect(models[0]).toEqual({
      name: "digits",
      items: "image",
      description: "28x28 pictures, 1 channel",
      shape: [1, 28, 28],
      latent: 3,
      preset: "mnist",
      verbs: ["encode", "decode", "reconstruct", "sample", "score"],
    });
    expect(models[2]!.verbs).toContain("impute");
  });

  it("have a card with columns, conditions and results, and no path", async () => {
    const card = await json(fetch(await url("/people")));
    expect(card.columns).toMatchObject([
      { name: "id", used: false },
      { name: "town", levels: expect.arrayContaining(["Ulm", "Bern", "Graz"]) },
      { name: "income", type: "continuous" },
      { name: "age" },
    ]);
    expect(card.results).toMatchObject({ elbo: expect.any(Number) });
    expect(JSON.stringify(card)).not.toContain(ready.folder);
    const { conditions } = await json(fetch(await url("/classes")));
    expect(conditions).toEqual([{ name: "label", values: expect.arrayContaining(["0", "9"]) }]);
  });

  it("that are not there are refused with the nearest name", async () => {
    const answer = await refusal(await fetch(await url("/digit")));
    expect(answer).toMatchObject({ status: 404, detail: 'model: no model is called "digit"; did you mean "digits"?' });
  });
});

describe("encode", () => {
  it("gives the posterior of pictures as nested lists", async () => {
    const answer = await json(postJson(await url("/digits/encode"), { items: pictures(3) }));
    const expected = await encode(runtime, ready.models.digits, asRead(3));
    expect(flat(answer.mean).map(Math.fround)).toEqual([...expected.mean.data]);
    expect(flat(answer.logVariance).map(Math.fround)).toEqual([...expected.logVariance!.data]);
    expect((answer.mean as unknown[]).length).toBe(3);
  });

  it("takes and gives NumPy arrays", async () => {
    const answer = await post("/digits/encode", "application/x-npy", asNpy(5), "application/x-npy");
    expect(answer.headers.get("content-type")).toBe("application/x-npy");
    const { shape, data } = readNpy(new Uint8Array(await answer.arrayBuffer()), "answer");
    expect(shape).toEqual([5, 3]);
    const expected = await encode(runtime, ready.models.digits, asRead(5));
    expect([...(data as Float32Array)]).toEqual([...expected.mean.data]);
  });

  it("takes a PNG picture, in colour too", async () => {
    const grey = subset(digits, [4]).values as Uint8Array;
    const colour = Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]!);
    const expected = await encode(runtime, ready.models.digits, subset(digits, [4]));
    for (const bytes of [encodePng(grey, 28, 28, 1), encodePng(colour, 28, 28, 3)]) {
      const { mean } = await json(post("/digits/encode", "image/png", bytes));
      flat(mean).forEach((value, i) => {
        expect(value).toBeCloseTo(expected.mean.data[i]!, 4);
      });
    }
  });

  it("goes by the items' own labels, or by one condition for all", async () => {
    const own = await json(postJson(await url("/classes/encode"), { items: pictures(2), labels: ["3", 3] }));
    const given = await json(postJson(await url("/classes/encode?condition=label%3D3"), { items: pictures(2) }));
    expect(own).toEqual(given);
    const expected = await encode(runtime, ready.models.classes, asRead(2), { condition: { label: "3" } });
    expect(flat(given.mean).map(Math.fround)).toEqual([...expected.mean.data]);
  });

  it("takes rows by column name, as JSON and as CSV", async () => {
    const table = takeRows(people(40, 7), [0, 3, 5]);
    const { schema } = ready.models.people;
    const data = openTableData("rows", table, { model: schema as never }).train;
    const expected = [...(await encode(runtime, ready.models.people, data)).mean.data];
    const fromJson = await json(postJson(await url("/people/encode"), { rows: rowsOf(table) }));
    const fromCsv = await json(post("/people/encode", "text/csv", writeCsvTable(table)));
    expect(flat(fromJson.mean).map(Math.fround)).toEqual(expected);
    expect(fromCsv).toEqual(fromJson);
  });
});

describe("decode and sample", () => {
  const latents = [
    [0.5, -1, 0.25],
    [2, 0, -0.5],
  ];

  it("decodes latents as lists and as an array", async () => {
    const expected = await decode(runtime, ready.models.digits, float32(latents.flat(), [2, 3]));
    const { items } = await json(postJson(await url("/digits/decode"), { latents }));
    expect(flat(items).map(Math.fround)).toEqual([...expected.data]);
    const npy = writeNpy({ type: "f8", shape: [2, 3], data: Float64Array.from(latents.flat()) });
    const answer = await post("/digits/decode", "application/x-npy", npy, "application/x-npy");
    const read = readNpy(new Uint8Array(await answer.arrayBuffer()), "answer");
    expect(read.shape).toEqual([2, 1, 28, 28]);
    expect([...(read.data as Float32Array)]).toEqual([...expected.data]);
  });

  it("gives one picture as it is, and several in a grid, as PNG", async () => {
    const size = async (count: number) => {
      const body = JSON.stringify({ latents: latents.slice(0, count) });
      const answer = await post("/digits/decode", "application/json", body, "image/png");
      expect(answer.headers.get("content-type")).toBe("image/png");
      const bytes = Buffer.from(await answer.arrayBuffer());
      return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    };
    expect(await size(1)).toEqual([28, 28]);
    expect(await size(2)).toEqual([2 * 56 + 3 * 4, 56 + 2 * 4]);
  });

  it("draws the items of a seed again and again", async () => {
    const expected = await sample(runtime, ready.models.digits, { count: 4, seed: 7, temperature: 0.5 });
    const path = await url("/digits/sample?count=4&seed=7&temperature=0.5");
    const answer = await json(fetch(path));
    expect(flat(answer.items).map(Math.fround)).toEqual([...expected.items.data]);
    expect(flat(answer.latents).map(Math.fround)).toEqual([...expected.latents.data]);
    expect(await json(fetch(path))).toEqual(answer);
  });

  it("draws each class in turn", async () => {
    const { items } = await json(fetch(await url("/classes/sample?count=2&each=true&seed=1")));
    expect((items as unknown[]).length).toBe(20);
    const one = await json(fetch(await url("/classes/sample?count=2&condition=label=3&seed=1")));
    const expected = await sample(runtime, ready.models.classes, { count: 2, seed: 1, condition: { label: "3" } });
    expect(flat(one.items).map(Math.fround)).toEqual([...expected.items.data]);
  });

  it("makes rows of a table with numbers as numbers, and as CSV", async () => {
    const expected = await synth(runtime, ready.models.people, { count: 5, seed: 3 });
    const { rows } = await json(fetch(await url("/people/sample?count=5&seed=3")));
    expect(rows).toHaveLength(5);
    expect((rows as Record<string, unknown>[])[0]).toMatchObject({ id: "P00301", age: expect.any(Number) });
    const csv = await fetch(await url("/people/sample?count=5&seed=3"), { headers: { accept: "text/csv" } });
    expect(await csv.text()).toBe(writeCsvTable(expected.table));
    const ulm = await json(fetch(await url("/people/sample?count=5&where=town+%3D+Ulm&where=age+%3E%3D+30")));
    for (const row of ulm.rows as { town: string; age: number }[]) {
      expect(row.town).toBe("Ulm");
      expect(row.age).toBeGreaterThanOrEqual(30);
    }
  });
});

describe("reconstruct", () => {
  it("gives pictures and their errors", async () => {
    const answer = await json(postJson(await url("/digits/reconstruct"), { items: pictures(2) }));
    const expected = await reconstruct(runtime, ready.models.digits, asRead(2));
    expect(flat(answer.items).map(Math.fround)).toEqual([...expected.restored.data]);
    expect(flat(answer.errors).map(Math.fround)).toEqual([...expected.error]);
  });

  it("turns pictures into another class", async () => {
    const path = await url("/classes/reconstruct?condition=label%3D8");
    const answer = await json(postJson(path, { items: pictures(1), labels: ["3"] }));
    const { items } = await json(postJson(await url("/classes/encode"), { items: pictures(1), labels: ["3"] })).then(
      async ({ mean }) => json(postJson(await url("/classes/decode?condition=label%3D8"), { latents: mean })),
    );
    expect(answer.items).toEqual(items);
  });

  it("gives rows of a table", async () => {
    const table = takeRows(people(40, 7), [1, 2]);
    const { schema } = ready.models.people;
    if (schema.kind !== "table") throw new Error("no table");
    const data = openTableData("rows", table, { model: schema }).train;
    const { restored, error } = await reconstruct(runtime, ready.models.people, data);
    const csv = await post("/people/reconstruct", "text/csv", writeCsvTable(table), "text/csv");
    expect(await csv.text()).toBe(writeCsvTable(decodeTable(restored.data, schema)));
    const { errors } = await json(postJson(await url("/people/reconstruct"), { rows: rowsOf(table) }));
    expect(flat(errors).map(Math.fround)).toEqual([...error]);
  });
});

describe("score", () => {
  const close = (got: unknown, expected: ArrayLike<number>) => {
    expect(flat(got)).toHaveLength(expected.length);
    flat(got).forEach((value, i) => {
      expect(value / expected[i]!).toBeCloseTo(1, 5);
    });
  };

  it("scores pictures as the task does, whatever their number", async () => {
    for (const count of [1, 3, 5]) {
      const answer = await json(postJson(await url("/digits/score?seed=4"), { items: pictures(count) }));
      const expected = await scoreItems(runtime, ready.models.digits, asRead(count), { seed: 4 });
      close(answer.scores, expected.score);
      close(answer.kl, expected.kl);
      expect(answer.method).toBe("negative elbo");
    }
  });

  it("estimates likelihoods with samples", async () => {
    const answer = await json(postJson(await url("/digits/score?samples=10&seed=2"), { items: pictures(3) }));
    const expected = await scoreItems(runtime, ready.models.digits, asRead(3), { seed: 2, samples: 10 });
    close(answer.scores, expected.score);
    expect(answer.method).toBe("importance-sampled negative log-likelihood");
  });

  it("scores rows, calls anomalies and says what is new", async () => {
    const table = takeRows(people(40, 7), [1, 2, 3]);
    const rows = [...rowsOf(table), { town: "Atlantis", income: "1.0", age: "30" }];
    const path = await url("/people/score?samples=4&seed=1&contamination=0.05&explain=true");
    const answer = await json(postJson(path, { rows }));
    const expected = await scoreRows(runtime, ready.models.people, table, { samples: 4, seed: 1 });
    close((answer.scores as number[]).slice(0, 3), expected.score);
    expect((answer.anomalies as boolean[])[3]).toBe(true);
    expect((answer.tailProbabilities as number[])[3]).toBeLessThan(0.05);
    expect(answer.unseen).toContainEqual({ column: "town", kind: "level", count: 1, example: "Atlantis", rows: [3] });
    const [first] = answer.contributions as Record<string, number>[];
    expect(Object.keys(first!)).toEqual(["town", "income", "age", "latent"]);
    expect(Object.values(first!).reduce((a, b) => a + b, 0)).toBeCloseTo((answer.scores as number[])[0]!, 3);
  });

  it("scores time stamps in the order of the request", async () => {
    const table = waves(40);
    const rows = Array.from({ length: 40 }, (_, i) =>
      Object.fromEntries(table.columns.map(({ name, cells }) => [name, cells.values[i]])),
    );
    const backwards = await json(postJson(await url("/waves/score"), { rows: rows.toReversed() }));
    const { scores, times } = await json(postJson(await url("/waves/score"), { rows }));
    const { schema } = ready.models.waves;
    if (schema.kind !== "series") throw new Error("no series");
    const data = seriesDataset(table, { model: schema }).train;
    close(scores, (await scoreSeries(runtime, ready.models.waves, data)).step);
    expect((backwards.scores as number[]).toReversed()).toEqual(scores);
    expect((times as string[])[3]).toBe("3");
  });
});

describe("impute", () => {
  it("fills the gaps of rows and leaves the rest alone", async () => {
    const rows = rowsOf(takeRows(people(40, 7), [0, 1, 9]));
    const answer = await json(postJson(await url("/people/impute?seed=2&samples=20"), { rows }));
    const table = takeRows(people(40, 7), [0, 1, 9]);
    const expected = await impute(runtime, ready.models.people, table, { seed: 2, samples: 20 });
    expect(answer.filled).toEqual(JSON.parse(JSON.stringify(expected.filled)));
    expect((answer.rows as Record<string, unknown>[])[1]).toMatchObject({ age: Number(rows[1]!.age) });
    const csv = await post("/people/impute?seed=2&samples=20", "text/csv", writeCsvTable(table), "text/csv");
    const back = readCsvTable(new Uint8Array(await csv.arrayBuffer()), "answer").table;
    expect(back.columns.find(({ name }) => name === "income")!.cells.values[0]).toBe(expected.filled[0]!.best);
  });

  it("is not for pictures", async () => {
    const answer = await refusal(await postJson(await url("/digits/impute"), { rows: [{ a: 1 }] }));
    expect(answer.status).toBe(422);
    expect(answer.detail).toMatch(/^impute: needs a model trained on a table, got digits, trained on pictures/);
  });
});

import { describe, expect, it } from "vitest";
import { DataError } from "../errors.ts";
import { compareRuns, shortNames } from "./compare.ts";
import { differencesOf } from "./compare-config.ts";
import type { RunFile, RunStore } from "./run.ts";

const PIXELS = { kind: "image", width: 4, height: 4, channels: 1, range: [0, 1], values: "grey" };

interface Made {
  readonly latent?: number;
  readonly likelihood?: object;
  readonly train?: object;
  readonly data?: object;
  readonly results?: object;
  readonly status?: RunFile["status"];
}

function made({
  latent = 2,
  likelihood = { kind: "bernoulli" },
  train,
  data,
  results,
  status = "finished",
}: Made): RunStore {
  const file = {
    format: 1,
    library: "0.1.0",
    status,
    config: {
      preset: "mnist",
      model: {
        kind: "vae",
        latent,
        encoder: [{ kind: "flatten" }, { kind: "dense", units: 3 }],
        decoder: "mirror",
        likelihood,
        objective: { kind: "elbo" },
      },
      train: {
        epochs: 2,
        batch: 8,
        optimiser: { kind: "adam", rate: 0.001 },
        clip: null,
        patience: null,
        seed: 0,
        validation: 0.1,
        binarise: "none",
        ...train,
      },
    },
    schema: PIXELS,
    data: {
      name: "dots",
      source: "dots",
      counts: { train: 90, validation: 10, test: 20 },
      options: {},
      notes: [],
      ...data,
    },
    reasons: [],
    hashes: {},
    results: {
      part: "test",
      count: 20,
      elbo: -10,
      reconstruction: 8,
      kl: 2,
      psnr: 12,
      seed: 0,
      epochs: 2,
      seconds: 1.5,
      extra: { depth: 3 },
      ...results,
    },
  };
  return {
    name: "run",
    read: async (path) => (path === "config.json" ? new TextEncoder().encode(JSON.stringify(file)) : undefined),
    write: async () => undefined,
  };
}

const compare = (...runs: Made[]) => compareRuns(runs.map((run, i) => ({ name: `run${i}`, store: made(run) })));
const bestOf = async (...runs: Made[]) =>
  Object.fromEntries((await compare(...runs)).measures.map(({ key, best }) => [key, best]));

describe("compareRuns", () => {
  it("collects every number of the results, most telling first, and marks the best where one way is better", async () => {
    const { measures, notes, differences } = await compare(
      {},
      { latent: 3, results: { elbo: -9, reconstruction: 8.5, kl: 0.5, psnr: 12 } },
    );
    expect(measures.map(({ key, values, best }) => [key, values, best])).toEqual([
      ["negativeElbo", [10, 9], [1]],
      ["reconstruction", [8, 8.5], [0]],
      ["kl", [2, 0.5], []],
      ["psnr", [12, 12], []],
      ["extra.depth", [3, 3], []],
    ]);
    expect(notes).toEqual([]);
    expect(differences).toEqual([{ path: "model.latent", values: [2, 3] }]);
  });

  it("counts parameters, epochs and seconds", async () => {
    const { runs } = await compare({});
    // 16 -> 3, two heads 3 -> 2, back 2 -> 3 -> 16, each with a bias.
    expect(runs[0]).toMatchObject({ name: "run0", epochs: 2, seconds: 1.5 });
    expect(runs[0]!.parameters).toBe(17 * 3 + 2 * (4 * 2) + 3 * 3 + 4 * 16);
  });

  it("marks no best among runs of different data, parts or noise, and says why", async () => {
    for (const [other, note] of [
      [{ data: { source: "lines", name: "lines" } }, /different data \(dots, lines\)/],
      [{ results: { part: "validation", count: 10 } }, /different items \(20 test items, 10 validation items\)/],
      [{ train: { corrupt: "gaussian:0.3" } }, /different noise.*\(none, gaussian:0.3\)/],
    ] as const) {
      const { measures, notes } = await compare(
        {},
        { ...other, results: { elbo: -1, ...("results" in other ? other.results : {}) } },
      );
      expect(measures.flatMap(({ best }) => best)).toEqual([]);
      expect(notes.join()).toMatch(note);
    }
  });

  it("compares nats only under likelihoods of one kind, the rest always", async () => {
    const other = { elbo: -1, psnr: 20 };
    expect(await bestOf({}, { likelihood: { kind: "normal", scale: "shared" }, results: other })).toMatchObject({
      negativeElbo: [],
      psnr: [1],
    });
    const [normal, laplace] = [
      { likelihood: { kind: "normal", scale: "shared" } },
      { likelihood: { kind: "laplace", scale: "shared" }, results: other },
    ];
    expect(await bestOf(normal, laplace)).toMatchObject({ negativeElbo: [1] });
    expect(await bestOf({}, { train: { binarise: "dynamic" }, results: other })).toMatchObject({ negativeElbo: [] });
  });

  it("says when held-out items follow from different seeds", async () => {
    const held = { results: { part: "validation", count: 10 } };
    const { notes } = await compare(held, { ...held, train: { seed: 1 } });
    expect(notes.join()).toMatch(/split off with different seeds/);
    expect((await compare({}, { train: { seed: 1 } })).notes).toEqual([]);
  });

  it("takes finished runs only", async () => {
    await expect(compare({ status: "training" })).rejects.toThrow(DataError);
    await expect(compare({ status: "training" })).rejects.toThrow(
      /^run: its training has not finished.*train --resume run$/,
    );
  });
});

describe("differencesOf", () => {
  it("goes into objects of one kind and into layers of the same kinds", () => {
    const layers = (units: number) => [{ kind: "flatten" }, { kind: "dense", units }];
    expect(
      differencesOf([
        { a: 1, b: { kind: "x", c: 1 }, l: layers(3) },
        { a: 1, b: { kind: "x", c: 2 }, l: layers(4) },
      ]),
    ).toEqual([
      { path: "b.c", values: [1, 2] },
      { path: "l.1.units", values: [3, 4] },
    ]);
  });

  it("shows other kinds and lists of another length whole, and what only one has", () => {
    expect(
      differencesOf([
        { b: { kind: "x", c: 1 }, s: [1, 2], n: 1 },
        { b: { kind: "y" }, s: [1, 3] },
      ]),
    ).toEqual([
      { path: "b", values: [{ kind: "x", c: 1 }, { kind: "y" }] },
      {
        path: "s",
        values: [
          [1, 2],
          [1, 3],
        ],
      },
      { path: "n", values: [1, undefined] },
    ]);
  });
});

describe("shortNames", () => {
  it.each([
    [
      ["runs/a", "runs/b/"],
      ["a", "b"],
    ],
    [
      ["x/runs/a", "y/runs/a"],
      ["x/runs/a", "y/runs/a"],
    ],
    [
      ["x/a", "y/a", "x/b"],
      ["x/a", "y/a", "x/b"],
    ],
  ])("of %j", (paths, names) => {
    expect(shortNames(paths)).toEqual(names);
  });
});

import { describe, expect, it } from "vitest";
import { openBuiltin } from "../data/index.ts";
import { Model } from "../models/index.ts";
import { resolveConfig } from "./config.ts";
import { itemOf } from "./item.ts";
import { planSweep } from "./sweep.ts";
import { parseSweep } from "./sweep-config.ts";
import { findSweep, namedSweeps } from "./sweep-named.ts";
import {
  meanShown,
  measureNotes,
  measureOf,
  rankOutcomes,
  type SweepOutcome,
  settingsOf,
  shownOf,
} from "./sweep-outcome.ts";
import { fieldNames } from "./sweep-slug.ts";

const LATENT = { "model.latent": [2, 8, 16] };
const RATE = { "train.optimiser.rate": { from: 1e-4, to: 1e-2, scale: "log" } };
const names = (value: unknown) => planSweep(parseSweep(value)).map(({ name }) => name);

describe("a grid", () => {
  it("is in order, the last field fastest, repeats of a setting together", () => {
    expect(names({ vary: { "model.latent": [2, 8], "train.batch": [64, 32] }, repeats: 2 })).toEqual([
      ...[
        "latent-2_batch-64_seed-0",
        "latent-2_batch-64_seed-1",
        "latent-2_batch-32_seed-0",
        "latent-2_batch-32_seed-1",
      ],
      ...[
        "latent-8_batch-64_seed-0",
        "latent-8_batch-64_seed-1",
        "latent-8_batch-32_seed-0",
        "latent-8_batch-32_seed-1",
      ],
    ]);
  });

  it("takes points of a range with both ends, whole ones once each", () => {
    const values = (range: object) =>
      planSweep(parseSweep({ vary: { "model.latent": range } })).map((run) => run.values["model.latent"]);
    expect(values({ from: 1e-4, to: 1e-2, scale: "log", points: 5 })).toEqual([1e-4, 3.162e-4, 1e-3, 3.162e-3, 1e-2]);
    expect(values({ from: 0.5, to: 2, points: 4 })).toEqual([0.5, 1, 1.5, 2]);
    expect(values({ from: 1, to: 3, integer: true, points: 6 })).toEqual([1, 2, 3]);
  });

  it("asks train for the preset, the base and the values, seeds after the base's", () => {
    const config = { train: { epochs: 2, seed: 7 } };
    const [first, second] = planSweep(
      parseSweep({ preset: "conv", config, vary: { "model.objective": [{ kind: "elbo", beta: 4 }] }, repeats: 2 }),
    );
    expect(first!.choices).toEqual({
      preset: "conv",
      config,
      set: ['model.objective={"kind":"elbo","beta":4}', "train.seed=7"],
    });
    expect(second!.seed).toBe(8);
  });

  it("can vary the preset", () => {
    const runs = planSweep(parseSweep({ preset: "conv", vary: { preset: ["mnist", "conv"] } }));
    expect(runs.map(({ choices }) => choices)).toEqual([
      { preset: "mnist", config: undefined, set: [] },
      { preset: "conv", config: undefined, set: [] },
    ]);
  });

  it("refuses more runs than anyone waits for", () => {
    const many = Array.from({ length: 200 }, (_, i) => i + 1);
    expect(() => names({ vary: { "model.latent": many, "train.batch": many } })).toThrow(
      /^sweep: vary: a grid of 40,000 runs is more than 10,000; vary fewer values/,
    );
  });
});

describe("variants", () => {
  const variants = {
    plain: {},
    slow: { train: { optimiser: { rate: 1e-4 }, batch: 32 } },
    other: { preset: "conv", model: { objective: { kind: "elbo", beta: 2 }, skip: true } },
  };

  it("are runs of their names, each with its fields laid over the base", () => {
    const config = { train: { epochs: 2 } };
    const runs = planSweep(parseSweep({ preset: "mnist", config, variants }));
    expect(runs.map(({ name, values }) => [name, values])).toEqual(
      ["plain", "slow", "other"].map((name) => [name, { variant: name }]),
    );
    expect(runs.map(({ choices }) => choices)).toEqual([
      { preset: "mnist", config, set: [] },
      { preset: "mnist", config, set: ["train.optimiser.rate=0.0001", "train.batch=32"] },
      { preset: "conv", config, set: ['model.objective={"kind":"elbo","beta":2}', "model.skip=true"] },
    ]);
  });

  it("go with fields to vary and with repeats", () => {
    expect(names({ variants: { a: {}, b: {} }, vary: { "model.latent": [2, 8] } })).toEqual([
      ...["a_latent-2", "a_latent-8"],
      ...["b_latent-2", "b_latent-8"],
    ]);
    expect(names({ variants: { a: {}, b: {} }, repeats: 2 })).toEqual(["a_seed-0", "a_seed-1", "b_seed-0", "b_seed-1"]);
  });
});

describe("named sweeps", () => {
  const data = openBuiltin("digits", { count: 40 }).train;

  it.each(namedSweeps.map((named) => [named.name, named] as const))(
    "%s plans runs whose configs are valid",
    (_, named) => {
      const plan = planSweep(parseSweep(named.sweep));
      const configs = plan.map(({ choices }) => resolveConfig(choices, data).config);
      for (const { model } of configs) expect(() => new Model(model, itemOf(data.schema))).not.toThrow();
      expect(new Set(configs.map((config) => JSON.stringify(config))).size).toBe(plan.length);
    },
  );

  it("are found by name, or the known ones told", () => {
    expect(findSweep("collapse").name).toBe("collapse");
    expect(() => findSweep("colapse")).toThrow(
      'sweep: unknown name, got "colapse"; did you mean "collapse"? known: collapse; or give a JSON file',
    );
  });
});

describe("a random search", () => {
  const random = (runs: number, vary: object, seed = 0) => ({ search: { kind: "random", runs, seed }, vary });

  it("is the same for a seed, another for another, and begins alike when it grows", () => {
    const six = names(random(6, { ...LATENT, ...RATE }));
    expect(names(random(6, { ...LATENT, ...RATE }))).toEqual(six);
    expect(names(random(12, { ...LATENT, ...RATE })).slice(0, 6)).toEqual(six);
    expect(names(random(6, { ...LATENT, ...RATE }, 1))).not.toEqual(six);
  });

  it("draws a field whatever others are varied", () => {
    const rates = (vary: object) =>
      planSweep(parseSweep(random(5, vary))).map(({ values }) => values["train.optimiser.rate"]);
    expect(rates({ ...LATENT, ...RATE })).toEqual(rates(RATE));
  });

  it("spreads a log range evenly over its powers and stays within it", () => {
    const draws = planSweep(parseSweep(random(2000, RATE))).map(({ values }) => Number(values["train.optimiser.rate"]));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...draws)).toBeLessThanOrEqual(1e-2);
    // Half below the geometric middle; 2000 draws have a standard error of 0.011.
    expect(Math.abs(draws.filter((rate) => rate < 1e-3).length / 2000 - 0.5)).toBeLessThan(0.05);
  });

  it("draws nothing twice and stops where all is drawn", () => {
    expect(names(random(50, LATENT)).sort()).toEqual(["latent-16", "latent-2", "latent-8"]);
  });
});

describe("names of runs", () => {
  it("take the shortest ends of paths that differ, and a kind's field", () => {
    expect(fieldNames(["train.optimiser.rate", "model.latent"])).toEqual(["rate", "latent"]);
    expect(fieldNames(["model.prior.rate", "train.optimiser.rate"])).toEqual(["prior.rate", "optimiser.rate"]);
    expect(fieldNames(["model.objective.kind"])).toEqual(["objective"]);
  });

  it("are fit for folders and never alike", () => {
    const found = names({ vary: { "train.corrupt": ["a/b", "a b", "../../etc", null, true] } });
    expect(found).toEqual(["corrupt-a-b", "corrupt-a-b-2", "corrupt-etc", "corrupt-null", "corrupt-true"]);
    const long = names({ vary: { "model.encoder": [[{ kind: "dense", units: 12345 }], [{ kind: "x".repeat(500) }]] } });
    expect(long[0]).toBe("encoder-dense-12345");
    expect(long[1]!.length).toBeLessThan(60);
  });
});

describe("parseSweep", () => {
  it.each([
    [
      {},
      'sweep: vary: names no field, so there is one run; give for example {"model.latent": [2, 8]}, or "variants", or "repeats"',
    ],
    [
      { vary: {} },
      'sweep: vary: names no field, so there is one run; give for example {"model.latent": [2, 8]}, or "variants", or "repeats"',
    ],
    [{ vray: LATENT, vary: LATENT }, 'sweep: vray: unknown config key; did you mean "vary"?'],
    [{ vary: { "modle.latent": [2] } }, 'sweep: vary.modle.latent: no part of a config; did you mean "model"?'],
    [
      { vary: { model: [2] } },
      'sweep: vary.model: must be the path of a field, such as "train.optimiser.rate"; repair it',
    ],
    [
      { vary: { "model.latent": [] } },
      "sweep: vary.model.latent: must hold at least one value, got []; give some, or leave it out",
    ],
    [{ vary: { "model.latent": [2, 8, 2] } }, "sweep: vary.model.latent: holds 2 twice; leave one out"],
    [
      { vary: { "model.latent": 2 } },
      'sweep: vary.model.latent: must be a list of values or a range, got 2; write [2] or {"from": 0.0001, "to": 0.01, "scale": "log"}',
    ],
    [
      { vary: RATE },
      'sweep: vary.train.optimiser.rate: a grid needs to know how many values to take of a range, got {"from":0.0001,"to":0.01,"scale":"log"}; add "points": 5, give a list, or search with {"kind": "random", "runs": 20}',
    ],
    [
      { vary: { "model.latent": { from: 8, to: 2, points: 3 } } },
      'sweep: vary.model.latent: "from" must be below "to", got 8 and 2; exchange them',
    ],
    [
      { vary: { "model.latent": { from: 0, to: 2, scale: "log", points: 3 } } },
      'sweep: vary.model.latent.from: a log scale needs numbers above 0, got 0; use "scale": "linear"',
    ],
    [
      { vary: { "model.latent": { from: 1, to: 2.5, integer: true, points: 3 } } },
      "sweep: vary.model.latent: a range of whole numbers needs whole ends, got 1 and 2.5; round them",
    ],
    [
      { vary: { "model.latent": { form: 1, to: 2 } } },
      'sweep: vary.model.latent.form: unknown config key; did you mean "from"?; a range is {"from": 0.0001, "to": 0.01, "scale": "log"}',
    ],
    [{ vary: LATENT, search: { kind: "bayes" } }, 'sweep: search.kind: unknown kind, got "bayes"; known: grid, random'],
    [{ vary: LATENT, search: { kind: "random" } }, "sweep: search.runs: must be given, expected number"],
    [
      { vary: LATENT, measure: "validation.los" },
      'sweep: measure: unknown measure, got "validation.los"; did you mean "validation.loss"?',
    ],
    [
      { vary: LATENT, show: ["results.Kl"] },
      'sweep: show: unknown number, got "results.Kl"; did you mean "results.kl"?',
    ],
    [{ variants: {} }, 'sweep: variants: must name at least one, got none; give for example {"plain": {}}'],
    [{ variants: { plain: { modle: {} } } }, 'sweep: variants.plain.modle: no part of a config; did you mean "model"?'],
    [
      { variants: { "a/b": {} } },
      'sweep: variants.a/b: must be letters, digits, ".", "+" and "-", at most 40, as it names a folder',
    ],
    [
      { variants: { Plain: {}, plain: {} } },
      'sweep: variants.Plain: differs from "plain" by capitals alone, got both; rename one',
    ],
    [
      { variants: { plain: { train: { seed: 3 } } }, repeats: 2 },
      'sweep: repeats: chooses seeds by itself, got train.seed in "variants" too; give one of them',
    ],
    [{ vary: LATENT, repeats: 0 }, "sweep: repeats: Too small: expected number to be >0, got 0"],
    [
      { vary: { "train.seed": [1, 2] }, repeats: 2 },
      'sweep: repeats: chooses seeds by itself, got train.seed in "vary" too; give one of them',
    ],
    [
      { vary: LATENT, dataOptions: { cuont: 10 } },
      'sweep: dataOptions.cuont: unknown config key; did you mean "count"?',
    ],
  ])("refuses %j", (value, message) => {
    expect(() => parseSweep(value)).toThrow(expect.objectContaining({ name: "ConfigError", message }));
  });
});

describe("outcomes", () => {
  const outcome = (latent: number, seed: number, measure?: number): SweepOutcome => ({
    run: { name: `latent-${latent}_seed-${seed}`, values: { "model.latent": latent }, seed, choices: {} },
    state: measure === undefined ? "failed" : "finished",
    ...(measure !== undefined && { measure }),
  });
  const all = [
    outcome(2, 0, 5),
    outcome(2, 1, 7),
    outcome(8, 0, 4),
    outcome(8, 1),
    outcome(16, 0, 6),
    outcome(16, 1, 6),
  ];

  it("are ranked by the measure, those without one last", () => {
    const order = (measure: "validation.loss" | "validation.elbo") =>
      rankOutcomes(all, measure).map(({ measure: value }) => value);
    expect(order("validation.loss")).toEqual([4, 5, 6, 6, 7, undefined]);
    expect(order("validation.elbo")).toEqual([7, 6, 6, 5, 4, undefined]);
  });

  it("are averaged over the repeats of a setting", () => {
    const settings = settingsOf(all, "validation.loss").map(({ values, mean, deviation }) => [values, mean, deviation]);
    expect(settings).toEqual([
      [{ "model.latent": 8 }, 4, undefined],
      [{ "model.latent": 2 }, 6, Math.SQRT2],
      [{ "model.latent": 16 }, 6, 0],
    ]);
  });

  it("take the numbers of the kept epoch, or of the final evaluation", () => {
    const epoch = (number: number, loss: number) =>
      ({ epoch: number, train: { loss: loss + 1 }, validation: { loss } }) as never;
    const file = { results: { bestEpoch: 1, elbo: -3 } };
    const history = [epoch(1, 5), epoch(2, 9)];
    expect(measureOf("validation.loss", file, history)).toBe(5);
    expect(measureOf("train.loss", file, history)).toBe(6);
    expect(measureOf("results.elbo", file, history)).toBe(-3);
    expect(measureOf("results.psnr", file, history)).toBeUndefined();
  });

  it("hold further numbers as far as a run has them, and their mean", () => {
    const shown = (kl: number) => shownOf(["results.kl", "results.psnr"], { results: { kl } }, []);
    expect(shown(4)).toEqual({ "results.kl": 4 });
    const [a, b] = [outcome(2, 0, 5), outcome(2, 1, 7)];
    const both = [{ ...a!, shown: shown(4) }, { ...b!, shown: shown(5) }, outcome(2, 2)];
    expect(meanShown(both, "results.kl")).toBe(4.5);
    expect(meanShown(both, "results.psnr")).toBeUndefined();
  });

  it("come with a warning where losses of different objectives are ranked", () => {
    const config = (beta: number) => ({ model: { objective: { kind: "elbo", beta } } }) as never;
    expect(measureNotes("validation.loss", [config(1), config(4)])).toHaveLength(1);
    expect(measureNotes("validation.elbo", [config(1), config(4)])).toEqual([]);
    expect(measureNotes("validation.loss", [config(4), config(4)])).toEqual([]);
  });
});

// Model M2 of Kingma et al. 2014 against its formulas written by hand in float64; constants of a graph are float32.

import { describe, expect, it } from "vitest";
import {
  ITEMS,
  logSumExp,
  noiseFeeds,
  slopes,
  type TinyParts,
  tinyModel,
  trainingLoss,
  valuesOf,
} from "../../test/models/tiny-model.ts";
import { evaluate, input, Key, Scope } from "../graph/index.ts";
import { modelSchema } from "./config.ts";
import { Model } from "./model.ts";

const LEVELS = ["a", "b", "c"];
const [CLASSES, LATENT, SCALE] = [LEVELS.length, 2, 1.2];
const condition: NonNullable<TinyParts["condition"]> = {
  of: ["label"],
  attributes: [{ name: "label", levels: LEVELS }],
};
// The first item is a "b", the class of the second is not known.
const LABELS = [0, 1, 0, 0, 0, 0];

const tiny = (classifier: NonNullable<TinyParts["classifier"]>) => tinyModel({ condition, classifier });

type Values = Readonly<Record<string, ArrayLike<number>>>;

// x W^T + b by hand.
function dense(x: readonly number[], name: string, values: Values): number[] {
  const [weight, bias] = [values[`${name}.weight`]!, values[`${name}.bias`]];
  const units = weight.length / x.length;
  return Array.from({ length: units }, (_, u) =>
    x.reduce((sum, v, i) => sum + v * weight[u * x.length + i]!, bias?.[u] ?? 0),
  );
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const added = (a: readonly number[], b: readonly number[]) => a.map((v, i) => v + b[i]!);

// -L(x, y) of equation 6, with the noise that the graph reads.
function bound(x: readonly number[], y: number, noise: readonly number[], values: Values): number {
  const one = LEVELS.map((_, c) => Number(c === y));
  const stem = added(dense(x, "encoder.0", values), dense(one, "encoder.condition.0", values));
  const seen = [...stem.map(Math.tanh), ...one];
  const mean = dense(seen, "posterior.mean.0", values);
  const logVariance = dense(seen, "posterior.logVariance.0", values);
  const z = mean.map((m, d) => m + Math.exp(logVariance[d]! / 2) * noise[d]!);
  const kl = sum(mean.map((m, d) => 0.5 * (m * m + Math.exp(logVariance[d]!) - 1 - logVariance[d]!)));
  const made = dense([...z, ...one], "decoder.0", values);
  const logLikelihood = sum(
    made.map((m, i) => -0.5 * ((x[i]! - m) / SCALE) ** 2 - Math.log(SCALE) - 0.5 * Math.log(2 * Math.PI)),
  );
  return logLikelihood - kl - Math.log(CLASSES);
}

// The bounds of an item under each class, and log q(y|x) from the encoder's features without a class.
function parts(item: number, feeds: Values) {
  const noise = Object.entries(feeds).filter(([name]) => name.startsWith("noise:"));
  expect(noise).toHaveLength(1);
  const x = ITEMS.slice(3 * item, 3 * item + 3);
  const bounds = LEVELS.map((_, y) => {
    const row = (y * 2 + item) * LATENT;
    return bound(x, y, Array.from(noise[0]![1]).slice(row, row + LATENT), feeds);
  });
  const scores = dense(dense(x, "encoder.0", feeds).map(Math.tanh), "classifier.scores.0", feeds);
  return { bounds, logProbabilities: scores.map((s) => s - logSumExp(scores)) };
}

// -U(x) of equation 7.
const unlabelled = ({ bounds, logProbabilities }: ReturnType<typeof parts>) =>
  sum(logProbabilities.map((log, y) => Math.exp(log) * (bounds[y]! - log)));

describe("semi-supervised loss", () => {
  it("is that of model M2: labelled items under their class, others over all, and a cross-entropy", () => {
    const model = tiny({ share: 0.3, weight: 0.7 });
    const { feeds } = trainingLoss(model, LABELS);
    const scope = new Scope({ training: true });
    const inputs = { input: input("x", [2, 3]), target: input("x", [2, 3]), weights: input("weights", [2]) };
    const scheduled = { beta: input("scheduled:beta", []) };
    const given = { ...inputs, scheduled, condition: input("c", [2, 3]) };
    const [known, unknown] = [parts(0, feeds), parts(1, feeds)];
    const cases = [
      [tiny({ labelled: 10, weight: 0.7 }), 50],
      [tiny({ fraction: 0.2, weight: 0.7 }), undefined],
    ] as const;
    // A fifth of the training items are labelled.
    const want = -0.2 * known.bounds[1]! - 0.8 * unlabelled(unknown) - 0.7 * known.logProbabilities[1]!;
    for (const [m2, items] of cases) {
      const { loss, terms } = m2.objective({ ...given, ...(items && { items }) }, scope);
      const [got, classification] = evaluate([loss, terms.classification!], { ...feeds, ...noiseFeeds([loss]) });
      expect(got!.data[0]).toBeCloseTo(want, 6);
      expect(classification!.data[0]).toBeCloseTo(-known.logProbabilities[1]!, 6);
    }
  });

  for (const [name, classifier] of Object.entries({
    "the encoder's features": { fraction: 0.4 },
    "features of its own": { fraction: 0.4, layers: [{ kind: "dense" as const, units: 3 }, { kind: "tanh" as const }] },
  })) {
    it(`has the gradient of central differences, with ${name}`, () => {
      const { byGradient, byDifferences, names } = slopes(tiny(classifier), undefined, LABELS);
      expect(names).toContain("classifier.scores.0.weight");
      expect(names).toContain("encoder.condition.0.weight");
      expect(Math.abs(byGradient - byDifferences)).toBeLessThan(1e-6 * (1 + Math.abs(byDifferences)));
    });
  }

  it("scores items without their labels: the bound of equation 7, a lower bound of log sum_y p(x, y)", () => {
    const model = tiny({});
    const scope = new Scope({ training: false });
    const x = input("x", [2, 3]);
    const { logLikelihood, kl } = model.overClasses({ input: x, target: x, scope, key: new Key("score") });
    const feeds = { x: ITEMS, ...valuesOf(scope), ...noiseFeeds([logLikelihood]) };
    const [likelihood, divergence] = evaluate([logLikelihood, kl], feeds);
    [0, 1].forEach((item) => {
      const own = parts(item, feeds);
      const groups = LATENT + 1;
      const got = likelihood!.data[item]! - sum([...divergence!.data].slice(item * groups, (item + 1) * groups));
      expect(got).toBeCloseTo(unlabelled(own), 6);
      expect(got).toBeLessThanOrEqual(logSumExp(own.bounds));
    });
  });
});

describe("a condition", () => {
  it("is added to the encoder's first convolution as to a dense layer, and reaches mean and decoder", () => {
    const config = modelSchema.parse({
      kind: "vae",
      latent: 2,
      encoder: [{ kind: "conv", filters: 2, kernel: 3, stride: 2, padding: 1 }, { kind: "relu" }],
      decoder: "mirror",
      condition,
      likelihood: { kind: "bernoulli" },
      objective: { kind: "elbo" },
    });
    const model = new Model(config, { kind: "image", shape: [1, 4, 4] });
    const scope = new Scope({ training: false });
    const c = input("c", [2, 3]);
    const { mean } = model.encode(input("x", [2, 1, 4, 4]), scope, c);
    const decoded = model.decode(input("z", [2, 2]), scope, c).output;
    const feeds = { ...valuesOf(scope), x: new Float32Array(32).fill(0.5), z: [1, 2, 1, 2], c: [1, 0, 0, 0, 1, 0] };
    expect(feeds).toHaveProperty(["encoder.condition.0.weight", "length"], 6);
    for (const values of evaluate([mean, decoded], feeds)) {
      const half = values.data.length / 2;
      expect(values.data.slice(0, half)).not.toEqual(values.data.slice(half));
    }
  });

  it("is needed by a model that has one, and refused by a model without", () => {
    const scope = new Scope({ training: false });
    expect(() => tinyModel({ condition }).encode(input("x", [2, 3]), scope)).toThrow(
      "model.condition: this model takes a condition [n, 3] (label), got none",
    );
    expect(() => tinyModel().encode(input("x", [2, 3]), scope, input("c", [2, 3]))).toThrow("takes no condition");
    expect(() => tinyModel({ condition: { of: ["label"] } })).toThrow("model.condition.attributes: must list");
  });
});

describe("a classifier", () => {
  const label = condition.attributes![0]!;
  it.each([
    [{ objective: { kind: "importance", samples: 3 } }, /objective "elbo" of one draw, got vae with "importance"/],
    [
      { condition: { of: ["shape"], attributes: [{ ...label, name: "shape" }] } },
      /tells the label alone, got \["shape"\]/,
    ],
    [{ classifier: { labelled: 3, fraction: 0.1 } }, /labelled and fraction say the same, got both/],
  ] as const)("refuses %j", (more, message) => {
    expect(() => tinyModel({ condition, classifier: {}, ...(more as unknown as TinyParts) })).toThrow(message);
  });
});

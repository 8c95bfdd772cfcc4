// Penalties on the decoder, against formulas written by hand and central differences in float64.

import { describe, expect, it } from "vitest";
import { Generator, sizeOf } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import {
  evaluate,
  grad,
  initialValues,
  input,
  Scope,
  sigmoid,
  type Tensor,
  topologicalOrder,
} from "../../graph/index.ts";
import { msSsim } from "../../objectives/index.ts";
import { type ModelConfig, modelSchema } from "../config.ts";
import type { ItemShape } from "../item.ts";
import { Model } from "../model.ts";
import type { PenaltySpec } from "./index.ts";

const BATCH = 3;
const WEIGHTS = [0.5, 0.5, 0];

const DENSE = {
  kind: "autoencoder",
  latent: 2,
  encoder: [{ kind: "dense", units: 4 }, { kind: "tanh" }],
  decoder: [{ kind: "dense", units: 4 }, { kind: "tanh" }],
  objective: { kind: "reconstruction", error: "squared" },
};
const CONVOLUTIONS = {
  kind: "vae",
  latent: 2,
  encoder: [{ kind: "conv", filters: 2, kernel: 4, stride: 2, padding: 1 }, { kind: "silu" }, { kind: "flatten" }],
  decoder: "mirror",
  likelihood: { kind: "bernoulli" },
  objective: { kind: "elbo" },
};
const vector: ItemShape = { kind: "vector", shape: [4] };
const picture: ItemShape = { kind: "image", shape: [1, 12, 12] };

// A model's traced objective, with values for all that it reads.
function traced(config: object, item: ItemShape, penalties: readonly PenaltySpec[], seed = 1) {
  const model = new Model(modelSchema.parse({ ...config, penalties }) as ModelConfig, item);
  const scope = new Scope({ training: true });
  const x = input("x", [BATCH, ...item.shape]);
  const scheduled = Object.fromEntries(Object.keys(model.scheduled(0)).map((name) => [name, input(name, [])]));
  const objective = model.objective({ input: x, target: x, weights: input("weights", [BATCH]), scheduled }, scope);
  const feeds: Record<string, ArrayLike<number>> = {
    ...Object.fromEntries(
      Object.entries(initialValues(scope.variables(), 3)).map(([name, v]) => [name, v.data as Float32Array]),
    ),
    x: new Generator(7, "x").fillUniform(new Float32Array(sizeOf(x.shape))),
    weights: WEIGHTS,
    beta: [1],
  };
  for (const node of topologicalOrder([objective.loss, ...Object.values(objective.terms)])) {
    if (node.op !== "input" || (node as Tensor<"input">).attrs.noise === undefined) continue;
    const { name } = (node as Tensor<"input">).attrs;
    feeds[name] = new Generator(seed, name).fillNormal(new Float32Array(sizeOf(node.shape)));
  }
  const variables = scope.variables();
  return { model, objective, feeds, variables, x };
}

const value = (y: Tensor, feeds: Readonly<Record<string, ArrayLike<number>>>) => evaluate([y], feeds)[0]!.data[0]!;

// Largest gap between the gradient of y and central differences, over the first values of every parameter.
function gradientError(y: Tensor, { variables, feeds }: ReturnType<typeof traced>): number {
  const slopes = evaluate(
    grad(
      y,
      variables.map(({ tensor }) => tensor),
    ),
    feeds,
  );
  const gaps = variables.flatMap(({ name }, v) =>
    Array.from({ length: Math.min(6, slopes[v]!.data.length) }, (_, i) => {
      const at = (step: number) => {
        const moved = Float64Array.from(feeds[name]!);
        moved[i]! += step;
        return value(y, { ...feeds, [name]: moved });
      };
      return Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - slopes[v]!.data[i]!);
    }),
  );
  return Math.max(...gaps);
}

describe("decoder-norm", () => {
  it("is the sum of squares of the decoder's weights and biases, and of no others", () => {
    const made = traced(DENSE, vector, [{ kind: "decoder-norm", weight: 0.1 }]);
    const { objective, feeds, variables } = made;
    const decoder = variables.filter(({ name }) => name.startsWith("decoder."));
    expect(decoder.map(({ name }) => name)).toEqual(["decoder.0.weight", "decoder.0.bias"]);
    const norm = decoder.reduce(
      (total, { name }) => Array.from(feeds[name]!).reduce((sum, v) => sum + v * v, total),
      0,
    );
    expect(value(objective.terms.decoderNorm!, feeds)).toBeCloseTo(norm, 12);
    expect(value(objective.loss, feeds) - value(objective.terms.reconstruction!, feeds)).toBeCloseTo(norm / 10, 7);
    const others = variables.filter(({ name }) => !name.startsWith("decoder."));
    const slopes = grad(
      objective.terms.decoderNorm!,
      others.map(({ tensor }) => tensor),
    );
    for (const { data } of evaluate(slopes, feeds)) expect(data.every((v) => v === 0)).toBe(true);
  });

  it("refuses a decoder without weights", () => {
    const bare = { ...DENSE, latent: 4, decoder: [{ kind: "tanh" }] };
    const make = () => traced(bare, vector, [{ kind: "decoder-norm", weight: 1 }]);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow("needs a decoder with weights");
  });
});

describe("gradient-penalty", () => {
  const spec: PenaltySpec = { kind: "gradient-penalty", weight: 0.3 };

  // y = tanh(W z + b): J_ij = (1 - y_i^2) W_ij.
  function jacobians({ model, feeds, x }: ReturnType<typeof traced>): number[][][] {
    const scope = new Scope({ training: true });
    const [codes, items] = evaluate(
      [model.encode(x, scope).mean, model.decode(model.encode(x, scope).mean, scope).mean],
      feeds,
    );
    const weight = feeds["decoder.0.weight"]!;
    expect(codes!.shape).toEqual([BATCH, 2]);
    return Array.from({ length: BATCH }, (_, n) =>
      Array.from({ length: 4 }, (_, i) => [0, 1].map((j) => (1 - items!.data[n * 4 + i]! ** 2) * weight[i * 2 + j]!)),
    );
  }

  it("is the squared length of a projection of the Jacobian, averaged over the real rows", () => {
    const made = traced(DENSE, vector, [spec]);
    const name = Object.keys(made.feeds).find((key) => key.includes("projection"))!;
    const v = made.feeds[name]!;
    const norms = jacobians(made).map((jacobian, n) =>
      [0, 1].reduce((total, j) => total + jacobian.reduce((sum, row, i) => sum + v[n * 4 + i]! * row[j]!, 0) ** 2, 0),
    );
    const want = norms.reduce((total, norm, n) => total + norm * WEIGHTS[n]!, 0);
    const { loss, terms } = made.objective;
    expect(value(terms.gradientPenalty!, made.feeds)).toBeCloseTo(want, 12);
    expect(value(loss, made.feeds) - value(terms.reconstruction!, made.feeds)).toBeCloseTo(0.3 * want, 7);
  });

  it("has the squared Frobenius norm of the Jacobian as its mean over projections", () => {
    const draws = Array.from({ length: 600 }, (_, seed) => {
      const { objective, feeds } = traced(DENSE, vector, [spec], seed);
      return value(objective.terms.gradientPenalty!, feeds);
    });
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const error = Math.sqrt(draws.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / draws.length;
    const made = traced(DENSE, vector, [spec]);
    const want = jacobians(made).reduce(
      (total, jacobian, n) => total + WEIGHTS[n]! * jacobian.flat().reduce((sum, v) => sum + v * v, 0),
      0,
    );
    expect(Math.abs(mean - want)).toBeLessThan(4 * error);
  });

  it.each([
    ["a dense autoencoder", DENSE, vector],
    ["a convolutional vae", CONVOLUTIONS, picture],
  ] as const)("has second derivatives in %s", (_, config, item) => {
    const made = traced(config, item, [spec]);
    expect(gradientError(made.objective.terms.gradientPenalty!, made)).toBeLessThan(1e-7);
  });
});

describe("ms-ssim", () => {
  it("adds one minus the similarity of pictures and their reconstructions", () => {
    const made = traced(CONVOLUTIONS, picture, [{ kind: "ms-ssim", weight: 20 }]);
    const { model, objective, feeds, x } = made;
    const scope = new Scope({ training: true });
    const { z } = model.draw(model.encode(x, scope), { scope, key: scope.key("posterior").fold("sample") });
    const each = evaluate([msSsim(x, sigmoid(model.decode(z, scope).output))], feeds)[0]!.data;
    const want = each[0]! * 0.5 + each[1]! * 0.5;
    expect(value(objective.terms.msSsim!, feeds)).toBeCloseTo(want, 12);
    const plain = -value(objective.terms.elbo!, feeds);
    expect(value(objective.loss, feeds)).toBeCloseTo(plain + 20 * (1 - want), 10);
    expect(gradientError(objective.loss, made)).toBeLessThan(1e-5);
  });

  it("stands alone beside the KL where the likelihood weighs nothing", () => {
    const config = { ...CONVOLUTIONS, objective: { kind: "elbo", reconstruction: 0 } };
    const { objective, feeds } = traced(config, picture, [{ kind: "ms-ssim", weight: 20 }]);
    const { kl, msSsim: similarity } = objective.terms;
    expect(value(objective.loss, feeds)).toBeCloseTo(value(kl!, feeds) + 20 * (1 - value(similarity!, feeds)), 10);
  });

  it("refuses items that are no pictures", () => {
    expect(() => traced(DENSE, vector, [{ kind: "ms-ssim", weight: 1 }])).toThrow("ms-ssim is for pictures");
    const config = { ...DENSE, objective: { kind: "reconstruction", error: "ms-ssim" } };
    expect(() => traced(config, vector, [])).toThrow("model.objective.error: ms-ssim is for pictures");
  });

  it("is an autoencoder's error, times the number of values of a picture", () => {
    const { likelihood: _, ...rest } = CONVOLUTIONS;
    const config = { ...rest, kind: "autoencoder", objective: { kind: "reconstruction", error: "ms-ssim" } };
    const { model, objective, feeds, x } = traced(config, picture, []);
    const scope = new Scope({ training: true });
    const rebuilt = sigmoid(model.decode(model.encode(x, scope).mean, scope).output);
    const each = evaluate([msSsim(x, rebuilt)], feeds)[0]!.data;
    expect(value(objective.loss, feeds)).toBeCloseTo(144 * (1 - (each[0]! + each[1]!) / 2), 10);
  });
});

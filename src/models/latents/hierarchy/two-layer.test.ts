import { describe, expect, it } from "vitest";
import { Generator } from "../../../array/index.ts";
import { add, evaluate, input, Key, NoiseSource, Scope, sub, type Tensor } from "../../../graph/index.ts";
import { modelSchema } from "../../config.ts";
import { Model } from "../../model.ts";
import { tiled } from "../../posteriors/tiled.ts";

const NOISE = 0.6;

function modelOf(hidden: readonly number[], latent: number, decoder: readonly object[]) {
  const config = modelSchema.parse({
    kind: "vae",
    latent,
    encoder: [{ kind: "dense", units: 3 }],
    decoder,
    hierarchy: { kind: "two-layer", size: 1, hidden, activation: "tanh" },
    likelihood: { kind: "normal", scale: "fixed", value: NOISE },
    objective: { kind: "importance", samples: 2 },
  });
  return new Model(config, { kind: "vector", shape: [2] });
}

// log p(x, z) - log q(z|x) of each draw, and the draws.
function weightsOf(model: Model, x: Tensor, samples: number, scope: Scope) {
  const { z, cost } = model.draw(model.encode(x, scope), { scope, key: new Key("draw"), samples });
  const logLikelihood = model.decode(z, scope).logLikelihood(tiled(x, samples));
  return { z, logWeights: sub(add(logLikelihood, cost!.logPrior), cost!.logPosterior), cost: cost! };
}

const logNormal = (x: number, mean: number, variance: number) =>
  -((x - mean) ** 2) / variance / 2 - Math.log(2 * Math.PI * variance) / 2;

describe("twoLayer", () => {
  it("has the importance weights and the KL of both layers", () => {
    const model = modelOf([2], 1, [{ kind: "dense", units: 2 }]);
    const scope = new Scope({ training: false });
    const { z, logWeights, cost } = weightsOf(model, input("x", [1, 2]), 2, scope);
    const generator = new Generator(2, "parameters");
    const weights = Object.fromEntries(
      scope.variables().map(({ name, tensor: { shape } }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        return [name, Array.from({ length: size }, () => 0.6 * generator.normal())] as const;
      }),
    );
    const noise = new NoiseSource([logWeights]).at(4, 0);
    const x = [0.7, -1.1];
    const feeds = {
      ...weights,
      ...Object.fromEntries(Object.entries(noise).map(([name, { data }]) => [name, data as Float32Array])),
      x,
    };
    const [latents, found, kl] = evaluate([z, logWeights, cost.kl], feeds).map(({ data }) => data);

    const layer = (name: string, input: readonly number[]) =>
      weights[`${name}.bias`]!.map((bias, row) =>
        input.reduce((sum, value, k) => sum + weights[`${name}.weight`]![row * input.length + k]! * value, bias),
      );
    const normal = (name: string, features: readonly number[]) => ({
      mean: layer(`${name}.mean.0`, features)[0]!,
      variance: Math.exp(layer(`${name}.logVariance.0`, features)[0]!),
    });
    const first = normal("posterior.layer1", layer("encoder.0", x));
    for (const draw of [0, 1]) {
      const [h1, h2] = [latents![2 * draw]!, latents![2 * draw + 1]!];
      const second = normal("posterior.layer2", layer("posterior.layer2.hidden.0", [h1]).map(Math.tanh));
      const prior = normal("prior.layer1", layer("prior.layer1.hidden.0", [h2]).map(Math.tanh));
      const mean = layer("decoder.0", [h1]);
      const likelihood = x.reduce((sum, value, i) => sum + logNormal(value, mean[i]!, NOISE ** 2), 0);
      const ratio = logNormal(h1, first.mean, first.variance) - logNormal(h1, prior.mean, prior.variance);
      const logQ = logNormal(h2, second.mean, second.variance);
      expect(found![draw]).toBeCloseTo(likelihood + logNormal(h2, 0, 1) - ratio - logQ, 6);
      expect(kl![2 * draw]).toBeCloseTo(ratio, 6);
      const closed = (second.variance + second.mean ** 2 - 1 - Math.log(second.variance)) / 2;
      expect(kl![2 * draw + 1]).toBeCloseTo(closed, 6);
    }
  });

  it("gives a linear model its exact likelihood, within the standard error of many samples", () => {
    // h2 ~ N(0, 1), h1 | h2 ~ N(a h2 + b, s I), x | h1 ~ N(W h1 + c, r I): x ~ N(W b + c, W (a a' + s I) W' + r I).
    const model = modelOf([], 2, [{ kind: "dense", units: 2 }]);
    const [W, c, a, b, s] = [[0.9, -0.4, 0.3, 0.7], [0.2, -0.1], [0.8, -0.5], [0.3, 0.1], 0.5] as const;
    const weights = {
      "encoder.0.weight": [1, 0, 0, 1, 0, 0],
      "encoder.0.bias": [0, 0, 0],
      "posterior.layer1.mean.0.weight": [0.6, 0.3, 0, -0.3, 0.7, 0],
      "posterior.layer1.mean.0.bias": [0, 0],
      "posterior.layer1.logVariance.0.weight": [0, 0, 0, 0, 0, 0],
      "posterior.layer1.logVariance.0.bias": [-0.8, -0.8],
      "posterior.layer2.mean.0.weight": [0.6, -0.4],
      "posterior.layer2.mean.0.bias": [-0.1],
      "posterior.layer2.logVariance.0.weight": [0, 0],
      "posterior.layer2.logVariance.0.bias": [-0.3],
      "prior.layer1.mean.0.weight": a,
      "prior.layer1.mean.0.bias": b,
      "prior.layer1.logVariance.0.weight": [0, 0],
      "prior.layer1.logVariance.0.bias": [Math.log(s), Math.log(s)],
      "decoder.0.weight": W,
      "decoder.0.bias": c,
    };
    const items = [
      [0.7, -1.1],
      [-0.4, 0.3],
      [1.5, 0.9],
    ];
    const scope = new Scope({ training: false });
    const samples = 4000;
    const { logWeights } = weightsOf(model, input("x", [3, 2]), samples, scope);
    expect(
      scope
        .variables()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(weights).sort());
    const noise = new NoiseSource([logWeights]).at(9, 0);
    const feeds = {
      ...weights,
      ...Object.fromEntries(Object.entries(noise).map(([name, { data }]) => [name, data as Float32Array])),
      x: items.flat(),
    };
    const found = evaluate([logWeights], feeds)[0]!.data;

    // W (a a' + s I) W' + r I and the density of a normal of two dimensions.
    const h = [a[0] ** 2 + s, a[0] * a[1], a[0] * a[1], a[1] ** 2 + s];
    const times = (p: readonly number[], q: readonly number[]) =>
      [0, 1, 2, 3].map((k) => p[2 * (k >> 1)]! * q[k & 1]! + p[2 * (k >> 1) + 1]! * q[2 + (k & 1)]!);
    const covariance = times(times(W, h), [W[0], W[2], W[1], W[3]]);
    const [xx, xy, yy] = [covariance[0]! + NOISE ** 2, covariance[1]!, covariance[3]! + NOISE ** 2];
    const determinant = xx * yy - xy ** 2;
    items.forEach(([x, y], i) => {
      const u = x! - (W[0] * b[0] + W[1] * b[1] + c[0]);
      const v = y! - (W[2] * b[0] + W[3] * b[1] + c[1]);
      const distance = (yy * u * u - 2 * xy * u * v + xx * v * v) / determinant;
      const exact = -Math.log(2 * Math.PI) - Math.log(determinant) / 2 - distance / 2;
      const ratios = Array.from({ length: samples }, (_, k) => Math.exp(found[k * 3 + i]! - exact));
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / samples;
      const error = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0)) / samples;
      expect(error).toBeLessThan(0.05);
      // log of the mean weight less log p(x) is log(mean ratio).
      expect(Math.abs(Math.log(mean))).toBeLessThan(4 * error);
    });
  });
});

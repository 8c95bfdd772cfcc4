// A model of two to four latents that is small enough for its likelihood to be summed over all of them: what posteriors,
// priors and their importance weights are checked against, in float64.

import { Generator } from "../../src/array/index.ts";
import { add, evaluate, grad, input, NoiseSource, Scope, sub, type Tensor } from "../../src/graph/index.ts";
import { type Encoded, Model, type ModelConfig, modelSchema, tiled } from "../../src/models/index.ts";

/** Items of three numbers. */
export const ITEMS = [0.4, -1.1, 0.7, -0.6, 0.2, 1.3];
const COUNT = 2;
const WIDTH = 3;

/** Choices that tests vary. */
export type TinyParts = Partial<
  Pick<ModelConfig, "latent" | "posterior" | "prior" | "objective" | "condition" | "classifier">
>;

/** A model of items [3] with a tanh encoder, a smooth decoder and a normal likelihood. */
export function tinyModel(parts: TinyParts = {}): Model {
  const config = modelSchema.parse({
    kind: "vae",
    latent: 2,
    encoder: [{ kind: "dense", units: 4 }, { kind: "tanh" }],
    decoder: [{ kind: "dense", units: WIDTH }],
    likelihood: { kind: "normal", scale: "fixed", value: 1.2 },
    objective: { kind: "elbo" },
    ...parts,
  });
  return new Model(config, { kind: "vector", shape: [WIDTH] });
}

type Feeds = Record<string, ArrayLike<number>>;

/** Values of everything a scope declared: first values, moved a little so that nothing is an identity or zero. */
export function valuesOf(scope: Scope, seed = 1): Feeds {
  return Object.fromEntries(
    scope.variables().map(({ name, tensor, fill }) => {
      const size = tensor.shape.reduce((a, b) => a * b, 1);
      const out = new Float32Array(size);
      fill(out, tensor.shape, new Generator(seed, name));
      const moved = new Generator(seed, `moved:${name}`).fillNormal(new Float32Array(size));
      // Posteriors a little wider than the true ones keep importance weights even.
      const wider = /^posterior\.(logVariance|logScale|scale)\.0\.bias$/.test(name) ? 0.6 : 0;
      return [name, Float64Array.from(out, (v, i) => v + wider + 0.2 * moved[i]!)];
    }),
  );
}

const x = () => input("x", [COUNT, WIDTH]);

/** Noise of a graph at a step. */
export function noiseFeeds(outputs: readonly Tensor[], step = 0): Feeds {
  return Object.fromEntries(
    Object.entries(new NoiseSource(outputs).at(3, step)).map(([name, { data }]) => [
      name,
      data as unknown as ArrayLike<number>,
    ]),
  );
}

/** Log importance weights of `samples` draws of each item, [samples][item], as scoring draws them. */
export function logWeights(model: Model, samples: number, condition?: readonly number[]): Float64Array {
  const scope = new Scope({ training: false });
  const given = condition && input("c", [COUNT, condition.length / COUNT]);
  // Encoded and drawn apart, as importanceNll does.
  const made = model.encode(x(), scope, given);
  const encoded = Object.fromEntries(
    Object.entries(made).flatMap(([name, t]) => (t ? [[name, input(`encoded:${name}`, t.shape)]] : [])),
  ) as unknown as Encoded;
  const { z, cost } = model.draw(encoded, { scope, key: scope.key("draw"), samples, target: x(), condition: given });
  const likelihood = model.decode(z, scope, given && tiled(given, samples)).logLikelihood(tiled(x(), samples));
  const weights = sub(add(likelihood, cost!.logPrior), cost!.logPosterior);
  const feeds = { x: ITEMS, ...(condition && { c: condition }), ...valuesOf(scope) };
  const names = Object.keys(encoded);
  const codes = evaluate(
    names.map((name) => made[name]!),
    feeds,
  );
  const fed = Object.fromEntries(names.map((name, i) => [`encoded:${name}`, codes[i]!.data]));
  return evaluate([weights], { ...feeds, ...fed, ...noiseFeeds([weights]) })[0]!.data as Float64Array;
}

/** A point of latent space and the logarithm of its share of the sum. */
export interface Nodes {
  readonly z: readonly (readonly number[])[];
  readonly logShare: readonly number[];
}

/** log p(x) of each item: the sum over nodes of p(x|z) p(z). */
export function exactLogLikelihood(model: Model, nodes: Nodes, condition?: readonly number[]): number[] {
  const n = nodes.z.length;
  return Array.from({ length: COUNT }, (_, i) => {
    const scope = new Scope({ training: false });
    const width = condition && condition.length / COUNT;
    const given = width === undefined ? undefined : input("c", [n, width]);
    model.encode(x(), scope, given && input("c0", [COUNT, width!]));
    const z = input("z", [n, model.latent]);
    const target = tiled(input("target", [1, WIDTH]), n);
    const likelihood = model.decode(z, scope, given).logLikelihood(target);
    const joint = add(likelihood, model.logPrior(z, { scope, condition: given }));
    const one = condition?.slice(i * width!, (i + 1) * width!);
    const [values] = evaluate([joint], {
      z: nodes.z.flat(),
      target: ITEMS.slice(i * WIDTH, (i + 1) * WIDTH),
      ...valuesOf(scope),
      ...(one && { c: Array.from({ length: n }, () => one).flat() }),
    });
    return logSumExp(Array.from(values!.data as Float64Array, (v, j) => v + nodes.logShare[j]!));
  });
}

/** log of the mean weight of each item, with the standard error of that logarithm. */
export function estimated(weights: Float64Array): { readonly value: number; readonly error: number }[] {
  return Array.from({ length: COUNT }, (_, i) => {
    const own = Array.from({ length: weights.length / COUNT }, (_, s) => weights[s * COUNT + i]!);
    const value = logSumExp(own) - Math.log(own.length);
    const relative = own.map((w) => Math.exp(w - value));
    const variance = relative.reduce((sum, r) => sum + (r - 1) ** 2, 0) / (own.length - 1);
    return { value, error: Math.sqrt(variance / own.length) };
  });
}

/** Midpoints of a square around zero. */
export function squareNodes(half = 7, steps = 70): Nodes {
  const at = (i: number) => -half + ((i + 0.5) * 2 * half) / steps;
  const z = Array.from({ length: steps * steps }, (_, i) => [at(Math.floor(i / steps)), at(i % steps)]);
  return { z, logShare: z.map(() => 2 * Math.log((2 * half) / steps)) };
}

/** Points of the unit circle. */
export function circleNodes(steps = 400): Nodes {
  const z = Array.from({ length: steps }, (_, i) => [
    Math.cos((2 * Math.PI * i) / steps),
    Math.sin((2 * Math.PI * i) / steps),
  ]);
  return { z, logShare: z.map(() => Math.log((2 * Math.PI) / steps)) };
}

/** Points of the Poincare disk of curvature -c with their hyperbolic area, by distance from the origin and angle. */
export function diskNodes(c: number, far = 8, rings = 100, angles = 60): Nodes {
  const z: number[][] = [];
  const logShare: number[] = [];
  const root = Math.sqrt(c);
  for (let i = 0; i < rings; i++) {
    const distance = ((i + 0.5) * far) / rings;
    const radius = Math.tanh((root * distance) / 2) / root;
    const area = ((Math.sinh(root * distance) / root) * far * 2 * Math.PI) / (rings * angles);
    for (let a = 0; a < angles; a++) {
      const angle = (2 * Math.PI * a) / angles;
      z.push([radius * Math.cos(angle), radius * Math.sin(angle)]);
      logShare.push(Math.log(area));
    }
  }
  return { z, logShare };
}

/** All vectors of `count` groups, each one of `choices`. */
export function codeNodes(choices: readonly (readonly number[])[], count: number): Nodes {
  let z: number[][] = [[]];
  for (let g = 0; g < count; g++) z = z.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  return { z, logShare: z.map(() => 0) };
}

/** Two latents that may each be exactly zero: the point, two lines and the plane. */
export function sparseNodes(half = 7, steps = 70): Nodes {
  const plane = squareNodes(half, steps);
  const step = Math.log((2 * half) / steps);
  const line = Array.from({ length: steps }, (_, i) => -half + ((i + 0.5) * 2 * half) / steps);
  return {
    z: [[0, 0], ...line.map((v) => [v, 0]), ...line.map((v) => [0, v]), ...plane.z],
    logShare: [0, ...line.map(() => step), ...line.map(() => step), ...plane.logShare],
  };
}

/** The loss of a batch as training traces it, with values for everything it reads. */
export function trainingLoss(
  model: Model,
  condition?: readonly number[],
): { loss: Tensor; scope: Scope; feeds: Feeds } {
  const scope = new Scope({ training: true });
  const names = Object.entries(model.scheduled(0.5));
  const { loss } = model.objective(
    {
      input: x(),
      target: x(),
      weights: input("weights", [COUNT]),
      scheduled: Object.fromEntries(names.map(([name]) => [name, input(`scheduled:${name}`, [])])),
      ...(condition && { condition: input("c", [COUNT, condition.length / COUNT]) }),
    },
    scope,
  );
  const feeds = {
    x: ITEMS,
    weights: [0.4, 0.6],
    ...(condition && { c: condition }),
    ...Object.fromEntries(names.map(([name, value]) => [`scheduled:${name}`, [value]])),
    ...valuesOf(scope),
    ...noiseFeeds([loss]),
  };
  return { loss, scope, feeds };
}

/** The slope of a training loss along a random direction of the parameters, by `grad` and by central differences. */
export function slopes(
  model: Model,
  accept: (name: string) => boolean = () => true,
  condition?: readonly number[],
): { readonly byGradient: number; readonly byDifferences: number; readonly names: readonly string[] } {
  const { loss, scope, feeds } = trainingLoss(model, condition);
  const used = scope.variables().filter(({ name }) => accept(name));
  const gradients = evaluate(
    grad(
      loss,
      used.map(({ tensor }) => tensor),
    ),
    feeds,
  );
  const directions = used.map(({ name }, i) =>
    new Generator(5, name).fillNormal(new Float32Array(gradients[i]!.data.length)),
  );
  const byGradient = gradients.reduce(
    (total, { data }, i) => total + data.reduce((sum, g, k) => sum + g * directions[i]![k]!, 0),
    0,
  );
  const at = (step: number) => {
    const moved = used.map(({ name }, i) => [
      name,
      Float64Array.from(feeds[name]!, (v, k) => v + step * directions[i]![k]!),
    ]);
    return evaluate([loss], { ...feeds, ...Object.fromEntries(moved) })[0]!.data[0]!;
  };
  const h = 1e-5;
  return { byGradient, byDifferences: (at(h) - at(-h)) / (2 * h), names: used.map(({ name }) => name) };
}

/** log sum exp. */
export function logSumExp(values: readonly number[]): number {
  const top = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return top + Math.log(values.reduce((sum, v) => sum + Math.exp(v - top), 0));
}

// Penalties that compare the items of a batch, against the formulas of their papers written with loops in float64.

import { describe, expect, it } from "vitest";
import { Generator } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import { evaluate, grad, input, Key, Scope, type Tensor } from "../../graph/index.ts";
import type { Draw, Encoded } from "../latents/latents.ts";
import { logShares } from "./aggregate.ts";
import { shuffled } from "./factor.ts";
import { type PenaltySpec, penaltyOf, penaltySchema } from "./index.ts";
import type { Penalty, PenaltyContext } from "./penalty.ts";

const [BATCH, SIZE, REAL, ITEMS] = [5, 3, 4, 100];
const noise = (stream: string, count: number) => [...new Generator(3, stream).fillNormal(new Float32Array(count))];
// The last row is padding: it repeats the first and weighs nothing.
const padded = (rows: number[]) => [...rows.slice(0, REAL * SIZE), ...rows.slice(0, SIZE)];
const [mean, logVariance, epsilon] = [noise("mean", 15), noise("logVariance", 15), noise("epsilon", 15)].map(
  padded,
) as [number[], number[], number[]];
const z = mean.map((m, i) => m + epsilon[i]! * Math.exp(logVariance[i]! / 2));
const prior = noise("prior", BATCH * SIZE);
const weights = [0.25, 0.25, 0.25, 0.25, 0];
const logNormal = (x: number, m = 0, v = 0) => -((x - m) ** 2) / Math.exp(v) / 2 - v / 2 - Math.log(2 * Math.PI) / 2;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const at = (values: readonly number[], row: number, k: number) => values[row * SIZE + k]!;

const inputs = {
  mean: input("mean", [BATCH, SIZE]),
  logVariance: input("logVariance", [BATCH, SIZE]),
  z: input("z", [BATCH, SIZE]),
  prior: input("prior", [BATCH, SIZE]),
  weights: input("weights", [BATCH]),
  logPosterior: input("logPosterior", [BATCH]),
  logPrior: input("logPrior", [BATCH]),
};
const perRow = (f: (row: number, k: number) => number) =>
  range(BATCH).map((i) => total(range(SIZE).map((k) => f(i, k))));
const feeds = {
  mean,
  logVariance,
  z,
  prior,
  weights,
  logPosterior: perRow((i, k) => logNormal(at(z, i, k), at(mean, i, k), at(logVariance, i, k))),
  logPrior: perRow((i, k) => logNormal(at(z, i, k))),
};

const context = (encoded: Encoded = inputs, scope = new Scope({ training: true })): PenaltyContext => ({
  item: { kind: "vector", shape: [2] },
  variational: true,
  scope,
  key: new Key("penalty"),
  encoded,
  draw: {
    z: inputs.z,
    cost: { logPosterior: inputs.logPosterior, logPrior: inputs.logPrior, kl: inputs.mean },
  } satisfies Draw,
  target: input("target", [BATCH, 2]),
  weights: inputs.weights,
  items: ITEMS,
  scheduled: {},
  decode: () => {
    throw new Error("not used");
  },
  drawPrior: () => inputs.prior,
});

const made = (spec: PenaltySpec, encoded?: Encoded): Penalty => penaltyOf(penaltySchema.parse(spec), context(encoded));
const numbers = (tensors: readonly Tensor[], values: Record<string, ArrayLike<number>> = feeds) =>
  evaluate(tensors, values).map(({ data }) => data[0]!);

// Largest gap between the gradient and central differences, over all of mean, logVariance and z.
function gradientError({ loss }: Penalty): number {
  const names = ["mean", "logVariance", "z"] as const;
  const slopes = evaluate(
    grad(
      loss,
      names.map((name) => inputs[name]),
    ),
    feeds,
  );
  const step = 1e-5;
  const errors = names.flatMap((name, n) =>
    range(REAL * SIZE).map((i) => {
      const moved = (by: number) =>
        numbers([loss], { ...feeds, [name]: feeds[name].with(i, feeds[name][i]! + by) })[0]!;
      return Math.abs((moved(step) - moved(-step)) / (2 * step) - slopes[n]!.data[i]!);
    }),
  );
  return Math.max(...errors);
}

describe("total-correlation", () => {
  const reference = (share: (i: number, j: number) => number) => {
    const density = (i: number, j: number, k: number) =>
      Math.exp(logNormal(at(z, i, k), at(mean, j, k), at(logVariance, j, k)));
    const rows = range(REAL).map((i) => {
      const real = range(REAL);
      const product = (j: number) => range(SIZE).reduce((p, k) => p * density(i, j, k), 1);
      const joint = Math.log(total(real.map((j) => share(i, j) * product(j))));
      const marginals = total(range(SIZE).map((k) => Math.log(total(real.map((j) => share(i, j) * density(i, j, k))))));
      return { joint, marginals, posterior: feeds.logPosterior[i]!, prior: feeds.logPrior[i]! };
    });
    const average = (f: (row: (typeof rows)[number]) => number) => total(rows.map(f)) / REAL;
    return {
      mutualInformation: average((row) => row.posterior - row.joint),
      totalCorrelation: average((row) => row.joint - row.marginals),
      dimensionKl: average((row) => row.marginals - row.prior),
    };
  };
  const shares = {
    weighted: () => 1 / (ITEMS * REAL),
    stratified: (i: number, j: number) => (i === j ? 1 / ITEMS : (1 - 1 / ITEMS) / (REAL - 1)),
  };

  for (const estimator of ["weighted", "stratified"] as const) {
    it(`is the decomposition of Chen et al. with the ${estimator} estimator, blind to padding`, () => {
      const { loss, terms } = made({ kind: "total-correlation", weight: 5, alpha: 0.5, gamma: 2, estimator });
      const want = reference(shares[estimator]);
      const names = Object.keys(want) as (keyof typeof want)[];
      const got = numbers([loss, ...names.map((name) => terms[name]!)]);
      names.forEach((name, i) => {
        expect(got[i + 1]).toBeCloseTo(want[name], 5);
      });
      expect(got[0]).toBeCloseTo(-0.5 * want.mutualInformation + 5 * want.totalCorrelation + want.dimensionKl, 4);
    });

    it(`has the ${estimator} estimator's gradient`, () => {
      const penalty = made({ kind: "total-correlation", weight: 5, alpha: 0.5, gamma: 2, estimator });
      expect(gradientError(penalty)).toBeLessThan(1e-6);
    });
  }

  it("adds nothing where all weights are those of the ELBO, and its parts add up to the sampled KL", () => {
    const { loss, terms } = made({ kind: "total-correlation", weight: 0 });
    const [nothing, ...parts] = numbers([loss, ...Object.values(terms)]);
    expect(nothing).toBeCloseTo(0, 12);
    const kl = total(range(REAL).map((i) => feeds.logPosterior[i]! - feeds.logPrior[i]!)) / REAL;
    expect(total(parts)).toBeCloseTo(kl, 10);
  });

  it("counts each item of the data once with the stratified shares", () => {
    expect(total(range(REAL).map((j) => shares.stratified(0, j)))).toBeCloseTo(1, 12);
  });

  it("estimates q(z) without bias by the stratified shares: their mean over all batches of the data is 1 / N each", () => {
    // Batches of 3 of 5 items, of which the first is the one that z was drawn for.
    const items = 5;
    const weights = input("w", [3]);
    const values = evaluate([logShares("stratified", weights, items)], { w: [1 / 3, 1 / 3, 1 / 3] })[0]!.data;
    const counted = new Float64Array(items);
    let batches = 0;
    for (const a of range(items).slice(1)) {
      for (const b of range(items).slice(1)) {
        if (a === b) continue;
        batches++;
        [0, a, b].forEach((item, place) => {
          counted[item]! += Math.exp(values[place]!);
        });
      }
    }
    for (const sum of counted) expect(sum / batches).toBeCloseTo(1 / items, 6);
  });

  it("refuses posteriors that are no diagonal normals", () => {
    expect(() => made({ kind: "total-correlation", weight: 5 }, { mean: inputs.mean })).toThrow(ConfigError);
  });
});

describe("dip", () => {
  const covariance = (a: number, b: number) => {
    const centre = (k: number) => total(range(REAL).map((i) => at(mean, i, k))) / REAL;
    return total(range(REAL).map((i) => (at(mean, i, a) - centre(a)) * (at(mean, i, b) - centre(b)))) / REAL;
  };
  const variance = (k: number) => total(range(REAL).map((i) => Math.exp(at(logVariance, i, k)))) / REAL;

  for (const form of ["I", "II"] as const) {
    it(`weighs the covariance of form ${form} on and off the diagonal`, () => {
      const penalty = made({ kind: "dip", form, diagonal: 10, offDiagonal: 3 });
      const want = total(
        range(SIZE).flatMap((a) =>
          range(SIZE).map((b) => {
            const c = covariance(a, b) + (a === b && form === "II" ? variance(a) : 0);
            return a === b ? 10 * (c - 1) ** 2 : 3 * c ** 2;
          }),
        ),
      );
      expect(numbers([penalty.loss])[0]).toBeCloseTo(want, 5);
      expect(gradientError(penalty)).toBeLessThan(1e-6);
    });
  }

  it("needs variances for form II only", () => {
    const bare = { mean: inputs.mean };
    expect(() => made({ kind: "dip", form: "II", diagonal: 1, offDiagonal: 1 }, bare)).toThrow('use the form "I"');
    expect(() => made({ kind: "dip", form: "I", diagonal: 1, offDiagonal: 1 }, bare)).not.toThrow();
  });
});

describe("mmd", () => {
  const distance = (a: readonly number[], i: number, b: readonly number[], j: number) =>
    total(range(SIZE).map((k) => (at(a, i, k) - at(b, j, k)) ** 2));
  const kernels = { imq: (r: number, c: number) => c / (c + r), rbf: (r: number, c: number) => Math.exp(-r / c) };

  for (const kernel of ["imq", "rbf"] as const) {
    it(`is the U-statistic of ${kernel} kernels of several scales, blind to padding`, () => {
      const penalty = made({ kind: "mmd", weight: 7, kernel });
      const k = (r: number) => total([0.1, 0.2, 0.5, 1, 2, 5, 10].map((s) => kernels[kernel](r, 2 * SIZE * s)));
      const among = (rows: readonly number[], count: number) =>
        total(range(count).flatMap((i) => range(count).map((j) => (i === j ? 0 : k(distance(rows, i, rows, j)))))) /
        (count * (count - 1));
      const across =
        total(range(REAL).flatMap((i) => range(BATCH).map((j) => k(distance(z, i, prior, j))))) / (REAL * BATCH);
      const want = among(z, REAL) + among(prior, BATCH) - 2 * across;
      const [loss, value] = numbers([penalty.loss, penalty.terms.mmd!]);
      expect(value).toBeCloseTo(want, 5);
      expect(loss).toBeCloseTo(7 * want, 5);
      expect(gradientError(penalty)).toBeLessThan(1e-6);
    });
  }

  it("takes kernels of given scales", () => {
    const [one] = numbers([made({ kind: "mmd", weight: 1, scales: [1] }).loss]);
    const [two] = numbers([made({ kind: "mmd", weight: 1, scales: [1, 1] }).loss]);
    expect(two).toBeCloseTo(2 * one!, 10);
  });
});

describe("factor", () => {
  it("shuffles every dimension among the rows by itself", () => {
    const [rows, width] = [16, 3];
    const uniform = new Float32Array(rows * width);
    new Generator(5, "uniform").fillUniform(uniform);
    const values = range(rows * width);
    const [mixed] = evaluate([shuffled(input("v", [rows, width]), new Key("mix"))], {
      v: values,
      "noise:uniform:mix": uniform,
    });
    const columns = range(width).map((k) => range(rows).map((i) => mixed!.data[i * width + k]!));
    columns.forEach((column, k) => {
      expect(column.toSorted((a, b) => a - b)).toEqual(range(rows).map((i) => i * width + k));
      expect(column).not.toEqual(range(rows).map((i) => i * width + k));
    });
    const from = (k: number) => columns[k]!.map((v) => Math.floor(v / width));
    expect(from(0)).not.toEqual(from(1));
  });

  it("gives the opponent its cross-entropy and the model the mean logit", () => {
    const scope = new Scope({ training: true });
    const penalty = penaltyOf({ kind: "factor", weight: 6, hidden: [4] }, context(inputs, scope));
    const [owner] = penalty.owners!;
    const parameters = scope.variables();
    expect(parameters.map(({ name }) => name)).toEqual([
      "opponent.factor.0.weight",
      "opponent.factor.0.bias",
      "opponent.factor.2.weight",
      "opponent.factor.2.bias",
    ]);
    const values = Object.fromEntries(
      parameters.map(({ name, tensor }) => [
        name,
        noise(
          name,
          tensor.shape.reduce((a, b) => a * b, 1),
        ),
      ]),
    );
    const uniform = new Float32Array(BATCH * SIZE);
    new Generator(5, "uniform").fillUniform(uniform);
    const all = { ...feeds, ...values, "noise:uniform:penalty": uniform };
    const logit = (rows: readonly number[], i: number) => {
      const hidden = range(4).map((h) => {
        const x = total(range(SIZE).map((k) => values["opponent.factor.0.weight"]![h * SIZE + k]! * at(rows, i, k)));
        const y = x + values["opponent.factor.0.bias"]![h]!;
        return y > 0 ? y : 0.2 * y;
      });
      return (
        total(hidden.map((h, n) => h * values["opponent.factor.2.weight"]![n]!)) + values["opponent.factor.2.bias"]![0]!
      );
    };
    const [mixed] = evaluate([shuffled(inputs.z, new Key("penalty"))], all);
    const softplus = (x: number) => Math.log1p(Math.exp(x));
    const average = (f: (i: number) => number) => total(range(REAL).map(f)) / REAL;
    const [loss, opponent] = numbers([penalty.loss, owner!.loss], all);
    expect(loss).toBeCloseTo(6 * average((i) => logit(z, i)), 5);
    expect(opponent).toBeCloseTo(
      average((i) => (softplus(-logit(z, i)) + softplus(logit([...mixed!.data], i))) / 2),
      5,
    );
    const [through] = evaluate(grad(penalty.loss, [inputs.z]), all);
    expect([...through!.data].some((v) => v !== 0)).toBe(true);
    expect(owner!.prefixes).toEqual(["opponent.factor."]);
  });
});

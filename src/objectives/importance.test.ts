import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { add, evaluate, grad, input, log, mul, reciprocal, reshape, square, sub, type Tensor } from "../graph/index.ts";
import { importanceBound, importanceObjective } from "./importance.ts";
import type { ImportanceSpec } from "./spec.ts";

// Constants of a graph are float32, also where it is evaluated in float64.
const DIGITS = 6;

const logWeights = [-1, -2, -0.5, -3, -2.5, -1.5]; // [groups 1, samples 3, batch 2]

const bound = (values: readonly number[], shape: readonly number[], alpha?: number) =>
  evaluate([importanceBound(input("w", shape), alpha === undefined ? {} : { alpha })], { w: values })[0]!.data;

describe("importanceBound", () => {
  it("is the logarithm of the mean weight", () => {
    const [first, second] = bound(logWeights, [1, 3, 2]);
    expect(first).toBeCloseTo(Math.log((Math.exp(-1) + Math.exp(-0.5) + Math.exp(-2.5)) / 3), DIGITS);
    expect(second).toBeCloseTo(Math.log((Math.exp(-2) + Math.exp(-3) + Math.exp(-1.5)) / 3), DIGITS);
  });

  it("averages the bounds of groups", () => {
    const [got] = bound([-1, -2, -3, -4], [2, 2, 1]);
    const each = (a: number, b: number) => Math.log((Math.exp(a) + Math.exp(b)) / 2);
    expect(got).toBeCloseTo((each(-1, -2) + each(-3, -4)) / 2, DIGITS);
  });

  it("goes from the logarithm of the mean to the mean of the logarithm as alpha goes to one", () => {
    const at = (alpha: number) => bound(logWeights, [1, 3, 2], alpha)[0]!;
    expect(at(1)).toBeCloseTo((-1 - 0.5 - 2.5) / 3, DIGITS);
    expect(at(1 - 1e-3)).toBeCloseTo(at(1), 3);
    expect(at(0)).toBeGreaterThan(at(0.5));
    expect(at(0.5)).toBeGreaterThan(at(1));
  });
});

// z = m + s e, log q = -(e^2)/2 - log s, log p(x, z) = -(z - t)^2 - z^2 / 2: one item, several draws.
const NOISE = [0.3, -0.8, 1.1, 0.05, -0.4, 0.9];

function toy(spec: ImportanceSpec, draws: number) {
  const [m, s, t] = [input("m", [1, 1]), input("s", [1, 1]), input("t", [1, 1])];
  const e = input("e", [draws, 1]);
  const z = add(m, mul(s, e));
  const joint = (z: Tensor) => reshape(sub(mul(square(sub(z, t)), -1), mul(square(z), 0.5)), [draws]);
  const logQ = (z: Tensor, m: Tensor, s: Tensor) => {
    const standard = mul(sub(z, m), reciprocal(s));
    return reshape(sub(mul(square(standard), -0.5), log(s)), [draws]);
  };
  const logWeights = sub(joint(z), logQ(z, m, s));
  const objective = importanceObjective(
    {
      z,
      logLikelihood: joint(z),
      logWeights,
      logJointAt: joint,
      logPosteriorAt: (held) => logQ(held, m, s),
      kl: input("kl", [1, 1]),
      weights: input("weights", [1]),
      encoder: ["encoder."],
    },
    spec,
  );
  return { objective, m, s, t };
}

const feeds = { m: [0.4], s: [0.7], t: [1.2], e: NOISE, kl: [0], weights: [1] };
// The loss and its slopes in m, s and t, for any noise.
function slopesFor(spec: ImportanceSpec, draws: number) {
  const { objective, m, s, t } = toy(spec, draws);
  const outputs = [objective.loss, ...grad(objective.loss, [m, s, t])];
  return (e: ArrayLike<number>) => evaluate(outputs, { ...feeds, e }).map(({ data }) => data[0]!);
}
const slopes = (spec: ImportanceSpec) => slopesFor(spec, NOISE.length)(NOISE);

describe("importanceObjective", () => {
  const spec = { kind: "importance", samples: 3, groups: 2 } as const;

  it("has the gradient that finite differences give", () => {
    const { objective, m } = toy(spec, 6);
    const loss = (value: number) => evaluate([objective.loss], { ...feeds, m: [value] })[0]!.data[0]!;
    const [slope] = evaluate([grad(objective.loss, [m])[0]!], feeds)[0]!.data;
    expect(slope).toBeCloseTo((loss(0.4 + 1e-5) - loss(0.4 - 1e-5)) / 2e-5, 7);
  });

  it("mixes in the ELBO by its share", () => {
    const value = (elboShare: number) => slopes({ ...spec, elboShare })[0]!;
    expect(value(0.25)).toBeCloseTo(0.25 * value(1) + 0.75 * value(0), DIGITS);
  });

  it("gives the encoder the bound of groups and the rest that of all draws when partial", () => {
    const { objective } = toy({ ...spec, partial: true }, 6);
    const [owner] = objective.owners!;
    const [joint, grouped] = evaluate([objective.loss, owner!.loss], feeds).map(({ data }) => data[0]!);
    expect(joint).toBeCloseTo(slopes({ kind: "importance", samples: 6 })[0]!, DIGITS);
    expect(grouped).toBeCloseTo(slopes(spec)[0]!, DIGITS);
    expect(joint!).toBeLessThan(grouped!);
  });

  it("keeps the value and the decoder's gradient when doubly reparameterised", () => {
    for (const alpha of [0, 0.5]) {
      const plain = slopes({ ...spec, alpha });
      const doubly = slopes({ ...spec, alpha, gradient: "doubly-reparameterised" });
      expect(doubly[0]).toBeCloseTo(plain[0]!, DIGITS);
      expect(doubly[3]).toBeCloseTo(plain[3]!, DIGITS);
      expect(Math.abs(doubly[1]! - plain[1]!)).toBeGreaterThan(1e-3);
    }
  });

  it.each([0, 0.5])("has an encoder's gradient of the same mean, doubly reparameterised or not (alpha %s)", (alpha) => {
    const generator = new Generator(3, "dreg");
    const rounds = 2000;
    const plainly = slopesFor({ kind: "importance", samples: 2, alpha }, 2);
    const doublyFor = slopesFor({ kind: "importance", samples: 2, alpha, gradient: "doubly-reparameterised" }, 2);
    const sums = { plain: [0, 0], doubly: [0, 0], squares: [0, 0] };
    for (let round = 0; round < rounds; round++) {
      const e = generator.fillNormal(new Float32Array(2));
      const [plain, doubly] = [plainly(e), doublyFor(e)];
      for (const k of [0, 1]) {
        sums.plain[k]! += plain[k + 1]!;
        sums.doubly[k]! += doubly[k + 1]!;
        sums.squares[k]! += (plain[k + 1]! - doubly[k + 1]!) ** 2;
      }
    }
    for (const k of [0, 1]) {
      const error = Math.sqrt(sums.squares[k]! / rounds / rounds);
      expect(Math.abs(sums.plain[k]! - sums.doubly[k]!) / rounds).toBeLessThan(5 * error);
    }
  });
});

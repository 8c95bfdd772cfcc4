// Adversarial penalties, against their formulas in float64.

import { describe, expect, it } from "vitest";
import { Generator, sizeOf } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import {
  evaluate,
  initialValues,
  input,
  Key,
  matmul,
  Scope,
  type Tensor,
  topologicalOrder,
} from "../../graph/index.ts";
import { type PenaltySpec, penaltyOf, penaltySchema } from "./index.ts";
import { denseOpponent, mistaken, opponentLoss } from "./opponent.ts";
import type { PenaltyContext } from "./penalty.ts";

const [BATCH, SIZE] = [4, 2];
const weights = [1 / 3, 1 / 3, 1 / 3, 0];
const softplus = (v: number) => Math.log1p(Math.exp(v));
const average = (values: readonly number[], shares: readonly number[] = values.map(() => 1 / values.length)) =>
  values.reduce((total, v, i) => total + v * shares[i]!, 0);

// Items of three values, decoded from codes by one matrix.
function context(): PenaltyContext {
  const mixing = input("mixing", [SIZE, 3]);
  return {
    item: { kind: "vector", shape: [3] },
    variational: false,
    scope: new Scope({ training: true }),
    key: new Key("penalty"),
    encoded: { mean: input("z", [BATCH, SIZE]) },
    draw: { z: input("z", [BATCH, SIZE]) },
    target: input("x", [BATCH, 3]),
    weights: input("weights", [BATCH]),
    items: 100,
    scheduled: {},
    decode: (z) => ({ mean: matmul(z, mixing), output: z }),
    drawPrior: (count) => input("prior", [count, SIZE]),
  };
}

function made(spec: PenaltySpec) {
  const given = context();
  const penalty = penaltyOf(penaltySchema.parse(spec), given);
  const feeds: Record<string, ArrayLike<number>> = { weights };
  for (const node of topologicalOrder([penalty.loss, ...Object.values(penalty.terms)])) {
    if (node.op !== "input" || "weights" === (node as Tensor<"input">).attrs.name) continue;
    const { name } = (node as Tensor<"input">).attrs;
    feeds[name] = new Generator(2, name).fillNormal(new Float32Array(sizeOf(node.shape)));
  }
  const firsts = initialValues(given.scope.variables(), 1);
  for (const [name, values] of Object.entries(firsts)) feeds[name] = values.data as Float32Array;
  const numbers = (tensors: readonly Tensor[]) => evaluate(tensors, feeds).map(({ data }) => data[0]!);
  return { penalty, given, feeds, numbers };
}

describe("opponentLoss", () => {
  const scores = (values: readonly number[]) => ({ scores: input("s", [values.length]), values });

  it("is log 2 for an opponent that cannot tell, and towards zero for one that can", () => {
    const loss = (first: number, second: number) => {
      const [a, b] = [input("a", [1]), input("b", [1])];
      return evaluate([opponentLoss({ scores: a }, { scores: b })], { a: [first], b: [second] })[0]!.data[0]!;
    };
    expect(loss(0, 0)).toBeCloseTo(Math.log(2), 12);
    expect(loss(9, -9)).toBeCloseTo(softplus(-9), 12);
    expect(loss(-9, 9)).toBeCloseTo(softplus(9), 12);
  });

  it("averages over rows by their weights", () => {
    const { scores: s, values } = scores([1, -2, 50]);
    const got = evaluate([mistaken({ scores: s, weights: input("w", [3]) })], { s: values, w: [0.5, 0.5, 0] })[0]!;
    expect(got.data[0]).toBeCloseTo((softplus(-1) + softplus(2)) / 2, 12);
  });
});

describe("adversary", () => {
  it("asks that codes look like draws of the prior, and trains its opponent to tell them", () => {
    const { penalty, given, feeds, numbers } = made({ kind: "adversary", weight: 3, hidden: [5] });
    const judge = (z: Tensor) => denseOpponent(z, { name: "codes", hidden: [5], scope: given.scope });
    const [codes, prior] = evaluate([judge(given.draw.z), judge(given.drawPrior(BATCH, given.key))], feeds).map(
      ({ data }) => Array.from(data),
    );
    const confusion = average(
      codes!.map((s) => softplus(-s)),
      weights,
    );
    const told = average(codes!.map(softplus), weights) + average(prior!.map((s) => softplus(-s)));
    const { adversary, opponent } = penalty.terms;
    expect(numbers([penalty.loss])[0]).toBeCloseTo(3 * confusion, 12);
    expect(numbers([adversary!])[0]).toBeCloseTo(confusion, 12);
    expect(numbers([opponent!])[0]).toBeCloseTo(told / 2, 12);
    expect(penalty.owners).toEqual([{ prefixes: ["opponent.codes."], loss: opponent }]);
    for (const { name } of given.scope.variables()) expect(name).toMatch(/^opponent\.codes\.[02]\.(weight|bias)$/);
  });
});

describe("item-adversary", () => {
  const layers: Extract<PenaltySpec, { kind: "item-adversary" }>["layers"] = [
    { kind: "dense", units: 4 },
    { kind: "tanh" },
  ];

  // The opponent by hand: features tanh(W x + b), scores w f + c.
  function judged(feeds: Readonly<Record<string, ArrayLike<number>>>, items: readonly number[]) {
    const at = (name: string) => Array.from(feeds[`opponent.items.${name}`]!);
    const [weight, bias, head, shift] = [at("0.weight"), at("0.bias"), at("score.1.weight"), at("score.1.bias")];
    return Array.from({ length: items.length / 3 }, (_, n) => {
      const features = bias.map((b, u) =>
        Math.tanh(b + [0, 1, 2].reduce((sum, k) => sum + weight[u * 3 + k]! * items[n * 3 + k]!, 0)),
      );
      return { features, score: shift[0]! + features.reduce((sum, f, u) => sum + f * head[u]!, 0) };
    });
  }

  function byHand(feeds: Readonly<Record<string, ArrayLike<number>>>) {
    const decode = (z: ArrayLike<number>) =>
      Array.from({ length: BATCH * 3 }, (_, i) => {
        const [n, k] = [Math.floor(i / 3), i % 3];
        return [0, 1].reduce((sum, d) => sum + z[n * SIZE + d]! * feeds.mixing![d * 3 + k]!, 0);
      });
    const real = judged(feeds, Array.from(feeds.x!));
    const rebuilt = judged(feeds, decode(feeds.z!));
    const invented = judged(feeds, decode(feeds.prior!));
    const surprise = (side: typeof real, sign: number, shares?: readonly number[]) =>
      average(
        side.map(({ score }) => softplus(sign * score)),
        shares,
      );
    const distances = real.map(({ features }, n) =>
      features.reduce((sum, f, u) => sum + (f - rebuilt[n]!.features[u]!) ** 2, 0),
    );
    return {
      features: average(distances, weights) / 2,
      fooled: (surprise(rebuilt, -1, weights) + surprise(invented, -1)) / 2,
      told: surprise(real, -1, weights) / 2 + (surprise(rebuilt, 1, weights) + surprise(invented, 1)) / 4,
    };
  }

  it("compares items where its opponent looks, and fools it for the decoder alone", () => {
    const { penalty, given, feeds, numbers } = made({ kind: "item-adversary", weight: 0.5, layers, features: 1 });
    const { features, fooled, told } = byHand(feeds);
    const [loss, beside, own] = numbers([penalty.loss, penalty.beside![0]!.loss, penalty.owners![0]!.loss]);
    expect(loss).toBeCloseTo(features, 12);
    expect(beside).toBeCloseTo(0.5 * fooled, 12);
    expect(own).toBeCloseTo(told, 12);
    expect(penalty.beside![0]!.prefixes).toEqual(["decoder."]);
    expect(penalty.owners![0]!.prefixes).toEqual(["opponent.items."]);
    for (const { name } of given.scope.variables()) expect(name).toMatch(/^opponent\.items\./);
    expect(Object.keys(penalty.terms)).toEqual(["features", "itemAdversary", "itemOpponent"]);
  });

  it("adds nothing to the encoder's loss without a layer to compare in", () => {
    const { penalty, feeds, numbers } = made({ kind: "item-adversary", weight: 2, layers });
    expect(numbers([penalty.loss])[0]).toBe(0);
    expect(numbers([penalty.beside![0]!.loss])[0]).toBeCloseTo(2 * byHand(feeds).fooled, 12);
  });

  it("names the layers there are when asked for another", () => {
    const make = () => made({ kind: "item-adversary", weight: 1, layers, features: 2 });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow("must be the index of one of its 2 layers, got 2");
  });
});

import { expect, test } from "vitest";
import { meanOf, noiseFor, referenceValue, testDistribution } from "../../test/distribution-harness.ts";
import { categorical } from "../../test/distribution-specs.ts";
import { int64 } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import { asTensor, broadcastTo, cast, constant, grad, input, Key, oneHot, reshape, sum } from "../graph/index.ts";
import { Categorical } from "./categorical.ts";

testDistribution(categorical);

const feeds = { logits: [0.5, -1, 2, 0, 0, 1] };
const distribution = new Categorical(input("logits", [2, 3]));

test("int64 classes, float32 classes and one-hot vectors give the same log-probability", () => {
  const classes = constant(int64([2, 0]));
  const forms = [classes, cast(classes, "float32"), oneHot(classes, 3)];
  const values = forms.map((x) => [...referenceValue(distribution.logProb(x), feeds)]);
  expect(values[1]).toEqual(values[0]);
  expect(values[2]).toEqual(values[0]);
  expect(values[0]![1]).toBeCloseTo(-Math.log(2 + Math.E), 7);
});

test("a value of another shape is refused", () => {
  expect(() => distribution.logProb(input("x", [3]))).toThrow(ShapeError);
  expect(() => distribution.logProb(input("x", [3]))).toThrow("classes [2] or one-hot float32 [2, 3], got float32 [3]");
  expect(() => new Categorical(asTensor(1))).toThrow(ShapeError);
});

test("samples come as often as their probabilities say, and carry no gradient", () => {
  const logits = broadcastTo(reshape(input("row", [3]), [1, 3]), [30_000, 3]);
  const sample = new Categorical(logits).sample(new Key("s"));
  expect(sample.dtype).toBe("int64");
  const draws = referenceValue(sample, { row: [0.5, -1, 2], ...noiseFor([sample], 2) });
  const total = Math.exp(0.5) + Math.exp(-1) + Math.exp(2);
  [0.5, -1, 2].forEach((logit, k) => {
    const { mean, error } = meanOf(draws.map((v) => Number(v === k)));
    expect(Math.abs(mean - Math.exp(logit) / total)).toBeLessThan(5 * error);
  });
  const row = input("row", [3]);
  const drawn = new Categorical(broadcastTo(row, [4, 3])).sample(new Key("s"));
  const [g] = grad(sum(cast(drawn, "float32")), [row]);
  expect([...referenceValue(g!, { row: [0.5, -1, 2], ...noiseFor([g!], 2) })]).toEqual([0, 0, 0]);
});

test("the mode is the largest logit", () => {
  expect([...referenceValue(distribution.mode(), feeds)]).toEqual([2, 2]);
});

test("the probabilities of all classes total one", () => {
  const p = distribution.mean();
  expect([...referenceValue(sum(p, { axes: -1 }), feeds)]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
});

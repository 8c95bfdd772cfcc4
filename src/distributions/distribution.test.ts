import { expect, test } from "vitest";
import { referenceValue } from "../../test/distribution-harness.ts";
import { ShapeError } from "../errors.ts";
import { asTensor, input, Key, type Operand } from "../graph/index.ts";
import {
  DiscretisedLogistic,
  type Distribution,
  Laplace,
  Normal,
  StudentT,
  standardNormal,
  sumEvent,
} from "./index.ts";

test("sumEvent keeps the first axis only", () => {
  const x = input("x", [2, 2, 2]);
  expect([...referenceValue(sumEvent(x), { x: [1, 2, 3, 4, 5, 6, 7, 8] })]).toEqual([10, 26]);
  expect([...referenceValue(sumEvent(input("x", [3])), { x: [1, 2, 3] })]).toEqual([1, 2, 3]);
  expect(() => sumEvent(asTensor(1))).toThrow(ShapeError);
});

const families: readonly [string, (loc: Operand, scale: Operand) => Distribution][] = [
  ["Normal", (loc, scale) => new Normal(loc, scale)],
  ["Laplace", (loc, scale) => new Laplace(loc, scale)],
  ["StudentT", (loc, scale) => new StudentT(5, loc, scale)],
  ["DiscretisedLogistic", (loc, scale) => new DiscretisedLogistic(loc, scale)],
];

test.each(families)("%s: a scalar or per-dimension scale broadcasts against loc and x", (_, family) => {
  for (const shape of [[], [3], [1, 3]]) {
    const distribution = family(input("loc", [2, 3]), input("scale", shape));
    expect(distribution.shape).toEqual([2, 3]);
    expect(distribution.logProb(input("x", [2, 3])).shape).toEqual([2, 3]);
    expect(distribution.logProb(input("x", [4, 2, 3])).shape).toEqual([4, 2, 3]);
    expect(distribution.mean().shape).toEqual([2, 3]);
    expect(distribution.sample(new Key("s")).shape).toEqual([2, 3]);
  }
  const wide = family(0, input("scale", [2, 3]));
  expect(wide.mean().shape).toEqual([2, 3]);
  if (wide.name !== "DiscretisedLogistic") expect(wide.entropy().shape).toEqual([2, 3]);
});

test.each(families)("%s: shapes that do not broadcast are named", (name, family) => {
  expect(() => family(input("loc", [2, 3]), input("scale", [2]))).toThrow(ShapeError);
  expect(() => family(input("loc", [2, 3]), input("scale", [2]))).toThrow(
    new RegExp(`^${name}: parameters must broadcast to one shape, got .*loc \\[2, 3\\], scale \\[2\\]`),
  );
  expect(() => family(input("loc", [2, 3]), 1).logProb(input("x", [4]))).toThrow(
    `${name}.logProb: x must broadcast against [2, 3], got [4]`,
  );
});

test("the standard normal samples its whole shape", () => {
  const prior = standardNormal([4, 2]);
  expect(prior.shape).toEqual([4, 2]);
  expect(prior.sample(new Key("s")).shape).toEqual([4, 2]);
  expect([...referenceValue(prior.logProb(input("x", [1])), { x: [1] })]).toEqual(
    Array(8).fill(expect.closeTo(-0.5 - 0.5 * Math.log(2 * Math.PI), 12)),
  );
});

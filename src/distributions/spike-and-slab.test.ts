import { expect, test } from "vitest";
import {
  filled,
  inputsFor,
  meanOf,
  noiseFor,
  referenceValue,
  testDistribution,
} from "../../test/distribution-harness.ts";
import { spikeAndSlab } from "../../test/distribution-specs.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { broadcastTo, input, Key, sub } from "../graph/index.ts";
import { klDivergence, SpikeAndSlab, standardSpikeAndSlab } from "./index.ts";

testDistribution(spikeAndSlab);

const COUNT = 40_000;
const parameters = { logits: 0.4, loc: 0.8, scale: 0.6, temperature: 0.5 };

test("the KL to the sparse prior is the mean of log p - log q over samples with a discrete choice", () => {
  const { logits, loc, scale, temperature } = filled(parameters, COUNT);
  const p = new SpikeAndSlab(logits!, loc!, scale!, temperature!);
  const q = standardSpikeAndSlab([COUNT], 0.1);
  const z = p.sample(new Key("s"), { straightThrough: true });
  const ratio = sub(p.logProb(z), q.logProb(z));
  const { mean, error } = meanOf(referenceValue(ratio, noiseFor([ratio], 5)));
  const closed = referenceValue(klDivergence(p, q))[0]!;
  expect(Math.abs(mean - closed)).toBeLessThan(5 * error);
  expect(error).toBeLessThan(0.01);
});

test("with a discrete choice samples are exactly zero as often as the slab is left out", () => {
  const { logits, loc, scale, temperature } = filled(parameters, COUNT);
  const z = new SpikeAndSlab(logits!, loc!, scale!, temperature!).sample(new Key("s"), { straightThrough: true });
  const draws = referenceValue(z, noiseFor([z], 2));
  const { mean, error } = meanOf(draws.map((v) => Number(v !== 0)));
  expect(Math.abs(mean - 1 / (1 + Math.exp(-0.4)))).toBeLessThan(5 * error);
  const first = meanOf(draws);
  expect(Math.abs(first.mean - 0.8 / (1 + Math.exp(-0.4)))).toBeLessThan(5 * first.error);
});

test("towards temperature 0 relaxed samples are nearly all close to zero or to the slab", () => {
  const near = (temperature: number) => {
    const { logits, loc, scale } = filled({ ...parameters, loc: 5 }, COUNT);
    const z = new SpikeAndSlab(logits!, loc!, scale!, temperature).sample(new Key("s"));
    return meanOf(referenceValue(z, noiseFor([z], 2)).map((v) => Number(v > 0.5 && v < 2.5))).mean;
  };
  expect(near(0.02)).toBeLessThan(0.02);
  expect(near(1)).toBeGreaterThan(0.2);
});

test("the KL to itself is zero, and its parameters are shared as they broadcast", () => {
  const p = new SpikeAndSlab(input("logits", [2, 3]), input("loc", [3]), 1, 0.5);
  expect(klDivergence(p, standardSpikeAndSlab([2, 3], 0.2)).shape).toEqual([2, 3]);
  expect([p.shape, p.sample(new Key("s")).shape, p.mean().shape]).toEqual([
    [2, 3],
    [2, 3],
    [2, 3],
  ]);
  const feeds = { logits: [0, 1, -1, 2, 3, -20], loc: [0, 1, 2] };
  expect(referenceValue(klDivergence(p, p), feeds).every((v) => v === 0)).toBe(true);
  expect(() => new SpikeAndSlab(input("logits", [2]), input("loc", [3]), 1, 0.5)).toThrow(ShapeError);
});

test("elements draw their slabs independently where parameters broadcast", () => {
  const { logits } = inputsFor({ logits: [0, 0] });
  const z = new SpikeAndSlab(broadcastTo(logits!, [3, 2]), 0, 1, 0.5).sample(new Key("s"));
  expect(new Set(referenceValue(z, { logits: [0, 0], ...noiseFor([z], 1) })).size).toBe(6);
});

test("a prior that is never or always active is refused", () => {
  for (const probability of [0, 1, Number.NaN]) {
    expect(() => standardSpikeAndSlab([2], probability)).toThrow(ConfigError);
  }
});

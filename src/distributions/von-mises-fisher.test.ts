import { describe, expect, test } from "vitest";
import { curved } from "../../test/curved-fixture.ts";
import { expectClose, meanOf, noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { ShapeError } from "../errors.ts";
import { cast, cos, grad, input, Key, sum } from "../graph/index.ts";
import { angleRate, propose, sampleAngle } from "./_polar-angle.ts";
import { HypersphericalUniform, klDivergence, monteCarloKL, VonMisesFisher } from "./index.ts";

describe.each(curved.sphere.map((row) => [row.m, row.kappa, row] as const))("m = %d, kappa = %d", (m, kappa, row) => {
  const mu = input("mu", [1, m]);
  const concentration = input("kappa", [1, 1]);
  const vmf = new VonMisesFisher(mu, concentration);
  const feeds = { mu: row.mu, kappa: [kappa], x: row.x };
  const derivative = (y: Parameters<typeof sum>[0]) => referenceValue(grad(sum(y), [concentration])[0]!, feeds)[0]!;

  test("log p, mean and entropy agree with the reference", () => {
    expectClose(referenceValue(vmf.logProb(input("x", [1, m])), feeds), [row.logProb], 1e-6, 1e-6);
    expectClose(
      referenceValue(vmf.mean(), feeds),
      row.mu.map((v) => row.first * v),
      1e-6,
    );
    expectClose(referenceValue(vmf.entropy(), feeds), [row.entropy], 1e-6, 1e-6);
  });

  test("the KL to the uniform distribution and its derivative agree with the reference", () => {
    const kl = klDivergence(vmf, new HypersphericalUniform([1, m]));
    expect(kl.shape).toEqual([1]);
    expectClose(referenceValue(kl, feeds), [row.kl], 1e-6, 1e-6);
    expectClose([derivative(kl)], [row.klSlope], 3e-6, 1e-9);
  });

  test("the derivative of log p in kappa is mu.x minus the mean length", () => {
    const cosine = row.mu.reduce((total, v, i) => total + v * row.x[i]!, 0);
    expectClose([derivative(vmf.logProb(input("x", [1, m])))], [cosine - row.first], 1e-6, 1e-8);
  });
});

test("the implicit derivative of the angle agrees with the distribution function's", () => {
  for (const m of new Set(curved.angles.map((row) => row.m))) {
    const rows = curved.angles.filter((row) => row.m === m);
    const rate = angleRate(m, input("kappa", [rows.length, 1]), input("angle", [rows.length, 1]));
    const feeds = { kappa: rows.map((row) => row.kappa), angle: rows.map((row) => row.angle) };
    const want = rows.map((row) => row.rate);
    // On the circle the range ends 1.5e-7 before pi, where the derivative goes to zero.
    expectClose(referenceValue(rate, feeds), want, m === 2 ? 1e-4 : 2e-6);
  }
});

const COUNT = 2000;
const filled = (value: number) => new Float64Array(COUNT).fill(value);

test("proposals are accepted as often as the scheme says, and never less than 65 in 100", () => {
  for (const { m, kappa, acceptance } of curved.acceptance.filter((row) => [0.1, 1e4].includes(row.kappa))) {
    expect(acceptance).toBeGreaterThan(0.65);
    const { accepted } = propose(new Key("p"), m, input("kappa", [COUNT, 1]), [COUNT, 1]);
    const hits = cast(accepted, "float32");
    const { mean, error } = meanOf(referenceValue(hits, { kappa: filled(kappa), ...noiseFor([hits], 1) }));
    expect(Math.abs(mean - acceptance)).toBeLessThan(5 * error + 2e-3);
  }
});

test.each(
  curved.sphere
    .filter(({ m, kappa }) => [2, 3, 41].includes(m) && [0.7, 60].includes(kappa))
    .map((r) => [r.m, r.kappa, r] as const),
)("m = %d, kappa = %d: cosines have the first two moments, and their gradients in kappa are right", (m, kappa, row) => {
  const concentration = input("kappa", [COUNT, 1]);
  const cosine = cos(sampleAngle(new Key("s"), m, concentration, [COUNT]));
  const feeds = { kappa: filled(kappa), ...noiseFor([cosine], 3) };
  const rate = grad(sum(cosine), [concentration])[0]!;
  const [c, dc] = [referenceValue(cosine, feeds), referenceValue(rate, feeds)];
  for (const [values, want] of [
    [c, row.first],
    [c.map((v) => v * v), row.second],
    [dc, row.firstSlope],
    [dc.map((v, i) => 2 * c[i]! * v), row.secondSlope],
  ] as const) {
    const { mean, error } = meanOf(values);
    expect(Math.abs(mean - want)).toBeLessThan(5 * error);
  }
});

test("samples are unit vectors around the mean direction, on the poles of the axes too", () => {
  for (const mu of [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 0, 1],
    [0.48, -0.6, 0.64],
  ]) {
    const sample = new VonMisesFisher(input("mu", [1, 3]), input("kappa", [COUNT, 1])).sample(new Key("s"));
    expect(sample.shape).toEqual([COUNT, 3]);
    const x = referenceValue(sample, { mu, kappa: filled(5), ...noiseFor([sample], 2) });
    for (let i = 0; i < COUNT; i++) expect(Math.hypot(...x.subarray(3 * i, 3 * i + 3))).toBeCloseTo(1, 9);
    const length = 1 / Math.tanh(5) - 1 / 5;
    for (let k = 0; k < 3; k++) {
      const { mean, error } = meanOf(Float64Array.from({ length: COUNT }, (_, i) => x[3 * i + k]!));
      expect(Math.abs(mean - length * mu[k]!)).toBeLessThan(5 * error);
    }
  }
});

test("the sampled KL agrees with the closed form", () => {
  const p = new VonMisesFisher(input("mu", [COUNT, 5]), input("kappa", [COUNT, 1]));
  const q = new HypersphericalUniform([COUNT, 5]);
  const estimate = monteCarloKL(p, q, new Key("kl"));
  const mu = Float64Array.from({ length: 5 * COUNT }, (_, i) => [0.1, 0.7, -0.1, 0.7, 0][i % 5]!);
  const feeds = { mu, kappa: filled(4), ...noiseFor([estimate], 1) };
  const { mean, error } = meanOf(referenceValue(estimate, feeds));
  expect(Math.abs(mean - referenceValue(klDivergence(p, q), feeds)[0]!)).toBeLessThan(5 * error);
});

test("one number per vector, also for a scalar concentration", () => {
  const vmf = new VonMisesFisher(input("mu", [4, 3]), 2);
  expect(vmf.logProb(input("x", [4, 3])).shape).toEqual([4]);
  expect(vmf.logProb(input("x", [7, 4, 3])).shape).toEqual([7, 4]);
  expect(vmf.entropy().shape).toEqual([4]);
  expect(vmf.sample(new Key("s")).shape).toEqual([4, 3]);
  expect(klDivergence(vmf, new HypersphericalUniform([4, 3])).shape).toEqual([4]);
});

test("shapes that do not fit are named", () => {
  expect(() => new VonMisesFisher(input("mu", [4, 3]), input("k", [4, 3]))).toThrow(ShapeError);
  expect(() => new VonMisesFisher(input("mu", [4, 3]), input("k", [4, 3]))).toThrow("[..., 1] or a scalar, got [4, 3]");
  expect(() => new VonMisesFisher(input("mu", [4, 1]), 1)).toThrow("two elements or more, got [4, 1]");
  expect(() => new VonMisesFisher(input("mu", [4, 3]), 1).logProb(input("x", [4, 1]))).toThrow(
    "VonMisesFisher.logProb",
  );
});

import { describe, expect, test } from "vitest";
import { curved, groupedBy } from "../../test/curved-fixture.ts";
import { expectClose, meanOf, noiseFor, referenceValue } from "../../test/distribution-harness.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { grad, input, Key, sum, type Tensor } from "../graph/index.ts";
import { poincareDistance, WrappedNormal } from "./index.ts";

test.each(groupedBy(curved.ball, ({ m, c }) => `m = ${m}, c = ${c}`))(
  "%s: log p agrees with the reference",
  (_, rows) => {
    const { m, c } = rows[0]!;
    const shape = [rows.length, m];
    const p = new WrappedNormal(input("loc", shape), input("scale", shape), c);
    const feeds = { loc: rows.flatMap((r) => r.x), scale: rows.flatMap((r) => r.scale), z: rows.flatMap((r) => r.z) };
    const want = rows.map((r) => r.logProb);
    expectClose(referenceValue(p.logProb(input("z", shape)), feeds), want, 1e-6, 1e-6);
    expectClose(referenceValue(p.mean(), feeds), feeds.loc, 1e-9);
  },
);

test.each([
  [1, [0, 0], [0.5, 0.9]],
  [1, [0.5, -0.3], [0.4, 0.7]],
  [2.5, [-0.2, 0.4], [0.6, 0.3]],
  [0.25, [1, 0.2], [1, 0.5]],
])("c = %d, loc %j, scale %j: p integrates to one against the hyperbolic area", (c, loc, scale) => {
  // Polar grid in the geodesic distance r from the origin: area sinh(sqrt(c) r) / sqrt(c) dr dphi.
  const [rings, spokes] = [400, 128];
  const root = Math.sqrt(c);
  const end = 11 / root;
  const [points, areas] = [new Float64Array(2 * rings * spokes), new Float64Array(rings * spokes)];
  for (let i = 0; i < rings; i++) {
    const r = ((i + 0.5) / rings) * end;
    for (let j = 0; j < spokes; j++) {
      const [at, phi] = [i * spokes + j, (2 * Math.PI * j) / spokes];
      const radius = Math.tanh((root * r) / 2) / root;
      points.set([radius * Math.cos(phi), radius * Math.sin(phi)], 2 * at);
      areas[at] = (Math.sinh(root * r) / root) * (end / rings) * ((2 * Math.PI) / spokes);
    }
  }
  const p = new WrappedNormal(input("loc", [1, 2]), input("scale", [1, 2]), c);
  const logProb = referenceValue(p.logProb(input("z", [areas.length, 2])), { loc, scale, z: points });
  expect(logProb.reduce((total, v, i) => total + Math.exp(v) * areas[i]!, 0)).toBeCloseTo(1, 3);
});

test("samples lie at normal distances and their log p is that of the noise", () => {
  const n = 5000;
  const loc = input("loc", [1, 3]);
  const p = new WrappedNormal(loc, input("scale", [n, 1]), 0.7);
  const sample = p.sample(new Key("s"));
  expect(sample.shape).toEqual([n, 3]);
  const feeds = { loc: [0.2, -0.6, 0.5], scale: new Float64Array(n).fill(0.8), ...noiseFor([sample], 1) };
  const d = referenceValue(poincareDistance(sample, loc, 0.7), feeds);
  const { mean, error } = meanOf(d.map((v) => v * v));
  expect(Math.abs(mean - 3 * 0.64)).toBeLessThan(5 * error);
  const logProb = referenceValue(p.logProb(sample), feeds);
  logProb.forEach((got, i) => {
    const a = Math.sqrt(0.7) * d[i]!;
    const flat = -0.5 * (d[i]! / 0.8) ** 2 - 3 * Math.log(0.8 * Math.sqrt(2 * Math.PI));
    expect(got).toBeCloseTo(flat - 2 * Math.log(Math.sinh(a) / a), 4);
  });
});

describe("gradients equal finite differences", () => {
  const shape = [1, 3];
  const tensors = { loc: input("loc", shape), scale: input("scale", shape), z: input("z", shape) };
  const p = new WrappedNormal(tensors.loc, tensors.scale, 1.3);
  const values = { loc: [0.3, -0.4, 0.1], scale: [0.4, 1.1, 0.7], z: [-0.2, 0.5, 0.3] };
  const sample = p.sample(new Key("s"));

  const check = (y: Tensor, noise: Readonly<Record<string, Float32Array>> = {}) => {
    for (const name of ["loc", "scale", "z"] as const) {
      const got = referenceValue(grad(sum(y), [tensors[name]])[0]!, { ...values, ...noise });
      const at = (i: number, h: number) => {
        const moved = values[name].map((v, k) => (k === i ? v + h : v));
        return referenceValue(sum(y), { ...values, ...noise, [name]: moved })[0]!;
      };
      expectClose(
        got,
        values[name].map((_, i) => (at(i, 1e-5) - at(i, -1e-5)) / 2e-5),
        1e-5,
        1e-7,
      );
    }
  };

  test("of log p", () => check(p.logProb(tensors.z)));
  test("of a sample", () => check(sample, noiseFor([sample], 3)));
});

test("one number per vector, for any scale that broadcasts; bad parameters are named", () => {
  for (const scale of [[], [3], [4, 1], [4, 3]]) {
    const p = new WrappedNormal(input("loc", [4, 3]), input("scale", scale));
    expect(p.logProb(input("z", [4, 3])).shape).toEqual([4]);
    expect(p.sample(new Key("s")).shape).toEqual([4, 3]);
  }
  expect(() => new WrappedNormal(input("loc", [4, 3]), 1, 0)).toThrow(ConfigError);
  expect(() => new WrappedNormal(input("loc", [4, 3]), 1, -1)).toThrow("c must be a number > 0, got -1");
  expect(() => new WrappedNormal(input("loc", [4, 1]), input("scale", [4, 3]))).toThrow(ShapeError);
  expect(() => new WrappedNormal(input("loc", [4, 3]), input("scale", [2]))).toThrow("WrappedNormal: parameters");
});

// Distributions on spheres and the Poincare ball, and Bessel functions, in float32 on the native engine.

import { describe, expect, test } from "vitest";
import { float32, type HostArray, sizeOf } from "../src/array/index.ts";
import { HypersphericalUniform, klDivergence, VonMisesFisher, WrappedNormal } from "../src/distributions/index.ts";
import {
  besselRatio,
  besselRatioGap,
  grad,
  input,
  Key,
  logBesselI,
  logBesselIe,
  mul,
  square,
  sum,
  type Tensor,
  topologicalOrder,
} from "../src/graph/index.ts";
import { nodeRuntime } from "../src/runtime/node.ts";
import { curved, groupedBy } from "./curved-fixture.ts";
import { expectClose, meanOf, noiseFor } from "./distribution-harness.ts";

const runtime = nodeRuntime({ threads: 1 });

// Inputs are given as their numbers, or one number for all elements.
async function run(outputs: Record<string, Tensor>, values: Readonly<Record<string, ArrayLike<number> | number>>) {
  const executable = await runtime.compile({ outputs });
  const noise = noiseFor(Object.values(outputs), 1);
  const feeds: Record<string, HostArray> = {};
  for (const node of topologicalOrder(Object.values(outputs))) {
    if (node.op !== "input") continue;
    const { name } = (node as Tensor<"input">).attrs;
    const value = noise[name] ?? values[name]!;
    const data =
      typeof value === "number" ? new Float32Array(sizeOf(node.shape)).fill(value) : Float32Array.from(value);
    if (executable.feeds.includes(name)) feeds[name] = float32(data, node.shape);
  }
  const results = await executable.run(feeds);
  await executable.dispose();
  return (name: string) => Float64Array.from(results[name]!.data as ArrayLike<number>);
}

const expectFinite = (values: Float64Array) => expect([...values].filter((v) => !Number.isFinite(v))).toEqual([]);

test.each(groupedBy(curved.bessel, ({ v }) => `${v}`))("Bessel functions of order %s", async (_, rows) => {
  const v = rows[0]!.v;
  const x = input("x", [rows.length]);
  const log = logBesselI(v, x);
  const [slope, ratioSlope] = [log, besselRatio(v, x)].map((y) => grad(sum(y), [x])[0]!);
  const outputs = { log, scaled: logBesselIe(v, x), ratio: besselRatio(v, x), gap: besselRatioGap(v, x) };
  const got = await run({ ...outputs, slope: slope!, ratioSlope: ratioSlope! }, { x: rows.map((row) => row.x) });
  const column = (pick: (row: (typeof rows)[number]) => number) => rows.map(pick);
  expectClose(
    got("log"),
    column((row) => row.logI),
    3e-6,
    3e-6,
  );
  expectClose(
    got("scaled"),
    column((row) => row.logIe),
    3e-6,
    3e-6,
  );
  expectClose(
    got("ratio"),
    column((row) => row.ratio),
    5e-7,
  );
  expectClose(
    got("gap"),
    column((row) => row.gap),
    2e-5,
  );
  expectClose(
    got("slope"),
    column((row) => row.ratio + v / row.x),
    5e-7,
  );
  expectClose(
    got("ratioSlope"),
    column((row) => row.ratioSlope),
    5e-3,
  );
});

const COUNT = 20_000;

describe.each(groupedBy(curved.sphere, ({ m }) => `${m}`))("von Mises-Fisher, m = %s", (_, rows) => {
  const m = rows[0]!.m;

  test("log p, KL and their gradients agree with the reference", async () => {
    const [mu, x] = [input("mu", [rows.length, m]), input("x", [rows.length, m])];
    const kappa = input("kappa", [rows.length, 1]);
    const vmf = new VonMisesFisher(mu, kappa);
    const kl = klDivergence(vmf, new HypersphericalUniform([rows.length, m]));
    const logProb = vmf.logProb(x);
    const outputs = { logProb, kl, klSlope: grad(sum(kl), [kappa])[0]!, slope: grad(sum(logProb), [kappa])[0]! };
    const feeds = { mu: rows.flatMap((r) => r.mu), x: rows.flatMap((r) => r.x), kappa: rows.map((r) => r.kappa) };
    const got = await run(outputs, feeds);
    expectClose(
      got("logProb"),
      rows.map((r) => r.logProb),
      1e-5,
      2e-5,
    );
    expectClose(
      got("kl"),
      rows.map((r) => r.kl),
      1e-6,
      1e-5,
    );
    expectClose(
      got("klSlope"),
      rows.map((r) => r.klSlope),
      5e-5,
      2e-7,
    );
    const cosines = rows.map((r) => r.mu.reduce((total, v, i) => total + v * r.x[i]!, 0));
    expectClose(
      got("slope"),
      rows.map((r, i) => cosines[i]! - r.first),
      1e-4,
      2e-7,
    );
  });

  test.each(rows.map((row) => [row.kappa, row] as const))(
    "kappa = %d: moments of samples and their gradients in kappa are right within Monte Carlo error",
    async (value, row) => {
      const [mu, kappa] = [input("mu", [1, m]), input("kappa", [COUNT, 1])];
      const sample = new VonMisesFisher(mu, kappa).sample(new Key("s"));
      const cosine = sum(mul(sample, mu), { axes: -1 });
      const outputs = {
        cosine,
        length: sum(square(sample), { axes: -1 }),
        first: grad(sum(cosine), [kappa])[0]!,
        second: grad(sum(square(cosine)), [kappa])[0]!,
        direction: grad(sum(sample), [mu])[0]!,
      };
      const got = await run(outputs, { mu: row.mu, kappa: value });
      expectClose(got("length"), Array(COUNT).fill(1), 2e-6);
      expectFinite(got("direction"));
      const c = got("cosine");
      for (const [values, want] of [
        [c, row.first],
        [c.map((v) => v * v), row.second],
        [got("first"), row.firstSlope],
        [got("second"), row.secondSlope],
      ] as const) {
        const { mean, error } = meanOf(values);
        expect(Math.abs(mean - want)).toBeLessThan(5 * error + 3e-7 * Math.abs(want));
      }
    },
  );

  test("samples and gradients stay finite for extreme noise and concentrations", async () => {
    const kappas = [1e-3, 1e-2, 1, 100, 1e4, 1e5];
    const [mu, kappa] = [input("mu", [kappas.length, m]), input("kappa", [kappas.length, 1])];
    const sample = new VonMisesFisher(mu, kappa).sample(new Key("s"));
    const [dMu, dKappa] = grad(sum(sample), [mu, kappa]);
    const axis = kappas.flatMap(() => Array.from({ length: m }, (_, i) => Number(i === 0)));
    const executable = await runtime.compile({ outputs: { sample, dMu: dMu!, dKappa: dKappa! } });
    const noise = noiseFor([sample], 1);
    for (const u of [0, 0.5, 1 - 2 ** -24]) {
      const feeds: Record<string, HostArray> = {};
      for (const node of topologicalOrder([sample])) {
        if (node.op !== "input") continue;
        const { name } = (node as Tensor<"input">).attrs;
        const values = name === "mu" ? axis : name === "kappa" ? kappas : [...noise[name]!];
        const data = name.includes("uniform") ? values.map(() => u) : values;
        feeds[name] = float32(Float32Array.from(data), node.shape);
      }
      const results = await executable.run(feeds);
      for (const name of ["sample", "dMu", "dKappa"])
        expectFinite(Float64Array.from(results[name]!.data as Float32Array));
    }
    await executable.dispose();
  });
});

test.each(groupedBy(curved.ball, ({ m, c }) => `m = ${m}, c = ${c}`))("wrapped normal, %s: log p", async (_, rows) => {
  const { m, c } = rows[0]!;
  const shape = [rows.length, m];
  const p = new WrappedNormal(input("loc", shape), input("scale", shape), c);
  const feeds = { loc: rows.flatMap((r) => r.x), scale: rows.flatMap((r) => r.scale), z: rows.flatMap((r) => r.z) };
  const got = await run({ logProb: p.logProb(input("z", shape)) }, feeds);
  expectClose(
    got("logProb"),
    rows.map((r) => r.logProb),
    2e-4,
    2e-4,
  );
});

test("wrapped normal: samples, log p and gradients stay finite at the origin, the boundary and beyond", async () => {
  const radii = [0, 0, 1e-20, 1e-6, 0.5, 0.999, 0.99999, 0.99999, 0.9999];
  const scales = [1, 1e-6, 1, 1, 50, 1, 1e-4, 100, 1e-6];
  const shape = [radii.length, 4];
  const [loc, scale] = [input("loc", shape), input("scale", [radii.length, 1])];
  const p = new WrappedNormal(loc, scale);
  const sample = p.sample(new Key("s"));
  const own = p.logProb(sample);
  const atLoc = p.logProb(loc);
  const gradients = [sum(sample), sum(own), sum(atLoc)].flatMap((y) => grad(y, [loc, scale]));
  const outputs = { sample, own, atLoc, ...Object.fromEntries(gradients.map((g, i) => [`gradient ${i}`, g])) };
  const got = await run(outputs, { loc: radii.flatMap((r) => [0.6 * r, 0, -0.8 * r, 0]), scale: scales });
  for (const name of Object.keys(outputs)) expectFinite(got(name));
  expectClose(
    got("atLoc"),
    scales.map((s) => -4 * Math.log(s * Math.sqrt(2 * Math.PI))),
    1e-5,
    1e-4,
  );
});

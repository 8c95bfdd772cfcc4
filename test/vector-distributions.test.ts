// Distributions over vectors in float32 on the native engine, and relaxed variables where they saturate.

import { describe, expect, test } from "vitest";
import { sizeOf } from "../src/array/index.ts";
import {
  klDivergence,
  lowerFactor,
  MixtureOfNormals,
  MultivariateNormal,
  monteCarloKL,
  Normal,
  RelaxedBernoulli,
  RelaxedOneHot,
  SpikeAndSlab,
  standardNormal,
} from "../src/distributions/index.ts";
import { grad, input, Key, sum, type Tensor } from "../src/graph/index.ts";
import { expectClose, noiseFor, referenceValue } from "./distribution-harness.ts";
import { eventInputs, events } from "./event-fixture.ts";
import { runNative } from "./run-native.ts";

const RELATIVE = 1e-5;
const ABSOLUTE = 1e-5;

test.each(events.relaxed.map((one) => [one.name, one] as const))("relaxed one-hot, %s", async (_, one) => {
  const { inputs, feeds } = eventInputs(one, "logits", "x");
  const q = new RelaxedOneHot(inputs.logits, input("t", []));
  const got = await runNative({ logProb: q.logProb(inputs.x) }, { ...feeds, t: [one.temperature] });
  expectClose(got("logProb"), one.logProb, RELATIVE, ABSOLUTE);
});

test.each(events.multivariate.map((one) => [one.name, one] as const))("multivariate normal, %s", async (_, one) => {
  const { inputs, feeds } = eventInputs(one, "raw", "loc", "x", "otherLoc", "otherScale");
  const p = new MultivariateNormal(inputs.loc, lowerFactor(inputs.raw, one.size));
  const outputs = {
    logProb: p.logProb(inputs.x),
    entropy: p.entropy(),
    klStandard: klDivergence(p, standardNormal(p.shape)),
    klDiagonal: klDivergence(p, new Normal(inputs.otherLoc, inputs.otherScale)),
  };
  const got = await runNative(outputs, feeds);
  for (const name of Object.keys(outputs) as (keyof typeof outputs)[]) expectClose(got(name), one[name], 1e-5, 1e-5);
});

describe.each(events.mixture.map((one) => [one.name, one] as const))("mixture of normals, %s", (_, one) => {
  test.each(["differences", "product"] as const)("log p by %s", async (distances) => {
    const { inputs, feeds } = eventInputs(one, "logits", "locs", "scales", "x");
    const q = new MixtureOfNormals(inputs.logits, inputs.locs, inputs.scales, { distances });
    const got = await runNative({ logProb: q.logProb(inputs.x) }, feeds);
    expectClose(got("logProb"), one.logProb, RELATIVE, 1e-4);
  });
});

test("log p of 64 correlated dimensions and its gradients agree with the reference", async () => {
  const [n, d] = [4, 64];
  const [raw, loc, x] = [input("raw", [n, (d * (d + 1)) / 2]), input("loc", [n, d]), input("x", [n, d])];
  const logProb = new MultivariateNormal(loc, lowerFactor(raw, d)).logProb(x);
  const wave = (shape: readonly number[], size: number) =>
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(size * Math.sin(1.7 * i * i + 1)));
  const feeds = { raw: wave(raw.shape, 0.15), loc: wave(loc.shape, 1), x: wave(x.shape, 2) };
  const [dRaw, dLoc] = grad(sum(logProb), [raw, loc]);
  const outputs = { logProb, dRaw: dRaw!, dLoc: dLoc! };
  const got = await runNative(outputs, feeds);
  for (const [name, tensor] of Object.entries(outputs)) {
    const want = [...referenceValue(tensor, feeds)];
    expectClose(got(name), want, 1e-4, 1e-4 * Math.max(...want.map(Math.abs)));
  }
});

// Every value finite, with noise as it comes and at both ends of what uniform noise can be.
async function expectFinite(outputs: Record<string, Tensor>, feeds: Readonly<Record<string, readonly number[]>>) {
  const noise = noiseFor(Object.values(outputs), 1);
  const runs = [];
  for (const uniform of [undefined, 0, 1 - 2 ** -24]) {
    const fed = Object.entries(noise).map(([name, values]) => [
      name,
      uniform === undefined || name.includes("normal") ? values : values.map(() => uniform),
    ]);
    const got = await runNative(outputs, { ...feeds, ...Object.fromEntries(fed) });
    for (const name of Object.keys(outputs)) {
      const broken = got(name).filter((v) => !Number.isFinite(v));
      if (broken.length > 0) expect.fail(`${name} holds ${broken[0]} for uniform noise ${uniform ?? "as drawn"}`);
    }
    runs.push(got);
  }
  return runs[0]!;
}

describe.each([0.1, 0.5, 2])("at temperature %d", (t) => {
  const temperature = input("t", []);

  test("relaxed one-hot vectors, their densities, KL and gradients are finite for logits up to 60", async () => {
    const [logits, others] = [input("logits", [4, 3]), input("others", [4, 3])];
    const [p, q] = [new RelaxedOneHot(logits, temperature), new RelaxedOneHot(others, temperature)];
    const sample = p.sample(new Key("s"));
    const hard = p.sample(new Key("s"), { straightThrough: true });
    const logProb = p.logProb(sample);
    const kl = monteCarloKL(p, q, new Key("s"));
    const outputs: Record<string, Tensor> = { sample, hard, logProb, kl };
    for (const [name, y] of Object.entries({ sample, hard, logProb, kl })) {
      grad(sum(y), [logits, temperature]).forEach((g, i) => {
        outputs[`gradient ${i} of ${name}`] = g;
      });
    }
    const feeds = {
      logits: [0, 0, 0, 60, -60, 0, -60, -60, 60, 1, 60, 60],
      others: [0, 0, 0, 0, 0, 0, 60, -60, -60, -3, 0, 3],
      t: [t],
    };
    const got = await expectFinite(outputs, feeds);
    expect(got("hard").every((v) => v === 0 || v === 1)).toBe(true);
    for (let i = 0; i < 4; i++) {
      expect(
        got("sample")
          .slice(3 * i, 3 * i + 3)
          .reduce((total, v) => total + v),
      ).toBeCloseTo(1, 6);
      expect(
        got("hard")
          .slice(3 * i, 3 * i + 3)
          .reduce((total, v) => total + v),
      ).toBe(1);
    }
  });

  test("relaxed and sparse elements, their KL and gradients are finite for logits up to 60", async () => {
    const [logits, others] = [input("logits", [5]), input("others", [5])];
    const [p, q] = [new RelaxedBernoulli(logits, temperature), new RelaxedBernoulli(others, temperature)];
    const hard = p.sample(new Key("s"), { straightThrough: true });
    const [slab, prior] = [
      new SpikeAndSlab(logits, 0.5, 0.1, temperature),
      new SpikeAndSlab(others, 0, 1, temperature),
    ];
    const values = {
      hard,
      logProb: p.logProb(p.sample(new Key("s"))),
      kl: monteCarloKL(p, q, new Key("s")),
      sparse: slab.sample(new Key("z"), { straightThrough: true }),
      sparseKL: klDivergence(slab, prior),
    };
    const outputs: Record<string, Tensor> = { ...values };
    for (const [name, y] of Object.entries(values)) {
      grad(sum(y), [logits, temperature]).forEach((g, i) => {
        outputs[`gradient ${i} of ${name}`] = g;
      });
    }
    const feeds = { logits: [0, 60, -60, 60, -60], others: [0, 0, 0, -60, 60], t: [t] };
    const got = await expectFinite(outputs, feeds);
    expect(got("hard").slice(1)).toEqual([1, 0, 1, 0]);
    expect(
      got("sparse")
        .map((v) => v === 0)
        .slice(1),
    ).toEqual([false, true, false, true]);
    expectClose(got("sparseKL"), [...referenceValue(values.sparseKL, feeds)], 1e-5, 1e-5);
  });
});

test.each(["exp", "softplus"] as const)(
  "a factor with %s diagonal gives finite samples, KL and gradients up to 60",
  async (diagonal) => {
    const [raw, loc] = [input("raw", [3, 3]), input("loc", [3, 2])];
    const p = new MultivariateNormal(loc, lowerFactor(raw, 2, { diagonal }));
    const { sample, logProb } = p.sampleAndLogProb(new Key("s"));
    const kl = klDivergence(p, standardNormal([3, 2]));
    const outputs: Record<string, Tensor> = { sample, logProb, kl, entropy: p.entropy() };
    for (const [name, y] of Object.entries({ sample, logProb, kl }))
      outputs[`gradient of ${name}`] = grad(sum(y), [raw])[0]!;
    await expectFinite(outputs, { raw: [-60, 0, 1, -20, 20, -3, 20, -60, 60], loc: [0, 1, 2, 3, 4, 5] });
  },
);

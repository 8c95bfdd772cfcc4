// Distributions in float32 on the native engine: against the reference numbers, and finite where they are hardest.

import { describe, expect, test } from "vitest";
import { klDivergence } from "../src/distributions/index.ts";
import { grad, input, Key, sum, type Tensor } from "../src/graph/index.ts";
import { expectClose, hasEntropy, inputsFor, noiseFor, referenceValue } from "./distribution-harness.ts";
import { casesOf, fixture, type Parameters, shaped, specs } from "./distribution-specs.ts";
import { runNative as run } from "./run-native.ts";

const rounded = (parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, values.map(Math.fround)]));

// Float32 keeps 7 digits of z = (x - loc) / scale, of which log p takes the square; 1e-5 allows for a few operations.
const RELATIVE = 1e-5;
const ABSOLUTE = 1e-5;

describe.each(Object.keys(specs))("%s in float32", (kind) => {
  const spec = specs[kind]!;

  test.each(casesOf(kind).map((one) => [one.name, one] as const))("%s agrees with the reference", async (_, one) => {
    const { parameters, categories, x, logProb, mean, probabilities, entropy } = one;
    const distribution = spec.make(shaped(inputsFor(parameters), categories));
    const outputs: Record<string, Tensor> = {
      logProb: distribution.logProb(input("x", [x.length])),
      mean: distribution.mean(),
    };
    if (hasEntropy(distribution)) outputs.entropy = distribution.entropy();
    const got = await run(outputs, { ...parameters, x });
    expectClose(got("logProb"), logProb, RELATIVE, ABSOLUTE);
    expectClose(got("mean"), probabilities ?? mean!, RELATIVE, spec.meanTolerance ?? ABSOLUTE);
    if (hasEntropy(distribution)) expectClose(got("entropy"), entropy!, RELATIVE, ABSOLUTE);
  });

  test("log p and its gradients stay finite and right at the extremes", async () => {
    const { x } = spec.extremes;
    const parameters = rounded(spec.extremes.parameters);
    const categories = kind === "categorical" ? 2 : undefined;
    const tensors = inputsFor(parameters);
    const value = input("x", [x.length]);
    const logProb = spec.make(shaped(tensors, categories)).logProb(value);
    const wrt = { ...tensors, ...(categories === undefined ? { value } : {}) };
    const gradients = grad(sum(logProb), Object.values(wrt));
    const outputs = { logProb, ...Object.fromEntries(Object.keys(wrt).map((name, i) => [`d ${name}`, gradients[i]!])) };
    const feeds = { ...parameters, x: x.map(Math.fround) };
    const got = await run(outputs, feeds);
    for (const [name, tensor] of Object.entries(outputs)) {
      expect(got(name).filter((v) => !Number.isFinite(v))).toEqual([]);
      expectClose(got(name), [...referenceValue(tensor, feeds)], 1e-4, 1e-4);
    }
  });

  test("samples at the extremes stay finite, and so do their gradients", async () => {
    const parameters = rounded(spec.extremes.parameters);
    const tensors = inputsFor(parameters);
    const sample = spec.make(shaped(tensors, kind === "categorical" ? 2 : undefined)).sample(new Key("s"));
    const outputs: Record<string, Tensor> = { sample };
    if (spec.reparameterised) {
      grad(sum(sample), Object.values(tensors)).forEach((g, i) => {
        outputs[`gradient ${i}`] = g;
      });
    }
    const noise = noiseFor(Object.values(outputs), 1);
    for (const uniform of [undefined, 0, 1 - 2 ** -24]) {
      const fed = Object.entries(noise).map(([name, values]) => [
        name,
        uniform === undefined || name.includes("normal") ? values : values.map(() => uniform),
      ]);
      const got = await run(outputs, { ...parameters, ...Object.fromEntries(fed) });
      for (const name of Object.keys(outputs)) expect(got(name).filter((v) => !Number.isFinite(v))).toEqual([]);
    }
  });
});

test.each(fixture.kl.map((pair) => [pair.name, pair] as const))(
  "KL %s in float32 agrees with the reference",
  async (_, pair) => {
    const p = specs[pair.p]!.make(shaped(inputsFor(pair.pParameters, "p."), pair.categories));
    const q = specs[pair.q]!.make(shaped(inputsFor(pair.qParameters, "q."), pair.categories));
    const named = (prefix: string, parameters: Parameters) =>
      Object.entries(parameters).map(([name, values]) => [prefix + name, values]);
    const feeds = Object.fromEntries([...named("p.", pair.pParameters), ...named("q.", pair.qParameters)]);
    expectClose((await run({ kl: klDivergence(p, q) }, feeds))("kl"), pair.kl, RELATIVE, ABSOLUTE);
  },
);

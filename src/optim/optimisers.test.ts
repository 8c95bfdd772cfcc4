import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluate, input, type Tensor } from "../graph/index.ts";
import { clipFactor, clipFactorOf, globalNorm } from "./clip.ts";
import { optimiser, withEma } from "./optimisers.ts";
import type { UpdateRule } from "./rule.ts";
import { type OptimiserSpec, optimiserSchema } from "./spec.ts";

interface Case {
  name: string;
  kind: string;
  options: Record<string, number | boolean | number[]>;
  clip?: { maxNorm: number };
  trajectory: number[][];
}

const fixture = JSON.parse(readFileSync(new URL("../../test/fixtures/optimisers.json", import.meta.url), "utf8")) as {
  initial: number[];
  gradients: number[][];
  gradientNorms: number[];
  cases: Case[];
};

// PyTorch's option names to ours.
function specOf({ kind, options }: Case): OptimiserSpec {
  const [beta1, beta2] = (options.betas as number[] | undefined) ?? [];
  const renamed = {
    kind: kind === "sgd-l1" || kind === "ema" ? "sgd" : kind,
    rate: options.lr,
    momentum: options.momentum,
    nesterov: options.nesterov,
    weightDecay: options.weight_decay,
    l1: options.l1,
    decay: kind === "ema" ? undefined : options.alpha,
    epsilon: options.eps,
    centred: options.centered,
    amsgrad: options.amsgrad,
    initialAccumulator: options.initial_accumulator_value,
    beta1,
    beta2,
  };
  return optimiserSchema.parse(JSON.parse(JSON.stringify(renamed)));
}

function run(
  rule: UpdateRule,
  rate: number,
  scale: (step: number) => number,
): { p: number[]; slots: Record<string, number[]> }[] {
  const shape = [fixture.initial.length];
  const scalars = Object.fromEntries(rule.scalars.map((name) => [name, input(`scalar.${name}`, [])]));
  const slotInputs = Object.fromEntries(Object.keys(rule.slots).map((name) => [name, input(`slot.${name}`, shape)]));
  const { parameter, slots } = rule.update(input("p", shape), input("g", shape), slotInputs, scalars);
  const names = Object.keys(rule.slots);
  const outputs: Tensor[] = [parameter, ...names.map((name) => slots[name]!)];
  let p = fixture.initial;
  let state: Record<string, number[]> = Object.fromEntries(
    names.map((name) => [name, rule.slots[name] === "parameter" ? [...p] : p.map(() => rule.slots[name] as number)]),
  );
  return fixture.gradients.map((g, i) => {
    const feeds: Record<string, number[]> = { p, g: g.map((v) => v * scale(i)) };
    for (const [name, value] of Object.entries(rule.scalarsAt(i + 1, rate))) feeds[`scalar.${name}`] = [value];
    for (const name of names) feeds[`slot.${name}`] = state[name]!;
    const values = evaluate(outputs, feeds).map(({ data }) => [...data]);
    p = values[0]!;
    state = Object.fromEntries(names.map((name, k) => [name, values[k + 1]!]));
    return { p, slots: state };
  });
}

describe("optimisers follow PyTorch step by step", () => {
  for (const test of fixture.cases) {
    it(test.name, () => {
      const spec = specOf(test);
      const rule = test.kind === "ema" ? withEma(optimiser(spec), test.options.decay as number) : optimiser(spec);
      const scale = (i: number) => (test.clip ? clipFactorOf(fixture.gradientNorms[i]!, test.clip.maxNorm) : 1);
      const steps = run(rule, spec.rate!, scale);
      expect(steps.length).toBe(12);
      steps.forEach(({ p, slots }, i) => {
        const got = test.kind === "ema" ? slots.ema! : p;
        got.forEach((value, k) => {
          // The rule's constants (0.9, 1e-8, ...) are float32, PyTorch's are float64: 6e-8 relative in each.
          expect(Math.abs(value - test.trajectory[i]![k]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
        });
      });
    });
  }
});

it("adam begins with small steps where its second moment does not begin at zero", () => {
  const rule = optimiser({ kind: "adam", rate: 0.1, initialSecondMoment: 4, epsilon: 1e-4 });
  const [p, g] = [fixture.initial, fixture.gradients[0]!];
  const [first] = run(rule, 0.1, () => 1);
  first!.p.forEach((value, k) => {
    const second = (0.999 * 4 + 0.001 * g[k]! ** 2) / (1 - 0.999);
    expect(value).toBeCloseTo(p[k]! - (0.1 * g[k]!) / (Math.sqrt(second) + 1e-4), 6);
  });
});

describe("clipping", () => {
  it("computes the same factor in the graph and on the host", () => {
    const g = [input("a", [2]), input("b", [1])];
    const norm = globalNorm(g);
    const [n, f] = evaluate([norm, clipFactor(norm, 2)], { a: [3, 0], b: [4] });
    expect(n!.data[0]).toBeCloseTo(5, 12);
    expect(f!.data[0]).toBeCloseTo(clipFactorOf(5, 2), 12);
    expect(clipFactorOf(0.5, 2)).toBe(1);
  });
});

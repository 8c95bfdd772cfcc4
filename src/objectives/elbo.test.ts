import { describe, expect, it } from "vitest";
import { evaluate, grad, input } from "../graph/index.ts";
import { elbo } from "./elbo.ts";
import { type ElboSpec, objectiveSchema, scheduledAt } from "./spec.ts";

const parts = {
  logLikelihood: input("ll", [2]),
  kl: input("kl", [2, 3]),
  weights: input("w", [2]),
  beta: input("beta", []),
};
const capacity = input("capacity", []);
// Reconstruction 15; KL 6 and 0.6, on average 3.3.
const feeds = { ll: [-10, -20], kl: [1, 2, 3, 0.1, 0.2, 0.3], w: [0.5, 0.5], beta: [2] };

const spec: ElboSpec = { kind: "elbo", capacity: { to: 25, epochs: 10, weight: 2 } };

describe("elbo with a capacity", () => {
  it("weights the distance of the mean KL from the capacity, on both sides of it", () => {
    const { loss, terms } = elbo({ ...parts, capacity }, spec);
    const slope = grad(loss, [parts.kl])[0]!;
    const [below, rising, kl] = evaluate([loss, slope, terms.kl!], { ...feeds, capacity: [5] });
    expect(below!.data[0]).toBeCloseTo(15 + 2 * 1.7, 12);
    expect([...rising!.data]).toEqual(new Array(6).fill(-1));
    expect(kl!.data[0]).toBeCloseTo(3.3, 12);
    const [above, falling] = evaluate([loss, slope], { ...feeds, capacity: [1] });
    expect(above!.data[0]).toBeCloseTo(15 + 2 * 2.3, 12);
    expect([...falling!.data]).toEqual(new Array(6).fill(1));
  });

  it("is the ELBO with beta where the capacity is zero", () => {
    const [same] = evaluate([elbo({ ...parts, capacity }, spec).loss], { ...feeds, capacity: [0] });
    const [plain] = evaluate([elbo(parts, { kind: "elbo", beta: 2 }).loss], feeds);
    expect(same!.data[0]).toBeCloseTo(plain!.data[0]!, 12);
  });

  it("grows from `from` to `to` over its epochs and stays", () => {
    const growing = { from: 5, to: 25, epochs: 10, weight: 100 };
    const at = [0, 5, 10, 20].map((epoch) => scheduledAt({ kind: "elbo", capacity: growing }, epoch));
    expect(at.map(({ capacity }) => capacity)).toEqual([5, 15, 25, 25]);
    expect(at.map(({ beta }) => beta)).toEqual([100, 100, 100, 100]);
    expect(scheduledAt({ kind: "elbo" }, 0)).toEqual({ beta: 1 });
    expect(() => objectiveSchema.parse({ kind: "elbo", capacity: { to: 25, epochs: 10 } })).toThrow();
  });
});

describe("elbo with free bits for all dimensions together", () => {
  const lossAt = (freeBitsTotal: number, freeBits = 0) => {
    const { loss } = elbo(parts, { kind: "elbo", freeBitsTotal, freeBits });
    return evaluate([loss, grad(loss, [parts.kl])[0]!], feeds).map(({ data }) => [...data]);
  };

  it("does not penalise a KL below them", () => {
    const [loss, slope] = lossAt(4);
    expect(loss![0]).toBeCloseTo(15 + 2 * 4, 12);
    expect(slope).toEqual(new Array(6).fill(0));
  });

  it("penalises all of a KL above them", () => {
    const [loss, slope] = lossAt(3);
    expect(loss![0]).toBeCloseTo(15 + 2 * 3.3, 12);
    expect(slope).toEqual(new Array(6).fill(1));
  });

  it("counts what each dimension has after its own free bits", () => {
    // 1 + 1.1 + 1.65 = 3.75 is above 3.5.
    expect(lossAt(3.5, 1)[0]![0]).toBeCloseTo(15 + 2 * 3.75, 6);
    expect(lossAt(4, 1)[0]![0]).toBeCloseTo(15 + 2 * 4, 6);
  });
});

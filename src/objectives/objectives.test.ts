import { describe, expect, it } from "vitest";
import { evaluate, grad, input } from "../graph/index.ts";
import { elbo } from "./elbo.ts";
import { reconstructionError } from "./reconstruction.ts";
import { betaAt } from "./spec.ts";

const parts = () => ({
  logLikelihood: input("ll", [2]),
  kl: input("kl", [2, 3]),
  weights: input("w", [2]),
  beta: input("beta", []),
});
const feeds = { ll: [-10, -20], kl: [1, 2, 3, 0.1, 0.2, 0.3], w: [0.5, 0.5], beta: [2] };

describe("elbo", () => {
  it("is the weighted mean of reconstruction plus beta times KL", () => {
    const { loss, terms } = elbo(parts(), { kind: "elbo" });
    const [l, r, k, e] = evaluate([loss, terms.reconstruction!, terms.kl!, terms.elbo!], feeds).map(
      ({ data }) => data[0]!,
    );
    expect(r).toBeCloseTo(15, 12);
    expect(k).toBeCloseTo(3.3, 12);
    expect(l).toBeCloseTo(15 + 2 * 3.3, 12);
    expect(e).toBeCloseTo(-18.3, 12);
  });

  it("does not penalise dimensions below the free bits", () => {
    const p = parts();
    const { loss } = elbo(p, { kind: "elbo", freeBits: 1 });
    // Batch means per dimension: 0.55, 1.1, 1.65; with one free nat each: 1, 1.1, 1.65.
    const [value, gradient] = evaluate([loss, grad(loss, [p.kl])[0]!], feeds);
    expect(value!.data[0]).toBeCloseTo(15 + 2 * 3.75, 6);
    expect([...gradient!.data]).toEqual([0, 1, 1, 0, 1, 1]);
  });

  it("gives padding items of weight zero no say", () => {
    const { loss } = elbo(parts(), { kind: "elbo" });
    const [value] = evaluate([loss], { ...feeds, w: [1, 0] });
    expect(value!.data[0]).toBeCloseTo(10 + 2 * 6, 12);
  });
});

describe("betaAt", () => {
  it("rises linearly to beta and stays", () => {
    const spec = { kind: "elbo", beta: 4, warmUp: { kind: "linear", epochs: 10 } } as const;
    expect([0, 5, 10, 20].map((t) => betaAt(spec, t))).toEqual([0, 2, 4, 4]);
  });
  it("repeats in cycles", () => {
    const spec = { kind: "elbo", warmUp: { kind: "cyclical", epochs: 4, ratio: 0.5 } } as const;
    expect([0, 1, 2, 3, 4, 5].map((t) => betaAt(spec, t))).toEqual([0, 0.5, 1, 1, 0, 0.5]);
  });
});

describe("reconstructionError", () => {
  it("sums over the event for each kind of error", () => {
    const [x, y] = [input("x", [1, 2]), input("y", [1, 2])];
    const error = (kind: "squared" | "absolute" | "cross-entropy") =>
      evaluate([reconstructionError(x, y, { kind: "reconstruction", error: kind }, false)], {
        x: [1, 0],
        y: [0.5, 2],
      })[0]!.data[0]!;
    expect(error("squared")).toBeCloseTo(0.25 + 4, 12);
    expect(error("absolute")).toBeCloseTo(2.5, 12);
    expect(error("cross-entropy")).toBeCloseTo(Math.log1p(Math.exp(-0.5)) + Math.log1p(Math.exp(2)), 12);
  });
});

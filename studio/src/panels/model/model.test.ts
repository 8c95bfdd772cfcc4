import { describe, expect, it } from "vitest";
import type { Plan } from "../../worker/plan-types.ts";
import { likelihoodKinds, likelihoodOf, scalesOf } from "./main-fields.ts";
import { extentOf, mapsOf, otherParameters, sketchRows } from "./sketch-rows.ts";

const block = (shape: readonly number[], parameters = 0) => ({
  kind: "dense",
  detail: "",
  after: [],
  shape,
  parameters,
});

const plan = {
  encoder: [block([28, 28, 1]), block([14, 14, 32], 500), block([10], 60)],
  latent: {
    kind: "layers",
    layers: [
      { name: "layer 2", size: 2 },
      { name: "layer 1 (near the data)", size: 4 },
    ],
  },
  decoder: [block([784], 70)],
  output: [28, 28, 1],
  others: { posterior: 5, prior: 6, likelihood: 1, opponent: 9 },
} as unknown as Plan;

describe("sketchRows", () => {
  it("goes from the item through encoder and latents to the item, no wider than one", () => {
    const rows = sketchRows(plan);
    expect(rows.map(({ part }) => part)).toEqual([
      "encoder",
      "encoder",
      "encoder",
      "latent",
      "latent",
      "decoder",
      "decoder",
    ]);
    expect(rows[0]!.width).toBe(1);
    expect(rows.every(({ width, thickness }) => width > 0 && width <= 1 && thickness >= 0 && thickness <= 1)).toBe(
      true,
    );
    expect(rows[1]!.width).toBeLessThan(1);
    expect(rows[1]!.thickness).toBe(1);
    expect(rows.flatMap(({ latent }) => (latent?.kind === "layer" ? [latent.index] : []))).toEqual([2, 1]);
  });

  it("shows every trained value once", () => {
    const shown = sketchRows(plan).reduce((total, { parameters }) => total + parameters, 0);
    const rest = otherParameters(plan).reduce((total, [, count]) => total + count, 0);
    expect(otherParameters(plan).map(([name]) => name)).toEqual(["posterior", "prior", "opponent"]);
    expect(shown + rest).toBe(500 + 60 + 70 + 5 + 6 + 1 + 9);
  });

  it("measures maps by their places", () => {
    expect([extentOf([14, 14, 32]), mapsOf([14, 14, 32])]).toEqual([196, 32]);
    expect([extentOf([10]), mapsOf([10])]).toEqual([10, 1]);
  });
});

describe("likelihoods", () => {
  it("are those that fit the items, with the one that is there", () => {
    expect(likelihoodKinds("image", "bernoulli")).toContain("bernoulli");
    expect(likelihoodKinds("series", "normal")).not.toContain("bernoulli");
    expect(likelihoodKinds("vector", "categorical")).toContain("categorical");
  });

  it("keep their scale where another kind has it", () => {
    expect(likelihoodOf("laplace", "predicted")).toEqual({ kind: "laplace", scale: "predicted" });
    expect(likelihoodOf("laplace", "optimal")).toEqual({ kind: "laplace", scale: "shared" });
    expect(likelihoodOf("bernoulli", "fixed")).toEqual({ kind: "bernoulli" });
    expect(scalesOf("normal")).toContain("optimal");
  });
});

import { describe, expect, it } from "vitest";
import { modelSchema } from "./config.ts";
import type { ItemShape } from "./item.ts";
import { Model } from "./model.ts";
import { describeNetwork } from "./network.ts";

const picture: ItemShape = { kind: "image", shape: [1, 8, 8] };

const conv = {
  kind: "vae",
  latent: 3,
  encoder: [
    { kind: "conv", filters: 4, kernel: 4, stride: 2, padding: 1 },
    { kind: "relu" },
    { kind: "flatten" },
    { kind: "dense", units: 5 },
  ],
  decoder: "mirror",
  likelihood: { kind: "bernoulli" },
  objective: { kind: "elbo" },
} as const;

const networkOf = (config: object, item = picture) => describeNetwork(new Model(modelSchema.parse(config), item));

describe("describeNetwork", () => {
  it("gives each layer its output shape and its trained values", () => {
    const { input, encoder, decoderInput, decoder, others, parameters } = networkOf(conv);
    expect(input).toEqual([1, 8, 8]);
    expect(encoder.map(({ outputShape }) => outputShape)).toEqual([[4, 4, 4], [4, 4, 4], [64], [5]]);
    expect(encoder.map((layer) => layer.parameters)).toEqual([4 * 16 + 4, 0, 0, 64 * 5 + 5]);
    expect(encoder[3]!.layer).toMatchObject({ kind: "dense", units: 5 });
    expect(decoderInput).toEqual([3]);
    expect(decoder.at(-1)!.outputShape).toEqual([1, 8, 8]);
    // Mean and log-variance.
    expect(others).toEqual({ posterior: 2 * (5 * 3 + 3) });
    const layers = [...encoder, ...decoder].reduce((total, layer) => total + layer.parameters, 0);
    expect(parameters).toBe(layers + others.posterior!);
  });

  it("counts what only training has, and a condition's weights apart from the layers'", () => {
    const condition = { of: ["label"], attributes: [{ name: "label", levels: ["a", "b"] }] };
    const { others, decoder } = networkOf({ ...conv, condition, penalties: [{ kind: "factor", weight: 1 }] });
    expect(others.condition).toBe(2 * 4);
    expect(others.opponent).toBeGreaterThan(0);
    // The decoder's first dense layer reads latents and condition.
    expect(decoder.find(({ kind }) => kind === "dense")!.parameters).toBe((3 + 2) * 5 + 5);
  });

  it("tells the layers of a hierarchy from the top downwards", () => {
    const hierarchy = { kind: "two-layer", size: 2, hidden: [4], activation: "tanh" };
    const { layers, latent, decoderInput, others } = networkOf({ ...conv, hierarchy });
    expect(layers.map(({ size }) => size)).toEqual([2, 3]);
    expect(latent).toBe(5);
    expect(decoderInput).toEqual([3]);
    expect(others.prior).toBeGreaterThan(0);
  });

  it("tells the grid of discrete latents", () => {
    const { codes, decoderInput, parameters } = networkOf({
      kind: "autoencoder",
      latent: 2,
      encoder: conv.encoder.slice(0, 2),
      decoder: "mirror",
      quantiser: { kind: "fsq", levels: [3, 3] },
      objective: { kind: "reconstruction", error: "squared" },
    });
    expect(codes).toEqual({ space: [4, 4], classes: [9] });
    expect(decoderInput).toEqual([2, 4, 4]);
    expect(parameters).toBeGreaterThan(0);
  });

  it("reads the features of a table's cells and adds up the members of several scales", () => {
    const number = { codes: 1, valued: 0, value: "normal", position: [0], width: [1], logDensity: [0] } as const;
    const columns = [1, 2].map(() => ({ ...number, missing: false }));
    const table: ItemShape = { kind: "table", shape: [4], columns };
    const config = {
      kind: "vae",
      latent: 2,
      encoder: [{ kind: "dense", units: 3 }],
      decoder: [{ kind: "dense", units: 3 }],
      likelihood: { kind: "columns" },
      objective: { kind: "elbo" },
    };
    const one = networkOf({ ...config, likelihood: { kind: "columns", scale: "fixed" } }, table);
    expect(one.others.likelihood).toBeGreaterThan(0);
    const two = networkOf({ ...config, scales: [1, 0.5] }, table);
    expect(two.members).toBe(2);
    expect(two.latent).toBe(4);
    expect(two.parameters).toBe(2 * one.parameters);
    expect(two.encoder[0]!.parameters).toBe(2 * one.encoder[0]!.parameters);
  });
});

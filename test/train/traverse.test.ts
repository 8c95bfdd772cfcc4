// traverse and interpolate in every space of latents, on models with random weights.

import { describe, expect, it } from "vitest";
import { Model, modelSchema } from "../../src/models/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { interpolate, modelVariables, type TrainedModel, traverse } from "../../src/tasks/index.ts";

const runtime = nodeRuntime({ threads: 1 });
const SHAPE = [1, 4, 4];

function modelOf(parts: object): TrainedModel {
  const config = modelSchema.parse({
    kind: "vae",
    latent: 6,
    encoder: [{ kind: "flatten" }, { kind: "dense", units: 8 }, { kind: "tanh" }],
    decoder: "mirror",
    likelihood: { kind: "bernoulli" },
    objective: { kind: "elbo" },
    ...parts,
  });
  const model = new Model(config, { kind: "image", shape: SHAPE });
  const schema = { kind: "image", height: 4, width: 4, channels: 1, values: "grey", range: [0, 1] };
  return {
    name: "made-up",
    config: { model: config, train: {} },
    schema,
    model,
    weights: modelVariables(model, 3),
  } as unknown as TrainedModel;
}

// Rows of latents.
function rowsOf({ data, shape }: { data: Float32Array; shape: readonly number[] }): number[][] {
  return Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)]);
}

describe("traverse", () => {
  it("keeps directions on the sphere, each coordinate from one side to the other", async () => {
    const { latents, steps } = await traverse(runtime, modelOf({ posterior: { kind: "von-mises-fisher" } }), {
      dimensions: [2],
      steps: 5,
      range: 2,
    });
    expect(steps).toBe(5);
    rowsOf(latents).forEach((z, i) => {
      expect(Math.hypot(...z)).toBeCloseTo(1, 5);
      expect(z[2]).toBeCloseTo((-2 + i) / Math.sqrt(6), 5);
    });
  });

  it("keeps points in the ball, in steps of geodesic distance", async () => {
    const trained = modelOf({ posterior: { kind: "wrapped-normal", curvature: 1 } });
    const rows = rowsOf((await traverse(runtime, trained, { dimensions: [0], steps: 3, range: 4 })).latents);
    expect(rows.map(([first]) => first!.toFixed(4))).toEqual([-Math.tanh(2), 0, Math.tanh(2)].map((v) => v.toFixed(4)));
  });

  it("gives bits their two values and variables their classes, the others as most probable", async () => {
    const from = Float32Array.from([0.9, 0.2, 0.6, 0.1, 0.3, 0.8]);
    const bits = await traverse(runtime, modelOf({ posterior: { kind: "relaxed-bernoulli" } }), {
      from,
      dimensions: [1],
    });
    expect(bits.steps).toBe(2);
    expect(rowsOf(bits.latents)).toEqual([
      [1, 0, 1, 0, 0, 1],
      [1, 1, 1, 0, 0, 1],
    ]);
    const trained = modelOf({ posterior: { kind: "relaxed-categorical", classes: 3 } });
    const classes = await traverse(runtime, trained, { from, dimensions: [0] });
    expect(rowsOf(classes.latents)).toEqual(
      [0, 1, 2].map((k) => [0, 1, 2, 3, 4, 5].map((i) => Number(i === k || i === 5))),
    );
    await expect(traverse(runtime, trained, { dimensions: [2] })).rejects.toThrow("0 to 1");
    // Without an item it begins at codes of the prior.
    const drawn = rowsOf((await traverse(runtime, trained)).latents);
    for (const z of drawn) expect(z.slice(0, 3).filter((v) => v === 1)).toHaveLength(1);
  });

  it("sweeps the top layer of a hierarchy, and the layers below follow", async () => {
    const trained = modelOf({ hierarchy: { kind: "two-layer", size: 2, hidden: [5], activation: "tanh" } });
    const swept = await traverse(runtime, trained, { steps: 3, range: 2 });
    expect(swept.dimensions).toEqual([6, 7]);
    const rows = rowsOf(swept.latents);
    expect(rows.map((z) => z.slice(6))).toEqual([
      [-2, 0],
      [0, 0],
      [2, 0],
      [0, -2],
      [0, 0],
      [0, 2],
    ]);
    expect(rows[0]!.slice(0, 6)).not.toEqual(rows[2]!.slice(0, 6));
    expect(rows[1]!.slice(0, 6)).toEqual(rows[4]!.slice(0, 6));
    const from = Float32Array.from([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
    const lower = rowsOf((await traverse(runtime, trained, { from, dimensions: [0], steps: 2 })).latents);
    // A lower layer moves alone: what lies above stays.
    for (const z of lower)
      expect(z.slice(1).map((v) => v.toFixed(4))).toEqual([...from].slice(1).map((v) => v.toFixed(4)));
    expect(lower[0]![0]).not.toBe(lower[1]![0]);
  });

  it("refuses codes, which have no dimensions", async () => {
    const trained = modelOf({
      kind: "autoencoder",
      latent: 4,
      likelihood: undefined,
      objective: { kind: "reconstruction", error: "squared" },
      quantiser: { kind: "vq", size: 8 },
      encoder: [{ kind: "conv", filters: 4, kernel: 2, stride: 2 }],
    });
    await expect(traverse(runtime, trained)).rejects.toThrow("codes of a codebook");
  });
});

describe("interpolate", () => {
  it("stays on the sphere without being told", async () => {
    const ends = {
      dtype: "float32",
      shape: [2, ...SHAPE],
      data: Float32Array.from({ length: 32 }, (_, i) => (i % 5) / 4),
    } as const;
    const trained = modelOf({ posterior: { kind: "von-mises-fisher" } });
    const { latents } = await interpolate(runtime, trained, ends, { steps: 4 });
    for (const z of rowsOf(latents)) expect(Math.hypot(...z)).toBeCloseTo(1, 5);
    await expect(interpolate(runtime, trained, ends, { path: "linear" })).rejects.toThrow("use spherical");
  });
});

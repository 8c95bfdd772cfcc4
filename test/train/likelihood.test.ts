// Likelihood estimates against a model whose likelihood is known: x = W z + b + noise with z ~ N(0, I), all of it linear.

import { describe, expect, it } from "vitest";
import { float32, Generator, type HostArray } from "../../src/array/index.ts";
import { type Dataset, datasetFromArray, fillBatch } from "../../src/data/index.ts";
import { aggregateKl, annealedNll, importanceNll } from "../../src/metrics/index.ts";
import { Model, modelSchema } from "../../src/models/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { cholesky, logDeterminant, mahalanobisSquared } from "../../src/statistics/index.ts";
import { modelVariables } from "../../src/tasks/index.ts";

const [COUNT, WIDTH, LATENT, SCALE] = [20, 4, 2, 0.5];
const runtime = nodeRuntime({ threads: 1 });

const model = new Model(
  modelSchema.parse({
    kind: "vae",
    latent: LATENT,
    encoder: [{ kind: "dense", units: WIDTH }],
    decoder: [{ kind: "dense", units: WIDTH }],
    likelihood: { kind: "normal", scale: "fixed", value: SCALE },
    objective: { kind: "elbo" },
  }),
  { kind: "vector", shape: [WIDTH] },
);

function dataOf(count: number): Dataset {
  const values = new Generator(1, "rows").fillNormal(new Float32Array(count * WIDTH));
  return datasetFromArray("rows", { shape: [count, WIDTH], data: values } as never);
}

// Random weights, so that the posterior is not the true one; some of them replaced.
function weightsWith(replaced: Readonly<Record<string, (values: Float32Array) => void>> = {}) {
  const weights = modelVariables(model, 7) as Record<string, HostArray<"float32">>;
  return Object.fromEntries(
    Object.entries(weights).map(([name, { data, shape }]) => {
      const out = data.slice();
      replaced[name]?.(out);
      return [name, float32(out, shape)];
    }),
  );
}

const rows = (data: Dataset) =>
  fillBatch(
    data,
    Array.from({ length: data.count }, (_, i) => i),
    new Float32Array(data.count * WIDTH),
  );

// -log N(x; b, W W^T + scale^2 I), the mean over the rows.
function exactNll(data: Dataset, weights: Readonly<Record<string, HostArray>>): number {
  const w = weights["decoder.0.weight"]!.data as Float32Array;
  const b = weights["decoder.0.bias"]!.data as Float32Array;
  const covariance = new Float64Array(WIDTH * WIDTH);
  for (let i = 0; i < WIDTH; i++) {
    for (let j = 0; j < WIDTH; j++) {
      for (let d = 0; d < LATENT; d++) covariance[i * WIDTH + j]! += w[i * LATENT + d]! * w[j * LATENT + d]!;
      if (i === j) covariance[i * WIDTH + j]! += SCALE ** 2;
    }
  }
  const factor = cholesky(covariance, WIDTH);
  const x = rows(data);
  let total = 0;
  for (let row = 0; row < data.count; row++) {
    const distance = mahalanobisSquared(factor, b, x.subarray(row * WIDTH, (row + 1) * WIDTH));
    total += (distance + logDeterminant(factor, WIDTH) + WIDTH * Math.log(2 * Math.PI)) / 2;
  }
  return total / data.count;
}

describe("estimates of the likelihood", () => {
  const data = dataOf(COUNT);
  const weights = weightsWith();
  const exact = exactNll(data, weights);

  it("importance sampling comes to the exact value with many samples, from above with few", async () => {
    const few = await importanceNll(runtime, model, weights, data, { samples: 1, seed: 2 });
    const many = await importanceNll(runtime, model, weights, data, { samples: 20_000, seed: 2 });
    expect(few.nll).toBeGreaterThan(exact);
    expect(Math.abs(many.nll - exact)).toBeLessThan(0.02);
  });

  it("annealed importance sampling comes to the same value without the encoder", async () => {
    const { nll, accepted, perItem } = await annealedNll(runtime, model, weights, data, {
      chains: 20,
      temperatures: 200,
    });
    expect(perItem).toHaveLength(COUNT);
    expect(Math.abs(nll - exact)).toBeLessThan(0.05);
    expect(accepted).toBeGreaterThan(0.5);
    expect(accepted).toBeLessThan(0.9);
  });
});

describe("annealed importance sampling", () => {
  it("refuses latents that gradients cannot move", async () => {
    const data = dataOf(2);
    for (const posterior of [{ kind: "von-mises-fisher" }, { kind: "relaxed-bernoulli" }, { kind: "spike-and-slab" }]) {
      const other = new Model(modelSchema.parse({ ...model.config, posterior }), model.item);
      const all = modelVariables(other, 7) as Record<string, HostArray<"float32">>;
      await expect(annealedNll(runtime, other, all, data)).rejects.toThrow("annealed sampling");
    }
  });
});

describe("the parts of the KL", () => {
  const data = dataOf(200);
  const zero = (values: Float32Array) => values.fill(0);

  it("are both zero where every posterior is the prior", async () => {
    const heads = ["mean", "logVariance"].flatMap((head) =>
      ["weight", "bias"].map((kind) => `posterior.${head}.0.${kind}`),
    );
    const weights = weightsWith(Object.fromEntries(heads.map((name) => [name, zero])));
    const parts = (await aggregateKl(runtime, model, weights, data))!;
    expect(parts.items).toBe(200);
    expect(parts.mutualInformation).toBeCloseTo(0, 5);
    expect(parts.marginalKl).toBeCloseTo(0, 5);
  });

  it("are the logarithm of the items and the rest where posteriors are narrow and apart", async () => {
    const weights = weightsWith({
      "posterior.logVariance.0.weight": zero,
      "posterior.logVariance.0.bias": (values) => values.fill(-14),
    });
    const parts = (await aggregateKl(runtime, model, weights, data))!;
    expect(parts.mutualInformation).toBeCloseTo(Math.log(200), 1);
    expect(parts.marginalKl).toBeGreaterThan(5);
  });
});

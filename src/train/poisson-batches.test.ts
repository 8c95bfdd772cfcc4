import { describe, expect, it } from "vitest";
import { tableDataset } from "../data/index.ts";
import { trainSchema } from "./config.ts";
import { PoissonSource } from "./poisson-batches.ts";
import { privacyPlan } from "./privacy-plan.ts";

const ROWS = 400;

function source(batch: number, capacity?: number, key = new Uint8Array(32).fill(3)): PoissonSource {
  const values = Float32Array.from({ length: ROWS * 2 }, (_, i) => i);
  const data = tableDataset("rows", values, ["a", "b"], "rows");
  const config = trainSchema.parse({
    epochs: 5,
    batch,
    optimiser: { kind: "adam" },
    clip: null,
    patience: null,
    seed: 3,
    validation: 0,
    binarise: "none",
    private: { epsilon: 1 },
  });
  const plan = privacyPlan(config, ROWS)!;
  return new PoissonSource(data, config, { ...plan, ...(capacity === undefined ? {} : { capacity }) }, key);
}

describe("PoissonSource", () => {
  it("takes each row with the same probability, independent of its neighbour", () => {
    const poisson = source(40);
    const [steps, hits] = [4000, new Float64Array(ROWS)];
    let [both, total, squares] = [0, 0, 0];
    for (let step = 0; step < steps; step++) {
      const { count, indices } = poisson.batch(0, step);
      for (let i = 0; i < count; i++) {
        hits[indices[i]!]!++;
        if (i > 0 && indices[i] === indices[i - 1]! + 1) both++;
      }
      total += count;
      squares += count ** 2;
    }
    const mean = total / steps;
    expect(Math.abs(mean - 40)).toBeLessThan(5 * Math.sqrt(36 / steps));
    expect(Math.abs((squares / steps - mean ** 2) / 36 - 1)).toBeLessThan(0.1);
    expect(Math.abs(both / steps / (399 * 0.01) - 1)).toBeLessThan(0.05);
    const deviation = Math.sqrt(0.1 * 0.9 * steps);
    for (const hit of hits) expect(Math.abs(hit - 0.1 * steps)).toBeLessThan(5 * deviation);
  });

  it("gives the rows drawn weight 1 and pads with weight 0", () => {
    const { count, weights, indices, target } = source(40).batch(1, 2);
    expect(weights.length).toBeGreaterThan(count);
    expect([...weights]).toEqual(Array.from(weights, (_, i) => Number(i < count)));
    expect(new Set(indices.subarray(0, count)).size).toBe(count);
    expect(target.length).toBe(2 * weights.length);
  });

  it("draws the same for the same step, in any order of asking, and otherwise anew", () => {
    const [first, second] = [source(40), source(40)];
    const chosen = (from: PoissonSource, epoch: number, step: number) => {
      const { count, indices } = from.batch(epoch, step);
      return [...indices.subarray(0, count)];
    };
    const wanted = chosen(first, 0, 3);
    expect(chosen(second, 1, 0)).not.toEqual(wanted);
    expect(chosen(second, 0, 3)).toEqual(wanted);
    expect(chosen(first, 0, 4)).not.toEqual(wanted);
    expect(chosen(source(40, undefined, new Uint8Array(32).fill(4)), 0, 3)).not.toEqual(wanted);
  });

  it("takes every row when the rate is one, and no more than it has room for", () => {
    const all = source(ROWS).batch(0, 0);
    expect([...all.indices]).toEqual(Array.from({ length: ROWS }, (_, i) => i));
    expect(source(40, 10).batch(0, 0).count).toBe(10);
  });
});

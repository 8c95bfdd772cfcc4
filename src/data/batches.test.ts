import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BatchSource, epochOrder } from "./batches.ts";
import { fillBatch } from "./dataset.ts";
import { byteImages, tableDataset } from "./from-arrays.ts";

const count = 10;
const pixels = Uint8Array.from({ length: count * 4 }, (_, i) => 6 * i);
const pictures = {
  ...byteImages("pictures", pixels, { height: 2, width: 2, channels: 1 }),
  labels: Int32Array.from({ length: count }, (_, i) => i % 3),
};

describe("epochOrder", () => {
  it("is a permutation that differs between epochs and seeds", () => {
    expect([...epochOrder(50, 1, 0)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(epochOrder(50, 1, 0)).toEqual(epochOrder(50, 1, 0));
    expect(epochOrder(50, 1, 0)).not.toEqual(epochOrder(50, 1, 1));
    expect(epochOrder(50, 1, 0)).not.toEqual(epochOrder(50, 2, 0));
  });
});

describe("BatchSource", () => {
  it("yields every item once an epoch, whatever the batch size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 0, max: 5 }), (batchSize, epoch) => {
        const source = new BatchSource(pictures, { batchSize, seed: 1 });
        const seen: number[] = [];
        for (let step = 0; step < source.stepsPerEpoch; step++) {
          const batch = source.batch(epoch, step);
          seen.push(...batch.indices.subarray(0, batch.count));
          expect(batch.weights.reduce((sum, weight) => sum + weight, 0)).toBe(batch.count);
        }
        expect(seen).toEqual([...epochOrder(count, 1, epoch)]);
      }),
      { seed: 1 },
    );
  });

  it("pads the last batch with its own rows, at weight 0", () => {
    const {
      count: valid,
      indices,
      weights,
      target,
      labels,
    } = new BatchSource(pictures, {
      batchSize: 4,
      seed: 1,
      shuffle: false,
    }).batch(0, 2);
    expect(valid).toBe(2);
    expect([...indices]).toEqual([8, 9, 8, 9]);
    expect([...weights]).toEqual([1, 1, 0, 0]);
    expect([...labels!]).toEqual([2, 0, 2, 0]);
    expect(target).toEqual(fillBatch(pictures, [8, 9, 8, 9], new Float32Array(16)));
  });

  it("reuses its arrays, and without noise the input is the target", () => {
    const source = new BatchSource(pictures, { batchSize: 4, seed: 1 });
    const first = source.batch(0, 0);
    expect(first.input).toBe(first.target);
    expect(source.batch(0, 1).target).toBe(first.target);
  });

  it("gives the same batch again when asked out of order", () => {
    const options = { batchSize: 4, seed: 1, binarise: "dynamic", corrupt: { kind: "mask", amount: 0.5 } } as const;
    const source = new BatchSource(pictures, options);
    const { target, input } = source.batch(1, 1);
    const [expectedTarget, expectedInput] = [target.slice(), input.slice()];
    source.batch(7, 2);
    const fresh = new BatchSource(pictures, options).batch(1, 1);
    expect(source.batch(1, 1).target).toEqual(expectedTarget);
    expect(fresh.target).toEqual(expectedTarget);
    expect(fresh.input).toEqual(expectedInput);
  });

  it("binarises the target and puts the noise on the input only", () => {
    const options = {
      batchSize: 10,
      seed: 1,
      binarise: "threshold",
      corrupt: { kind: "gaussian", amount: 0.3 },
    } as const;
    const { target, input } = new BatchSource(pictures, options).batch(0, 0);
    expect(new Set(target)).toEqual(new Set([0, 1]));
    expect(new Set(input).size).toBeGreaterThan(2);
  });

  it("draws dynamic binarisation anew in every epoch, fixed binarisation never", () => {
    const sets = (mode: "dynamic" | "fixed", epoch: number) =>
      new BatchSource(pictures, { batchSize: 10, seed: 1, shuffle: false, binarise: mode }).batch(epoch, 0).target;
    expect(sets("dynamic", 0)).not.toEqual(sets("dynamic", 1));
    expect(sets("fixed", 0)).toEqual(sets("fixed", 1));
  });

  it("refuses options that do not fit", () => {
    const table = tableDataset("t", [1, 2], ["a"]);
    expect(() => new BatchSource(pictures, { batchSize: 0, seed: 1 })).toThrow(
      "batch size must be a positive whole number",
    );
    expect(() => new BatchSource(table, { batchSize: 1, seed: 1, binarise: "fixed" })).toThrow("needs pictures");
    expect(() => new BatchSource(table, { batchSize: 1, seed: 1, corrupt: { kind: "salt", amount: 0.1 } })).toThrow(
      "salt",
    );
    expect(() => new BatchSource(pictures, { batchSize: 4, seed: 1 }).batch(0, 3)).toThrow("within 0 to 2, got 3");
  });
});

import { describe, expect, it } from "vitest";
import { finishBundle, limitBundle } from "./bundle.ts";
import { fillBatch, subset } from "./dataset.ts";
import { byteImages, tableDataset } from "./from-arrays.ts";

const rows = tableDataset(
  "rows",
  Array.from({ length: 40 }, (_, i) => (i % 2 ? 5 : i)),
  ["x", "five"],
);
const bundle = { name: "rows", train: rows, notes: ["A table."] };
const pixel = { height: 1, width: 1, channels: 1 } as const;

describe("limitBundle", () => {
  it("draws a sample in the order of the source and says so", () => {
    const { train, notes } = limitBundle(bundle, { limit: 5, seed: 3 });
    expect(train.count).toBe(5);
    const first = [...train.values].filter((_, i) => i % 2 === 0);
    expect(first).toEqual([...first].sort((a, b) => a - b));
    expect(notes).toEqual(["A table.", "5 of the 20 train items are used, drawn with seed 3."]);
  });

  it("keeps a part that is small enough and refuses a limit below one", () => {
    expect(limitBundle(bundle, { limit: 20 }).train).toBe(rows);
    expect(() => limitBundle(bundle, { limit: 0 })).toThrow("positive whole number, got 0");
  });
});

describe("finishBundle", () => {
  it("splits a test part off and measures columns on the training part only", () => {
    const { train, test, notes } = finishBundle(bundle, { testFraction: 0.25, seed: 1 });
    expect([train.count, test!.count]).toEqual([15, 5]);
    expect(test!.schema).toEqual(train.schema);
    const batch = fillBatch(train, [...Array(15).keys()], new Float32Array(30));
    expect(batch.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
    expect(notes).toContain("5 of the items were split off as test part with seed 1.");
    expect(notes).toContain("Constant in the training part, and so without information: five.");
  });

  it("keeps a test part that is there", () => {
    const test = subset(rows, [0]);
    expect(finishBundle({ ...bundle, test }, { testFraction: 0.25 }).test!.count).toBe(1);
  });

  it("gives the parts of a set of pictures one scale and one kind of values", () => {
    const train = byteImages("p", Uint8Array.of(0, 128), pixel);
    const test = byteImages("p", Uint8Array.of(0, 1), pixel);
    const finished = finishBundle({ name: "p", train, test, notes: [] });
    expect(finished.test!.scale).toBe(1 / 255);
    expect(finished.test!.schema).toEqual(finished.train.schema);
  });

  it("notes columns that 32-bit floats cannot hold well", () => {
    const times = tableDataset("t", [1.7e9, 1.7e9 + 400, 1.7e9 + 800], ["time"]);
    expect(finishBundle({ name: "t", train: times, notes: [] }).notes).toEqual([
      'Column "time" varies too little for its size to be kept exactly as 32-bit floats; subtract an offset.',
    ]);
  });

  it("refuses empty parts and parts of another kind", () => {
    expect(() => finishBundle({ ...bundle, test: subset(rows, []) })).toThrow("the test part holds no items");
    const pictures = byteImages("p", Uint8Array.of(0, 128), pixel);
    expect(() => finishBundle({ ...bundle, test: pictures })).toThrow(
      "got 2 columns for training and 1x1 pictures, 1 channel for the test part",
    );
  });
});

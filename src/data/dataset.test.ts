import { describe, expect, it } from "vitest";
import {
  concatDatasets,
  type Dataset,
  fillBatch,
  fitColumns,
  requireItems,
  splitDataset,
  subset,
  useColumns,
} from "./dataset.ts";
import { byteImages, tableDataset } from "./from-arrays.ts";

const pictures: Dataset = {
  ...byteImages("pictures", Uint8Array.of(0, 255, 51, 102, 5, 10), { height: 1, width: 2, channels: 1 }),
  labels: Int32Array.of(2, 0, 1),
  factors: { names: ["x", "y"], values: Float32Array.of(0, 1, 2, 3, 4, 5) },
};

describe("fillBatch", () => {
  it("scales bytes to [0, 1] in the order of the indices", () => {
    expect([...fillBatch(pictures, [1, 0, 1], new Float32Array(6))]).toEqual(
      [51, 102, 0, 255, 51, 102].map((v) => Math.fround(v / 255)),
    );
  });

  it("standardises tables", () => {
    const table = tableDataset("t", [1, 7, 3, 7], ["a", "b"]);
    expect([...fillBatch(table, [1, 0], new Float32Array(4))]).toEqual([1, 0, -1, 0]);
  });
});

describe("subset", () => {
  it("takes values, labels and factors along", () => {
    const part = subset(pictures, [2, 0]);
    expect([...part.values]).toEqual([5, 10, 0, 255]);
    expect([...part.labels!]).toEqual([1, 2]);
    expect([...part.factors!.values]).toEqual([4, 5, 0, 1]);
    expect(part.count).toBe(2);
  });
});

describe("splitDataset", () => {
  const rows = tableDataset(
    "rows",
    Array.from({ length: 100 }, (_, i) => i),
    ["x"],
  );

  it("puts every item into exactly one part, in the order of the source", () => {
    const [rest, part] = splitDataset(rows, 0.2, 1);
    expect([rest.count, part.count]).toEqual([80, 20]);
    expect([...part.values]).toEqual([...part.values].sort((a, b) => a - b));
    expect([...rest.values, ...part.values].sort((a, b) => a - b)).toEqual([...rows.values]);
  });

  it("depends on the seed and on nothing else", () => {
    expect(splitDataset(rows, 0.2, 1)[1].values).toEqual(splitDataset(rows, 0.2, 1)[1].values);
    expect(splitDataset(rows, 0.2, 1)[1].values).not.toEqual(splitDataset(rows, 0.2, 2)[1].values);
  });

  it("leaves at least one item in each part", () => {
    expect(splitDataset(subset(rows, [0, 1]), 0.01, 1).map((part) => part.count)).toEqual([1, 1]);
  });

  it("refuses one item and fractions outside (0, 1)", () => {
    expect(() => splitDataset(subset(rows, [0]), 0.2, 1)).toThrow("rows: splitting needs at least 2 items, got 1");
    expect(() => splitDataset(rows, 1, 1)).toThrow("between 0 and 1, got 1");
  });
});

describe("concatDatasets", () => {
  it("appends items, labels and factors", () => {
    const both = concatDatasets(pictures, subset(pictures, [1]));
    expect(both.count).toBe(4);
    expect([...both.values.subarray(6)]).toEqual([51, 102]);
    expect([...both.labels!]).toEqual([2, 0, 1, 0]);
  });

  it("refuses items of another kind", () => {
    const other = tableDataset("t", [1], ["a"]);
    expect(() => concatDatasets(pictures, other)).toThrow("got 2x1 pictures, 1 channel and 1 column");
  });
});

describe("fitColumns and useColumns", () => {
  it("carry the training part's columns to another part", () => {
    const train = fitColumns(subset(tableDataset("t", [1, 3, 100], ["a"]), [0, 1]));
    const test = useColumns(tableDataset("t", [5], ["a"]), train.schema);
    expect(train.schema).toMatchObject({ columns: [{ mean: 2, standardDeviation: 1 }] });
    expect([...fillBatch(test, [0], new Float32Array(1))]).toEqual([3]);
  });
});

describe("requireItems", () => {
  it("names the purpose and the count", () => {
    expect(() => requireItems(subset(pictures, [0]), 2, "training")).toThrow(
      "pictures: training needs at least 2 items, got 1",
    );
  });
});

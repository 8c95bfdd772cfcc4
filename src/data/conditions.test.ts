import { describe, expect, it } from "vitest";
import { ConfigError, DataError } from "../errors.ts";
import { openBuiltin } from "./builtin-sets.ts";
import { type Attribute, attributesOf, combinationsOf, conditionsOf, oneHotRows } from "./conditions.ts";
import { type Dataset, subset } from "./dataset.ts";
import { labelledItems } from "./labelled.ts";

const LETTERS: Attribute = { name: "label", levels: ["a", "b", "c"] };
const SIZES: Attribute = { name: "size", levels: ["0.1", "1"] };

// Five rows of one number; sizes are not in order and of 32 bits.
const rows: Dataset = {
  name: "rows",
  schema: {
    kind: "vector",
    size: 1,
    columns: [{ name: "x", mean: 0, standardDeviation: 1, min: 0, max: 0, constant: true }],
    labels: LETTERS.levels,
  },
  count: 5,
  values: new Float32Array(5),
  scale: 1,
  labels: Int32Array.of(2, 0, 0, 2, 0),
  factors: { names: ["size"], values: Float32Array.of(1, 0.1, 0.1, 1, 1) },
};
const { labels: _labels, factors: _factors, ...bare } = rows;

describe("attributesOf", () => {
  it("takes the classes of labels and the values of factors, in order and as short as they can be written", () => {
    expect(attributesOf(rows, ["label", "size"])).toEqual([LETTERS, SIZES]);
    const sprites = openBuiltin("sprites", { count: 300 }).train;
    const [shape, scale] = attributesOf(sprites, ["shape", "scale"]);
    expect(shape!.levels).toEqual(sprites.schema.labels);
    expect(scale!.levels).toEqual(["0.5", "0.6", "0.7", "0.8", "0.9", "1"]);
  });

  it.each([
    [
      rows,
      ["sise"],
      ConfigError,
      'model.condition.of: must be "label" or a factor of the data, got "sise"; did you mean "size"?',
    ],
    [rows, ["size", "size"], ConfigError, 'names must be distinct, got "size" twice'],
    [
      bare,
      ["label"],
      DataError,
      'rows: a model conditioned on "label" needs labels, got items without; give them with --labels',
    ],
    [bare, ["size"], ConfigError, 'got "size"; the data has neither labels nor factors'],
  ] as const)("refuses what the data does not have (%#)", (dataset, names, kind, message) => {
    expect(() => attributesOf(dataset as Dataset, names)).toThrow(kind);
    expect(() => attributesOf(dataset as Dataset, names)).toThrow(message);
  });

  it("refuses a factor of more than a thousand values", () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => i);
    const many = { ...bare, count: 1001, factors: { names: ["size"], values } } as Dataset;
    expect(() => attributesOf(many, ["size"])).toThrow("may have 1000 values, got 1001 of size");
  });
});

describe("conditionsOf", () => {
  it("writes attributes as one-hot blocks side by side", () => {
    const { rows: taken, width } = conditionsOf(rows, [LETTERS, SIZES]);
    expect(width).toBe(5);
    expect([...taken([0, 1, 4])]).toEqual([0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1]);
  });

  it("goes by names, not by places, where a part lacks some values", () => {
    const part = subset(rows, [0, 3, 4]);
    expect([...conditionsOf(part, [SIZES]).levels]).toEqual([1, 1, 1]);
  });

  it("leaves blocks of zeros where an attribute is not known or does not count", () => {
    const partly = { ...rows, labels: Int32Array.of(2, -1, 0, -1, 0) };
    expect([...conditionsOf(partly, [LETTERS]).rows([0, 1])]).toEqual([0, 0, 1, 0, 0, 0]);
    const known = Uint8Array.of(0, 1, 1, 0, 0);
    expect([...conditionsOf(rows, [LETTERS], known).levels]).toEqual([-1, 0, 0, -1, -1]);
    expect([...oneHotRows([LETTERS, SIZES], [-1, 1, 1, -1])]).toEqual([0, 0, 0, 0, 1, 0, 1, 0, 0, 0]);
  });

  it("refuses items without an attribute, and values that the model does not know", () => {
    expect(() => conditionsOf(bare as Dataset, [LETTERS])).toThrow(
      "rows: the model is conditioned on label, got items without labels; give them with --labels",
    );
    expect(() => conditionsOf(rows, [{ name: "size", levels: ["1"] }])).toThrow(
      'rows: size must be one that the model was trained with, got "0.1" at item 1',
    );
  });
});

describe("combinationsOf", () => {
  it("counts the combinations of known values, the most frequent first", () => {
    expect(combinationsOf(conditionsOf(rows, [LETTERS, SIZES]))).toEqual([
      [0, 0, 2],
      [2, 1, 2],
      [0, 1, 1],
    ]);
    const partly = { ...rows, labels: Int32Array.of(2, -1, 0, -1, 0) };
    expect(combinationsOf(conditionsOf(partly, [LETTERS]))).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });
});

describe("labelledItems", () => {
  const digits = openBuiltin("digits", { count: 400 }).train;
  const classesOf = (items: Uint32Array) => {
    const counts = new Array<number>(10).fill(0);
    for (const item of items) counts[digits.labels![item]!]! += 1;
    return counts;
  };

  it("draws as many of each class, the same for a seed and others for another", () => {
    const items = labelledItems(digits, { labelled: 50 }, 1);
    expect(classesOf(items)).toEqual(new Array(10).fill(5));
    expect([...items]).toEqual([...items].sort((a, b) => a - b));
    expect(labelledItems(digits, { labelled: 50 }, 1)).toEqual(items);
    expect(labelledItems(digits, { labelled: 50 }, 2)).not.toEqual(items);
    expect(labelledItems(digits, { fraction: 0.1 }, 1)).toHaveLength(40);
    expect(labelledItems(digits, {}, 1)).toHaveLength(400);
  });

  it("refuses more than there are, and data without labels", () => {
    expect(() => labelledItems(digits, { labelled: 401 }, 1)).toThrow(
      "model.classifier.labelled: must be 1 to 400, the training items with a label, got 401",
    );
    expect(() => labelledItems(bare as Dataset, {}, 1)).toThrow(
      "model.classifier learns from labels, got items without",
    );
  });
});

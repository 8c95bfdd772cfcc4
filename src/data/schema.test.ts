import { describe, expect, it } from "vitest";
import { DataError } from "../errors.ts";
import { checkSchema, type DataSchema, dataSchema, describeSchema, eventShape, type ImageSchema } from "./schema.ts";

const image: ImageSchema = { kind: "image", height: 28, width: 20, channels: 1, values: "grey", range: [0, 1] };
const column = { mean: 0, standardDeviation: 1, min: -1, max: 1, constant: false };

function table(...names: string[]): DataSchema {
  return { kind: "vector", size: names.length, columns: names.map((name) => ({ name, ...column })) };
}

describe("dataSchema", () => {
  it("accepts schemas that went through JSON", () => {
    for (const schema of [image, { ...image, labels: ["a"] }, table("x", "y")]) {
      expect(dataSchema.parse(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
    }
  });

  it.each([
    [{ ...image, channels: 2 }],
    [{ ...image, height: 0 }],
    [{ ...image, values: "colour" }],
    [{ ...image, extra: 1 }],
    [{ ...table("x", "y"), size: 3 }],
    [{ kind: "sound" }],
  ])("rejects %j", (schema) => {
    expect(dataSchema.safeParse(schema).success).toBe(false);
  });
});

describe("eventShape", () => {
  it("is channels, height, width for pictures and the number of columns for tables", () => {
    expect(eventShape(image)).toEqual([1, 28, 20]);
    expect(eventShape(table("x", "y"))).toEqual([2]);
  });
});

describe("describeSchema", () => {
  it("names sizes and counts", () => {
    expect(describeSchema(image)).toBe("20x28 pictures, 1 channel");
    expect(describeSchema(table("x", "y"))).toBe("2 columns");
  });
});

describe("checkSchema", () => {
  it("accepts the same data, binary pictures for a grey model, and other labels", () => {
    checkSchema(image, image, "score");
    checkSchema(image, { ...image, values: "binary", labels: ["a"] }, "score");
    checkSchema(table("x"), { ...table("x"), labels: ["a"] }, "score");
  });

  it.each([
    [image, { ...image, width: 28 } as const, "score: the model was trained on 20x28 pictures, 1 channel, got 28x28"],
    [image, { ...image, width: 28 } as const, "resize 20x28"],
    [image, { ...image, channels: 3 } as const, "channels 1"],
    [{ ...image, values: "binary" } as const, image, "binarise the pictures"],
    [image, table("x"), "got 1 column; give pictures"],
    [table("x"), image, "give rows of numbers"],
    [table("x", "y"), table("x"), "trained on 2 columns, got 1 column; missing: y"],
    [table("x"), table("x", "y"), "remove the columns"],
    [table("x", "y"), table("y", "x"), 'column 1 of the model is "x", got "y"'],
  ])("names the difference and the remedy (%#)", (model, data, message) => {
    expect(() => checkSchema(model, data, "score")).toThrow(DataError);
    expect(() => checkSchema(model, data, "score")).toThrow(message);
  });
});

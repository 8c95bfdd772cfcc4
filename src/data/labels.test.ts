import { describe, expect, it } from "vitest";
import { tableDataset } from "./from-arrays.ts";
import { areClasses, attachLabels, readLabels } from "./labels.ts";
import { writeNpy } from "./readers/npy.ts";

const rows = tableDataset("rows", [1, 2, 3], ["x"]);
const text = (content: string) => new TextEncoder().encode(content);

describe("attachLabels", () => {
  it("sorts numbers by size and texts by code point", () => {
    const [numbers] = attachLabels([{ dataset: rows, labels: [10, -1, 9], source: "y" }]);
    expect(numbers!.schema.labels).toEqual(["-1", "9", "10"]);
    expect([...numbers!.labels!]).toEqual([2, 0, 1]);
    const [texts] = attachLabels([{ dataset: rows, labels: ["dog", "cat", "dog"], source: "y" }]);
    expect(texts!.schema.labels).toEqual(["cat", "dog"]);
    expect([...texts!.labels!]).toEqual([1, 0, 1]);
  });

  it("gives all parts the classes of all parts", () => {
    const parts = [
      { dataset: rows, labels: [1, 1, 3], source: "a" },
      { dataset: rows, labels: [2, 3, 2], source: "b" },
    ];
    const [first, second] = attachLabels(parts);
    expect(first!.schema.labels).toEqual(["1", "2", "3"]);
    expect(second!.schema.labels).toEqual(["1", "2", "3"]);
    expect([...second!.labels!]).toEqual([1, 2, 1]);
  });

  it("refuses another number of labels than items", () => {
    expect(() => attachLabels([{ dataset: rows, labels: [1, 2], source: "y.npy" }])).toThrow(
      "y.npy: there must be one label per item, got 2 labels for the 3 items of rows",
    );
  });
});

describe("readLabels", () => {
  it("reads text, .npy and IDX", () => {
    expect(readLabels(text("cat\ndog\n"), "l.txt")).toEqual(["cat", "dog"]);
    const npy = writeNpy({ type: "i4", shape: [2], data: Int32Array.of(4, 5) });
    expect([...(readLabels(npy, "l.npy") as Int32Array)]).toEqual([4, 5]);
    const idx = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 8);
    expect([...(readLabels(idx, "l-idx1-ubyte") as Uint8Array)]).toEqual([7, 8]);
  });

  it("refuses more than one column and more than one dimension", () => {
    expect(() => readLabels(text("a,b\n"), "l.csv")).toThrow(
      "l.csv: labels must stand one a line, got 2 columns in row 1",
    );
    const npy = writeNpy({ type: "i4", shape: [1, 2], data: Int32Array.of(4, 5) });
    expect(() => readLabels(npy, "l.npy")).toThrow("got shape [1,2]");
  });
});

describe("areClasses", () => {
  it("is false for fractions and for thousands of different values", () => {
    expect(areClasses([0, 1, 2])).toBe(true);
    expect(areClasses([0, 0.5])).toBe(false);
    expect(areClasses(Array.from({ length: 1001 }, (_, i) => i))).toBe(false);
  });
});

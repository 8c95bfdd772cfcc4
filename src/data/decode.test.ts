import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { decodeFile, stem } from "./decode.ts";
import { writeNpy } from "./readers/npy.ts";
import { writeNpz } from "./readers/npz.ts";

const idx = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 6);
const rows = { type: "f8", shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) } as const;
const labels = { type: "u1", shape: [2], data: Uint8Array.of(5, 3) } as const;
const pictures = { type: "u1", shape: [2, 1, 2], data: Uint8Array.of(9, 8, 7, 6) } as const;
const csv = new TextEncoder().encode("a,b,kind\n1,2,x\n3,4,y\n");

describe("decodeFile", () => {
  it.each([
    ["train-images-idx3-ubyte", idx, "image"],
    ["pictures.idx", idx, "image"],
    ["some/pictures", idx, "image"],
    ["rows.npy", writeNpy(rows), "vector"],
    ["pictures.npy", writeNpy(pictures), "image"],
    ["rows.npz", writeNpz({ X: rows, y: labels }), "vector"],
    ["rows", writeNpz({ data: rows }), "vector"],
    ["batch.bin", new Uint8Array(3073).fill(3), "image"],
    ["rows.csv", new TextEncoder().encode("1,2\n3,4\n"), "vector"],
    ["rows.tsv", new TextEncoder().encode("1\t2\n3\t4\n"), "vector"],
  ])("reads %s, also packed", (source, bytes, kind) => {
    const plain = decodeFile(bytes, source);
    expect(plain.train.schema.kind).toBe(kind);
    expect(plain.name).toBe(stem(source));
    expect(decodeFile(gzipSync(bytes), `${source}.gz`).train).toEqual(plain.train);
  });

  it("takes y of a .npz as labels", () => {
    const { train, notes } = decodeFile(writeNpz({ y: labels, X: rows }), "rows.npz");
    expect(train.schema.labels).toEqual(["3", "5"]);
    expect([...train.labels!]).toEqual([1, 0]);
    expect(notes).toContain('"y" holds the labels.');
  });

  it("leaves measurements in y aside and says so", () => {
    const y = { type: "f4", shape: [2], data: Float32Array.of(0.5, 1.25) } as const;
    const { train, notes } = decodeFile(writeNpz({ X: rows, y }), "rows.npz");
    expect(train.labels).toBeUndefined();
    expect(notes).toContain('"y" holds measurements, not classes, and is not used.');
  });

  it("reads x_train and x_test with their labels as two parts", () => {
    const { train, test } = decodeFile(
      writeNpz({
        x_train: pictures,
        y_train: labels,
        x_test: pictures,
        y_test: { ...labels, data: Uint8Array.of(5, 9) },
      }),
      "mnist.npz",
    );
    expect(train.schema.labels).toEqual(["3", "5", "9"]);
    expect([...test!.labels!]).toEqual([1, 2]);
  });

  it("reads the array named by key", () => {
    const bytes = writeNpz({ X: rows, other: pictures });
    expect(decodeFile(bytes, "rows.npz", { key: "other" }).train.schema.kind).toBe("image");
    expect(() => decodeFile(bytes, "rows.npz", { key: "none" })).toThrow('holds no array "none", got X, other');
  });

  it("takes a column of a table as labels", () => {
    const { train } = decodeFile(csv, "rows.csv", { labelColumn: "kind" });
    expect(train.schema).toMatchObject({ columns: [{ name: "a" }, { name: "b" }], labels: ["x", "y"] });
  });

  it.each([
    [csv, "rows.csv", {}, 'rows.csv: line 2, column "kind"'],
    [csv, "rows.xlsx", {}, "rows.xlsx: the format is not known; give IDX"],
    [csv, "rows.npy", {}, "rows.npy: byte 0: not a .npy file"],
    [csv, "rows.gz", {}, "rows.gz: byte 0: not a gzip file"],
    [writeNpz({ a: rows, b: rows }), "r.npz", {}, "no array X or x_train, got a, b; choose one with the option key"],
    [
      writeNpz({ X: rows, y: { ...labels, shape: [1], data: Uint8Array.of(1) } }),
      "r.npz",
      {},
      "r.npz: y: there must be one label",
    ],
    [csv, "rows.csv", { key: "X" }, "the option key names an array of a .npz file"],
    [writeNpy(rows), "rows.npy", { labelColumn: "kind" }, "a label column needs a CSV file"],
    [
      writeNpy({ ...rows, data: Float64Array.of(1, 2, 3, Number.NaN) }),
      "r.npy",
      {},
      'r.npy: row 2, column "x1" must be finite',
    ],
    [writeNpy(labels), "r.npy", {}, "r.npy: an array must be [n, columns] or pictures"],
  ])("refuses with a clear line (%#)", (bytes, source, options, message) => {
    expect(() => decodeFile(bytes, source, options)).toThrow(message);
  });
});

describe("stem", () => {
  it("is the file's name without folders and extension", () => {
    expect(["a/b.c/digits.csv", "C:\\data\\x.npy", "plain"].map(stem)).toEqual(["digits", "x", "plain"]);
  });
});

import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { writeNpy } from "./npy.ts";
import { readNpz, writeNpz } from "./npz.ts";

// numpy.savez_compressed(X=np.arange(6, dtype="f8").reshape(3, 2) / 4, y=np.array([1, 0, 1]))
const NUMPY =
  "UEsDBC0AAAAIAAAAIQBK75e6//////////8FABQAWC5ucHkBABAAsAAAAAAAAABXAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9U" +
  "UpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CkaaOgq1CmQDLgYUcMEeQj+A0i+g9Aco/cUeAFBLAwQtAAAACAAAACEAorPQS///////////BQAUAHku" +
  "bnB5AQAQAJgAAAAAAAAASgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUK" +
  "FAAuRgZUAOMDAFBLAQItAy0AAAAIAAAAIQBK75e6VwAAALAAAAAFAAAAAAAAAAAAAACAAQAAAABYLm5weVBLAQItAy0AAAAIAAAAIQCis9BLSgAAAJgA" +
  "AAAFAAAAAAAAAAAAAACAAY4AAAB5Lm5weVBLBQYAAAAAAgACAGYAAAAPAQAAAAA=";
const numpy = Uint8Array.from(atob(NUMPY), (char) => char.charCodeAt(0));

const X = { type: "f4", shape: [2, 1], data: Float32Array.of(1, 2) } as const;
const written = writeNpz({ X, y: { type: "i8", shape: [2], data: BigInt64Array.of(0n, 1n) } });

/** Reads every array, as a user's program would. */
function readAll(bytes: Uint8Array): unknown[] {
  return [...readNpz(bytes, "f.npz").values()].map((open) => open());
}

describe("readNpz", () => {
  it("reads what NumPy wrote", () => {
    const arrays = readNpz(numpy, "f.npz");
    expect([...arrays.keys()]).toEqual(["X", "y"]);
    expect(arrays.get("X")!()).toEqual({
      type: "f8",
      shape: [3, 2],
      data: Float64Array.of(0, 0.25, 0.5, 0.75, 1, 1.25),
    });
    expect(arrays.get("y")!().data).toEqual(BigInt64Array.of(1n, 0n, 1n));
  });

  it("reads back what it wrote, and equal content gives equal bytes", () => {
    expect(readNpz(written, "f.npz").get("X")!()).toEqual(X);
    expect(writeNpz({ X, y: { type: "i8", shape: [2], data: BigInt64Array.of(0n, 1n) } })).toEqual(written);
  });

  it("reads stored entries and passes over other files", () => {
    const files = { "X.npy": writeNpy(X), "notes.txt": Uint8Array.of(1) };
    const arrays = readNpz(zipSync(files, { level: 0 }), "f.npz");
    expect([...arrays.keys()]).toEqual(["X"]);
    expect(arrays.get("X")!()).toEqual(X);
  });

  it("names file and byte wherever the file is cut", () => {
    for (let length = 4; length < numpy.length; length += 11) {
      expect(() => readAll(numpy.subarray(0, length))).toThrow(
        `f.npz: byte ${length}: the zip directory is missing; the file is cut off`,
      );
    }
  });

  it("notices a flipped bit in any content", () => {
    for (const [start, length, name] of [
      [55, 87, "X"],
      [142 + 55, 74, "y"],
    ] as const) {
      for (let at = start; at < start + length; at += 3) {
        const copy = numpy.slice();
        copy[at]! ^= 4;
        expect(() => readAll(copy)).toThrow(`f.npz: ${name}.npy: byte ${start}: `);
      }
    }
  });

  it("names a damaged directory and what is no archive", () => {
    const copy = numpy.slice();
    copy[271]! ^= 1;
    expect(() => readAll(copy)).toThrow("f.npz: byte 271: a zip directory entry is expected here");
    expect(() => readAll(Uint8Array.of(1, 2, 3))).toThrow("f.npz: byte 0: not a zip archive");
  });

  it("refuses an archive without arrays", () => {
    expect(() => readAll(zipSync({ "a.txt": Uint8Array.of(1) }))).toThrow("f.npz: the archive holds no arrays");
  });
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "fflate";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataError } from "../errors.ts";
import { openData, readBytes } from "./node.ts";
import { encodePng } from "./pictures.ts";
import { writeNpy } from "./readers/npy.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vaekit-data-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, bytes: Uint8Array | string): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, bytes);
  return full;
}

function idx(shape: number[], values: ArrayLike<number>): Uint8Array {
  return Uint8Array.of(
    0,
    0,
    8,
    shape.length,
    ...shape.flatMap((dim) => [0, 0, dim >> 8, dim & 255]),
    ...Array.from(values),
  );
}

function grey(width: number, height: number, level: number): Uint8Array {
  return encodePng(new Uint8Array(width * height).fill(level), width, height, 1);
}

function colour(width: number, height: number, rgb: number[]): Uint8Array {
  const pixels = Uint8Array.from({ length: width * height * rgb.length }, (_, i) => rgb[i % rgb.length]!);
  return encodePng(pixels, width, height, rgb.length);
}

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as Error).message;
}

describe("openData on folders of known files", () => {
  it.each([
    ["-", ""],
    ["-", ".gz"],
    [".", ""],
  ])("reads MNIST's four files with %s before idx and ending %j", async (separator, ending) => {
    const pack = (bytes: Uint8Array) => (ending ? gzipSync(bytes) : bytes);
    put(`m/train-images${separator}idx3-ubyte${ending}`, pack(idx([3, 1, 2], [0, 9, 0, 8, 0, 7])));
    put(`m/train-labels${separator}idx1-ubyte${ending}`, pack(idx([3], [5, 0, 4])));
    put(`m/t10k-images${separator}idx3-ubyte${ending}`, pack(idx([1, 1, 2], [1, 1])));
    put(`m/t10k-labels${separator}idx1-ubyte${ending}`, pack(idx([1], [7])));
    put("m/LICENSE", "text");
    const { train, test, notes } = await openData(join(root, "m"));
    expect([train.count, test!.count]).toEqual([3, 1]);
    expect(train.schema.labels).toEqual(["0", "4", "5", "7"]);
    expect([...test!.labels!]).toEqual([3]);
    expect(test!.scale).toBe(1 / 255);
    expect(notes[0]).toContain("IDX files: 3 for train, 1 for test");
  });

  it("reads a validation part and parts without labels", async () => {
    put("b/train-images-idx3-ubyte", idx([2, 1, 1], [0, 1]));
    put("b/valid-images-idx3-ubyte", idx([1, 1, 1], [1]));
    put("b/test-images-idx3-ubyte", idx([1, 1, 1], [0]));
    put("b/test-labels-idx1-ubyte", idx([1], [3]));
    const { train, validation, test, notes } = await openData(join(root, "b"));
    expect([train.count, validation!.count, test!.count]).toEqual([2, 1, 1]);
    expect(train.labels).toBeUndefined();
    expect(test!.labels).toBeDefined();
    expect(train.schema).toMatchObject({ values: "binary" });
    expect(notes).toContain("The validation part has no labels.");
  });

  it("names a cut-off file and the byte", async () => {
    const packed = gzipSync(idx([3, 1, 2], [0, 9, 0, 8, 0, 7]));
    put("m/train-images-idx3-ubyte.gz", packed.subarray(0, 30));
    expect(await failure(openData(join(root, "m")))).toBe(
      `${root}/m/train-images-idx3-ubyte.gz: byte 30: the gzip file ends too early; fetch the file again`,
    );
  });

  it("refuses labels of another number, and a test part alone", async () => {
    put("m/train-images-idx3-ubyte", idx([2, 1, 1], [0, 9]));
    put("m/train-labels-idx1-ubyte", idx([3], [5, 0, 4]));
    expect(await failure(openData(join(root, "m")))).toContain("one label per item, got 3 labels for the 2 items");
    put("t/t10k-images-idx3-ubyte", idx([2, 1, 1], [0, 9]));
    expect(await failure(openData(join(root, "t")))).toContain("must hold train-images-idx3-ubyte");
  });

  it("joins CIFAR-10 batches", async () => {
    for (const name of ["data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"])
      put(`c/${name}`, new Uint8Array(3073).fill(2));
    const { train, test } = await openData(join(root, "c"));
    expect([train.count, test!.count]).toEqual([2, 1]);
    expect(train.schema).toMatchObject({ channels: 3, width: 32 });
  });
});

describe("openData on pictures", () => {
  it("reads sub-folders as labels and ignores hidden and other files", async () => {
    put("p/cat/1.png", grey(3, 2, 10));
    put("p/cat/2.png", grey(3, 2, 20));
    put("p/dog/1.png", grey(3, 2, 30));
    put("p/dog/notes.txt", "x");
    put("p/.DS_Store", "x");
    put("p/.cache/3.png", grey(9, 9, 0));
    symlinkSync(join(root, "p/dog"), join(root, "p/eel"));
    const { train, notes } = await openData(join(root, "p"));
    expect(train.schema).toMatchObject({ width: 3, height: 2, channels: 1, labels: ["cat", "dog", "eel"] });
    expect([...train.labels!]).toEqual([0, 0, 1, 2]);
    expect([0, 6, 12, 18].map((i) => train.values[i])).toEqual([10, 20, 30, 30]);
    expect(notes).toContain("2 other files are ignored.");
  });

  it("reads train and test sub-folders as parts with common labels", async () => {
    put("p/train/b/1.png", grey(2, 2, 10));
    put("p/train/a/1.png", grey(2, 2, 20));
    put("p/test/b/1.png", grey(2, 2, 30));
    const { train, test } = await openData(join(root, "p"));
    expect(train.schema.labels).toEqual(["a", "b"]);
    expect([...test!.labels!]).toEqual([1]);
  });

  it("reads JPEG and WebP in colour, planes first", async () => {
    const raw = sharp(
      Uint8Array.from({ length: 192 }, (_, i) => [200, 100, 50][i % 3]!),
      { raw: { width: 8, height: 8, channels: 3 } },
    );
    put("p/a.jpg", await raw.jpeg({ quality: 100 }).toBuffer());
    put("p/b.webp", await raw.webp({ lossless: true }).toBuffer());
    const { train } = await openData(join(root, "p"));
    expect(train.schema).toMatchObject({ channels: 3 });
    for (const plane of [0, 1, 2]) {
      const value = train.values[192 + plane * 64]!;
      expect(value).toBe([200, 100, 50][plane]);
      expect(Math.abs(train.values[plane * 64]! - value)).toBeLessThan(4);
    }
  });

  it("drops opacity that hides nothing and keeps the other", async () => {
    put("opaque/a.png", colour(2, 2, [1, 2, 3, 255]));
    put("opaque/b.png", colour(2, 2, [1, 2, 3]));
    expect((await openData(join(root, "opaque"))).train.schema).toMatchObject({ channels: 3 });
    put("mixed/a.png", colour(2, 2, [1, 2, 3, 128]));
    put("mixed/b.png", colour(2, 2, [4, 5, 6]));
    const { train } = await openData(join(root, "mixed"));
    expect(train.schema).toMatchObject({ channels: 4 });
    expect([...train.values.subarray(12)]).toEqual(
      [1, 2, 3, 128, 4, 5, 6, 255].flatMap((v) => Array(4).fill(v)).slice(12),
    );
  });

  it("refuses mixed sizes naming two files, unless they are resized", async () => {
    put("p/a.png", grey(4, 4, 10));
    put("p/b.png", grey(8, 4, 20));
    expect(await failure(openData(join(root, "p")))).toMatch(
      /pictures must have one size, got (a\.png with 4x4 and b\.png with 8x4|b\.png with 8x4 and a\.png with 4x4); resize them/,
    );
    const cover = await openData(join(root, "p"), { resize: { width: 4, height: 4 } });
    expect([...cover.train.values]).toEqual([...Array(16).fill(10), ...Array(16).fill(20)]);
    const contain = await openData(join(root, "p"), { resize: { width: 4, height: 4 }, fit: "contain" });
    expect([...contain.train.values.subarray(16, 20)]).toEqual([0, 0, 0, 0]);
  });

  it("refuses grey beside colour, unless channels says which", async () => {
    put("p/a.png", grey(4, 4, 10));
    put("p/b.png", colour(4, 4, [20, 20, 20]));
    expect(await failure(openData(join(root, "p")))).toMatch(
      /one number of channels, got .*(channels 1 or channels 3)/,
    );
    expect((await openData(join(root, "p"), { channels: 3 })).train.schema).toMatchObject({ channels: 3 });
    const { train } = await openData(join(root, "p"), { channels: 1 });
    expect(new Set(train.values)).toEqual(new Set([10, 20]));
  });

  it("opens one picture as a set of one", async () => {
    const { train, name } = await openData(put("one.png", grey(3, 2, 10)));
    expect([train.count, name]).toEqual([1, "one"]);
  });

  it("resizes pictures of an array file and keeps their labels", async () => {
    put("m/train-images-idx3-ubyte", idx([2, 4, 4], Array(32).fill(200)));
    put("m/train-labels-idx1-ubyte", idx([2], [1, 0]));
    const { train } = await openData(join(root, "m"), { resize: { width: 2, height: 3 }, channels: 3 });
    expect(train.schema).toMatchObject({ width: 2, height: 3, channels: 3, labels: ["0", "1"] });
    expect([...train.labels!]).toEqual([1, 0]);
    expect(new Set(train.values)).toEqual(new Set([200]));
  });

  it("names damaged pictures", async () => {
    const png = grey(8, 8, 10);
    expect(await failure(openData(put("cut.png", png.subarray(0, 40))))).toContain(
      "cut.png: byte 40: the PNG file ends too early",
    );
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251);
    const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    const cut = put("cut.jpg", jpeg.subarray(0, jpeg.length / 2));
    expect(await failure(openData(cut))).toMatch(/cut\.jpg: cannot be read as a picture \(.*premature end/);
    expect(await failure(openData(put("text.png", "not a picture")))).toContain("text.png: byte 0: not a PNG file");
  });

  it("refuses folders without pictures, and pictures both loose and sorted", async () => {
    mkdirSync(join(root, "empty"));
    expect(await failure(openData(join(root, "empty")))).toMatch(/must hold pictures .* got nothing$/);
    put("odd/readme.txt", "x");
    expect(await failure(openData(join(root, "odd")))).toMatch(/got readme.txt$/);
    put("both/a.png", grey(2, 2, 1));
    put("both/cat/b.png", grey(2, 2, 1));
    expect(await failure(openData(join(root, "both")))).toContain("got both (a.png and cat/b.png)");
  });
});

describe("openData on tables and paths", () => {
  it("takes labels from a column of the table or from a file", async () => {
    const csv = put("t.csv", "a,kind\n1,x\n2,y\n");
    expect((await openData(csv, { labels: "kind" })).train.schema.labels).toEqual(["x", "y"]);
    const npy = put("t.npy", writeNpy({ type: "f4", shape: [2, 1], data: Float32Array.of(1, 2) }));
    const labels = put("labels.txt", "b\na\n");
    expect([...(await openData(npy, { labels })).train.labels!]).toEqual([1, 0]);
    expect(await failure(openData(npy, { labels: put("short.txt", "b\n") }))).toContain(
      "got 1 labels for the 2 items of t",
    );
    expect(await failure(openData(npy, { labels: join(root, "none.txt") }))).toContain("none.txt: no such file");
  });

  it("takes NaN for missing in a table, and refuses it in rows of plain numbers, naming row and column", async () => {
    const csv = put("t.csv", "a,b\n1,2\n3,NaN\n5,4.5\n");
    const { train, notes } = await openData(csv);
    expect(train.schema).toMatchObject({ kind: "table", columns: [{ missing: 0 }, { missing: 1, marker: "NaN" }] });
    expect(notes).toContain('"NaN" means missing in b');
    expect(await failure(openData(csv, { as: "vector" }))).toContain(
      't.csv: line 3, column "b" must be a finite number, got "NaN"',
    );
  });

  it("draws built-in sets by name, at the size asked for", async () => {
    const { train, name } = await openData("digits", { count: 6, resize: { width: 32, height: 32 } });
    expect([name, train.count]).toEqual(["digits", 6]);
    expect(train.schema).toMatchObject({ width: 32, height: 32 });
    expect((await openData("digits", { count: 6, resize: { width: 20, height: 16 } })).train.schema).toMatchObject({
      width: 20,
    });
  });

  it("gives the nearest name, or says that the path is missing", async () => {
    expect(await failure(openData("digit"))).toBe(
      'digit: no such file, folder or built-in set; did you mean "digits"?',
    );
    expect(await failure(openData("xyzzyxyzzy"))).toContain("built in are: digits, sprites");
    expect(await failure(openData("./digits.csv"))).toBe("./digits.csv: no such file or folder; check the path");
    expect(await failure(openData(join(put("file", "x"), "inside")))).toContain("no such file or folder");
  });

  it("refuses empty files and tables without rows", async () => {
    expect(await failure(openData(put("empty.csv", "")))).toContain("empty.csv: the file is empty");
    expect(await failure(openData(put("header.csv", "a,b\n")))).toContain(
      "header.csv: holds only a header, no rows; give rows, or say that there is no header",
    );
    expect(await failure(openData(join(root, "header.csv"), { as: "vector" }))).toContain(
      "the train part holds no items",
    );
  });

  // The superuser may read every file.
  it.skipIf(process.getuid?.() === 0)("names a file that may not be read", async () => {
    const path = put("secret.csv", "1\n");
    chmodSync(path, 0);
    expect(await failure(openData(path))).toContain("may not be read (permission denied)");
  });

  it.each([
    [{ resize: { width: 0, height: 2 } }, "resize width must be a whole number of pixels"],
    [{ seed: 0.5 }, "seed must be a whole number"],
    [{ testFraction: 2 }, "the test fraction must lie between 0 and 1, got 2"],
    [{ limit: 0 }, "positive whole number, got 0"],
    [{ count: 5 }, "count is for built-in sets (digits, sprites)"],
  ])("refuses options out of range: %j", async (options, message) => {
    await expect(openData(put("t.csv", "1\n2\n"), options)).rejects.toThrow(message);
  });

  it("refuses picture options for tables", async () => {
    expect(await failure(openData(put("t.csv", "1\n2\n"), { channels: 1 }))).toContain(
      "resize and channels need pictures",
    );
  });
});

describe("readBytes", () => {
  it("gives a file's bytes, and says when the path is a folder", async () => {
    expect([...(await readBytes(put("f", "ab")))]).toEqual([97, 98]);
    expect(await failure(readBytes(root))).toBe(`${root}: must be a file, got a folder`);
  });
});

import { gzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { ConfigError, DataError } from "../errors.ts";
import { encodePng } from "./pictures.ts";
import { writeNpy } from "./readers/npy.ts";
import { writeNpz } from "./readers/npz.ts";
import { type OpenFilesOptions, openFiles } from "./web.ts";

type Content = Uint8Array | string;

const bytes = (content: Content) => (typeof content === "string" ? new TextEncoder().encode(content) : content);
const zip = (files: Record<string, Content>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, content]) => [path, bytes(content)])));

function open(files: Record<string, Content>, options?: OpenFilesOptions) {
  const given = Object.entries(files).map(([path, content]) => ({
    path,
    blob: new Blob([bytes(content) as Uint8Array<ArrayBuffer>]),
  }));
  return openFiles(given, options);
}

async function failure(files: Record<string, Content>, options?: OpenFilesOptions): Promise<string> {
  const error = await open(files, options).then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DataError);
  return (error as Error).message;
}

function idx(shape: number[], values: ArrayLike<number>): Uint8Array {
  return Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap((d) => [0, 0, d >> 8, d & 255]), ...Array.from(values));
}

const grey = (width: number, height: number, level: number) =>
  encodePng(new Uint8Array(width * height).fill(level), width, height, 1);

const MNIST = {
  "train-images-idx3-ubyte.gz": gzipSync(idx([3, 1, 2], [0, 9, 0, 8, 0, 7])),
  "train-labels-idx1-ubyte.gz": gzipSync(idx([3], [5, 0, 4])),
  "t10k-images-idx3-ubyte": idx([1, 1, 2], [1, 1]),
  "t10k-labels-idx1-ubyte": idx([1], [4]),
};
const below = (folder: string, files: Record<string, Content>) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));

const PEOPLE = "name,age\nAnn,31\nBob,\nCyd,7.5\nDan,40\n";

describe("openFiles on known files", () => {
  it.each([
    ["loose", MNIST, "selection", "the selection"],
    ["in a folder", below("mnist", MNIST), "mnist", "mnist"],
    [
      "in a folder of a folder, beside a text",
      { ...below("MNIST/raw", MNIST), "MNIST/README": "x" },
      "MNIST",
      "MNIST/raw",
    ],
    ["in an archive", { "m.zip": zip(MNIST) }, "m", "m.zip"],
    ["in a folder of an archive", { "m.zip": zip(below("raw", MNIST)) }, "m", "m.zip/raw"],
  ])("reads MNIST's %s", async (_, files, name, where) => {
    const bundle = await open(files);
    expect([bundle.name, bundle.train.count, bundle.test!.count]).toEqual([name, 3, 1]);
    expect(bundle.train.schema.labels).toEqual(["0", "4", "5"]);
    expect([...bundle.test!.labels!]).toEqual([1]);
    expect(bundle.notes[0]).toBe(`${where} holds IDX files: 3 for train, 1 for test.`);
  });

  it("reads CIFAR-10's batches, and one of them", async () => {
    const batch = new Uint8Array(3073).fill(2);
    const { train, test } = await open({
      "c/data_batch_1.bin": batch,
      "c/data_batch_2.bin": batch,
      "c/test_batch.bin": batch,
    });
    expect([train.count, test!.count]).toEqual([2, 1]);
    expect((await open({ "data_batch_1.bin": batch })).train.schema).toMatchObject({ width: 32, channels: 3 });
  });

  it("says that two known sets are two", async () => {
    expect(await failure({ ...below("mnist", MNIST), ...below("fashion", MNIST) })).toMatch(
      /^the selection: must be one set of data, got (mnist, fashion|fashion, mnist); give one of them/,
    );
  });
});

describe("openFiles on pictures", () => {
  it("takes folders for classes, in the order of names", async () => {
    const { train, notes, name } = await open({
      "p/dog/1.png": grey(3, 2, 30),
      "p/cat/2.png": grey(3, 2, 20),
      "p/cat/1.png": grey(3, 2, 10),
      "p/cat/notes.txt": "x",
      "p/.DS_Store": "x",
      "p/.cache/3.png": grey(9, 9, 0),
    });
    expect(name).toBe("p");
    expect(train.schema).toMatchObject({ width: 3, height: 2, channels: 1, labels: ["cat", "dog"] });
    expect([...train.labels!]).toEqual([0, 0, 1]);
    expect([0, 6, 12].map((i) => train.values[i])).toEqual([10, 20, 30]);
    expect(notes).toEqual([
      "p holds 3 pictures of 3x2, 1 channel.",
      "1 other file is ignored.",
      "Sub-folders name the labels.",
    ]);
  });

  it("takes train and test folders for parts, also of an archive that a Mac made", async () => {
    const files = { "train/b/1.png": grey(2, 2, 10), "train/a/1.png": grey(2, 2, 20), "test/b/1.png": grey(2, 2, 30) };
    const packed = { "p.zip": zip({ ...below("pets", files), "__MACOSX/pets/train/b/._1.png": "x" }) };
    for (const given of [below("pets", files), packed]) {
      const { train, test } = await open(given);
      expect(train.schema.labels).toEqual(["a", "b"]);
      expect([...test!.labels!]).toEqual([1]);
    }
  });

  it("takes folders dropped beside each other for classes, and a folder of pictures for one without", async () => {
    const { train } = await open({ "cat/1.png": grey(2, 2, 1), "dog/1.png": grey(2, 2, 2) });
    expect(train.schema.labels).toEqual(["cat", "dog"]);
    expect((await open({ "p/1.png": grey(2, 2, 1), "p/2.png": grey(2, 2, 2) })).train.labels).toBeUndefined();
    expect(
      (await open({ "p.zip": zip({ "p/1.png": grey(2, 2, 1), "p/2.png": grey(2, 2, 2) }) })).train.labels,
    ).toBeUndefined();
  });

  it("resizes files and arrays of pictures and keeps their labels", async () => {
    const files = { "p/a/1.png": grey(4, 4, 10), "p/b/1.png": grey(8, 4, 20) };
    const { train } = await open(files, { resize: { width: 4, height: 4 }, fit: "contain" });
    expect(train.schema).toMatchObject({ width: 4, height: 4, labels: ["a", "b"] });
    expect([...train.values.subarray(16, 24)]).toEqual([0, 0, 0, 0, 20, 20, 20, 20]);
    const mnist = await open(MNIST, { resize: { width: 4, height: 2 }, channels: 3 });
    expect(mnist.train.schema).toMatchObject({ width: 4, height: 2, channels: 3, labels: ["0", "4", "5"] });
  });

  it.each<[string, Record<string, Content>, RegExp]>([
    [
      "sizes that differ",
      { "p/a.png": grey(4, 4, 1), "p/b.png": grey(8, 4, 2) },
      /^p: pictures must have one size, got a\.png with 4x4 and b\.png with 8x4; resize them \(resize 4x4\)$/,
    ],
    [
      "a picture that is cut off",
      { "cut.png": grey(8, 8, 10).subarray(0, 40) },
      /^cut\.png: byte 40: the PNG file ends too early/,
    ],
    [
      "pictures loose and sorted",
      { "p/a.png": grey(2, 2, 1), "p/cat/b.png": grey(2, 2, 1) },
      /^p: .*got both \(a\.png and cat\/b\.png\)/,
    ],
    ["another kind of picture", { "a.gif": "GIF89a" }, /^a\.gif: pictures must be PNG, JPEG or WebP; convert it$/],
  ])("refuses %s", async (_, files, message) => {
    expect(await failure(files)).toMatch(message);
  });
});

describe("openFiles on tables", () => {
  it.each<[string, Record<string, Content>]>([
    ["CSV", { "people.csv": PEOPLE }],
    ["gzipped CSV", { "people.csv.gz": gzipSync(bytes(PEOPLE)) }],
    ["tabs", { "people.tsv": PEOPLE.replaceAll(",", "\t") }],
    ["an archive with a text beside", { "people.zip": zip({ "x/people.csv": PEOPLE, "x/notes.txt": "about" }) }],
    ["an archive of a gzipped table", { "people.zip": zip({ "people.csv.gz": gzipSync(bytes(PEOPLE)) }) }],
    ["a folder with a readme", { "d/people.csv": PEOPLE, "d/README.txt": "about" }],
  ])("reads %s", async (_, files) => {
    const { train, name } = await open(files);
    expect([name, train.count]).toEqual(["people", 4]);
    expect(train.schema).toMatchObject({ kind: "table", columns: [{ name: "name" }, { name: "age", missing: 1 }] });
  });

  it("reads JSON, and joins files with equal columns", async () => {
    const json = await open({ "rows.json": '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]' });
    expect(json.train.schema).toMatchObject({ kind: "table", columns: [{ name: "a" }, { name: "b" }] });
    const { train } = await open({ "d/1.csv": "a,b\n1,2\n", "d/2.csv": "a,b\n3,4\n" });
    expect(train.table!.columns.map(({ cells }) => [...cells.values])).toEqual([
      ["1", "3"],
      ["2", "4"],
    ]);
    expect(await failure({ "1.csv": "a,b\n1,2\n", "2.csv": "a,c\n3,4\n" })).toBe(
      '2.csv: files of one table must have the same columns as 1.csv, got "c" for "b"',
    );
  });

  it("draws rows by seed, takes the first ones, and reads windows of time series", async () => {
    const csv = `x,y\n${Array.from({ length: 400 }, (_, i) => `${i},${(i * 7) % 13}`).join("\n")}\n`;
    const drawn = await open({ "t.csv": csv }, { sample: 50, seed: 3 });
    expect(drawn.train.count).toBe(50);
    expect(drawn.notes).toContain("t.csv: 50 of 400 rows, drawn with seed 3.");
    expect((await open({ "t.csv": csv }, { limit: 20 })).train.count).toBe(20);
    const series = await open({ "t.csv": csv }, { window: 16, stride: 8 });
    expect([series.train.schema.kind, series.train.count]).toEqual(["series", 49]);
    expect((await open({ "t.csv": csv }, { as: "vector" })).train.schema.kind).toBe("vector");
  });

  it.each<[string, Record<string, Content>, OpenFilesOptions, string]>([
    ["Parquet", { "a.parquet": "PAR1" }, {}, "a.parquet: Parquet cannot be read in the browser; save it as CSV"],
    [
      "a gzip file cut off",
      { "a.csv.gz": gzipSync(bytes(PEOPLE)).subarray(0, 30) },
      {},
      "a.csv.gz: the gzip file ends too early or is damaged",
    ],
    ["no rows", { "a.csv": "a,b\n" }, {}, "a.csv: holds only a header, no rows"],
    ["an empty file", { "a.csv": "" }, {}, "a.csv: the file is empty"],
    ["bytes", { "a.csv": Uint8Array.of(65, 0, 66, 10) }, {}, "a.csv: line 1: a text must not hold a NUL byte"],
    ["rows of unequal length", { "a.csv": "a,b\n1,2\n3\n" }, {}, "a.csv: line 3"],
    [
      "a label column that is not there",
      { "a.csv": "kind,b\nx,2\n" },
      { labels: "kin" },
      'no label column "kin"; did you mean "kind"?',
    ],
  ])("refuses %s", async (_, files, options, message) => {
    expect(await failure(files, options)).toContain(message);
  });

  it("refuses options that tables do not have, or JSON", async () => {
    await expect(open({ "a.csv": PEOPLE }, { resize: { width: 8, height: 8 } })).rejects.toThrow(ConfigError);
    await expect(open({ "a.json": '[{"a":1}]' }, { delimiter: ";" })).rejects.toThrow("delimiter is for CSV files");
    await expect(open({ "a.csv": PEOPLE }, { window: 8, sample: 2 })).rejects.toThrow("sample draws rows");
    await expect(open({ "a.png": grey(2, 2, 1) }, { window: 8 })).rejects.toThrow("are for tables");
    await expect(open({ "a.csv": PEOPLE }, { limit: 0 })).rejects.toThrow("limit must be a positive whole number");
  });
});

describe("openFiles on arrays and other files", () => {
  const X = writeNpy({ type: "f4", shape: [2, 1], data: Float32Array.of(1, 2) });

  it("reads arrays, with labels from a file beside them", async () => {
    const { train } = await open({ "d/X.npy": X, "d/y.txt": "b\na\n" }, { labels: "y.txt" });
    expect([...train.labels!]).toEqual([1, 0]);
    const npz = writeNpz({
      X: { type: "f4", shape: [2, 1], data: Float32Array.of(1, 2) },
      y: { type: "i4", shape: [2], data: Int32Array.of(7, 3) },
    });
    expect((await open({ "a.npz": npz })).train.schema.labels).toEqual(["3", "7"]);
    expect((await open({ "a.zip": npz })).train.schema.labels).toEqual(["3", "7"]);
  });

  it.each<[string, Record<string, Content>, OpenFilesOptions, RegExp]>([
    [
      "an Office document",
      { "letter.docx": zip({ "[Content_Types].xml": "x", "word/document.xml": "x" }) },
      {},
      /^letter\.docx: documents cannot be read; save the table in it as CSV/,
    ],
    [
      "an Office document by another name",
      { "letter.zip": zip({ "[Content_Types].xml": "x" }) },
      {},
      /^letter\.zip: must be data, got an Office document/,
    ],
    ["a file without a known format", { "a.xyz": "hello" }, {}, /^a\.xyz: the format is not known; give IDX/],
    ["a folder without data", { "d/a.xyz": "x", "d/b.xyz": "y" }, {}, /^d: must hold pictures .* got a\.xyz, b\.xyz$/],
    ["nothing", {}, {}, /^the selection: must hold files of data, got nothing; give a file or a folder$/],
    ["only hidden files", { "d/.DS_Store": "x" }, {}, /got nothing/],
    [
      "an empty archive",
      { "a.zip": zip({ "d/": "" }) },
      {},
      /^a\.zip: the archive must hold files of data, got nothing/,
    ],
    [
      "a damaged archive",
      { "a.zip": zip({ "a.csv": PEOPLE }).subarray(0, 60) },
      {},
      /^a\.zip: byte 60: the zip directory is missing/,
    ],
    [
      "an archive within an archive that is damaged",
      { "a.zip": zip({ "b.zip": Uint8Array.of(80, 75, 3, 4) }) },
      {},
      /^a\.zip\/b\.zip: byte 4: the zip directory is missing/,
    ],
    [
      "two kinds of data",
      { "a.csv": PEOPLE, "b.npy": X },
      {},
      /^the selection: must be one set of data, got a\.csv, b\.npy; give one of them, or a folder/,
    ],
    [
      "a damaged gzip file",
      { "train-images-idx3-ubyte.gz": MNIST["train-images-idx3-ubyte.gz"].subarray(0, 30) },
      {},
      /byte 30: the gzip file ends too early/,
    ],
    [
      "labels that are no file",
      { "X.npy": X },
      { labels: "y.npy" },
      /^X\.npy: labels must name a file beside the data, got "y\.npy" among X\.npy$/,
    ],
  ])("refuses %s", async (_, files, options, message) => {
    expect(await failure(files, options)).toMatch(message);
  });

  it("names a file that can no longer be read", async () => {
    const blob = Object.assign(new Blob(["a"]), { arrayBuffer: () => Promise.reject(new Error("not found")) });
    await expect(openFiles([{ path: "a.npy", blob }])).rejects.toThrow(
      "a.npy: cannot be read (not found); choose it again",
    );
  });

  it("takes paths as browsers and archives write them, and refuses one path twice", async () => {
    const { train } = await open({ "/p\\b/1.png": grey(2, 2, 1), "./p/a/1.png": grey(2, 2, 2) });
    expect(train.schema.labels).toEqual(["a", "b"]);
    expect(await failure({ "a.csv": PEOPLE, "./a.csv": PEOPLE })).toBe(
      "a.csv: two files must not have one path; rename one of them",
    );
  });

  it("tells of progress in rising bytes, at last that all is done", async () => {
    const told: [number, number][] = [];
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p/${i}.png`, grey(4, 4, i)]));
    await open({ "p.zip": zip(files) }, { onProgress: (done, total) => told.push([done, total]) });
    expect(told.length).toBeGreaterThan(10);
    expect(told.every(([done, total], i) => done <= total && (i === 0 || done >= told[i - 1]![0]))).toBe(true);
    expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
  });
});

// Bad input of every kind: one clear line on stderr, exit code 2, nothing on stdout, and every file as it was.

import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { encodePng, writeCsv, writeNpy, writeNpz } from "../../src/data/index.ts";
import { contentsOf, refusal, TINY, temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();
const at = (path: string) => join(cwd, path);

function put(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

const grey = (width: number, height: number) => encodePng(new Uint8Array(width * height).fill(90), width, height, 1);
const floats = (shape: readonly number[], value: (i: number) => number) => {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i));
  return { type: "f4", shape, data } as const;
};
const table = (rows: number, names: readonly string[]) =>
  writeCsv(
    names,
    Array.from({ length: rows }, (_, i) => names.map((_, j) => Math.sin(i * 7 + j * 3))),
  );

// Big-endian magic of bytes [n, 4, 4], then the pixels.
function idx(count: number): Uint8Array {
  const head = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 4, 0, 0, 0, 4];
  return Uint8Array.from([...head, ...new Array<number>(count * 16).fill(7)]);
}

function damaged(bytes: Uint8Array, byte: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[byte]! ^= 0xff;
  return copy;
}

/** A wrong config.json in a copy of the run. */
function changedRun(name: string, change: (config: Record<string, unknown>) => void): void {
  cpSync(at("run"), at(name), { recursive: true });
  const config = JSON.parse(readFileSync(at("run/config.json"), "utf8"));
  change(config);
  put(`${name}/config.json`, JSON.stringify(config));
}

beforeAll(async () => {
  const digits = await vaekit(["train", "digits", "--count", "64", ...TINY, "--epochs", "1", "--out", "run"], { cwd });
  expect(digits.code, digits.stderr).toBe(0);
  put("table.csv", table(40, ["a", "b", "c"]));
  const vectors = await vaekit(["train", "table.csv", ...VECTOR, "--epochs", "1", "--out", "vectors", "--no-report"], {
    cwd,
  });
  expect(vectors.code, vectors.stderr).toBe(0);

  put("empty.csv", "");
  put("header.csv", "a,b,c\n");
  put("one.csv", "a,b,c\n1,2,3\n");
  put("words.csv", "a,b\n1,2\n3,four\n");
  put("nan.csv", "a,b\n1,2\n3,NaN\n5,6\n");
  put("ragged.csv", "a,b\n1,2\n3\n");
  put("binary.csv", Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00, 0x00, 0x80]));
  put("infinite.npy", writeNpy(floats([3, 2], (i) => (i === 3 ? Number.POSITIVE_INFINITY : i))));
  put("bright.npy", writeNpy(floats([3, 4, 4], (i) => (i === 20 ? 3 : 0.5))));
  put("cut.npy", writeNpy(floats([30, 2], (i) => i)).subarray(0, 200));
  put("no.npy", "these are not numbers at all");
  const archive = writeNpz({ X: floats([40, 3], (i) => Math.sin(i)) });
  put("cut.npz", archive.subarray(0, 90));
  put("broken.npz", damaged(archive, 60));
  put("two.npz", writeNpz({ p: floats([4, 2], (i) => i), q: floats([4, 2], (i) => i) }));
  put("good.idx", idx(5));
  put("cut.idx", idx(5).subarray(0, 40));
  put("type.idx", damaged(idx(5), 2));
  put("cut.idx.gz", gzipSync(idx(200)).subarray(0, 25));
  put("broken.csv.gz", damaged(gzipSync(table(50, ["a", "b"])), 40));
  put("notes.xyz", "hello");
  put("pictures/a.png", grey(8, 8));
  put("pictures/b.png", grey(8, 6));
  put("channels/a.png", grey(8, 8));
  put(
    "channels/b.png",
    encodePng(
      new Uint8Array(8 * 8 * 3).map((_, i) => i),
      8,
      8,
      3,
    ),
  );
  put("cutpng/a.png", grey(40, 40).subarray(0, 60));
  put("badpng/a.png", damaged(grey(40, 40), 50));
  put("badpng/b.png", deflateSync("x"));
  put("nothing/readme.txt", "no pictures here");
  put("labels.txt", "0\n1\n0\n");
  put("config.json", '{"train": {"epochs": 3, "batsh": 4}}');
  put("broken.json", '{"train": ');
  put("list.json", "[1, 2]");
  put("file", "a file where a folder should be");
  put("mine/thesis.txt", "not to be removed");
  put("z.npy", writeNpy(floats([4, 5], (i) => i)));
  put("znan.npy", writeNpy(floats([4, 3], (i) => (i === 4 ? Number.NaN : i))));
  put("other.csv", table(10, ["a", "b", "q"]));
  put("wide.csv", table(10, ["a", "b", "c", "d"]));
  put("taken.png", "something of yours");
  mkdirSync(at("emptyfolder"));

  changedRun("newer", (config) => {
    config.format = 99;
  });
  changedRun("alien", (config) => {
    config.surprise = true;
  });
  changedRun("unfinished", (config) => {
    config.status = "training";
    delete config.hashes;
  });
  cpSync(at("run"), at("changed"), { recursive: true });
  put("changed/model.safetensors", damaged(readFileSync(at("run/model.safetensors")), 5000));
  cpSync(at("run"), at("onnxless"), { recursive: true });
  rmSync(at("onnxless/onnx/encoder.onnx"));
  cpSync(at("run"), at("notjson"), { recursive: true });
  put("notjson/config.json", "{");
});

const layers = (list: unknown) => `model.encoder=${JSON.stringify(list)}`;
const VECTOR = ["--preset", "vector"];
const FEW = ["digits", "--count", "64"];

// Each: what is wrong, the command, and what its line must say.
const CASES: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
  ["a missing path", ["train", "nowhere/data.csv"], /nowhere\/data\.csv: no such file or folder/],
  ["a path through a file", ["train", "file/data.csv"], /file\/data\.csv: no such file or folder/],
  ["a name that is nearly built in", ["train", "digitz"], /digitz: no such file.*did you mean "digits"\?/],
  ["an empty file", ["train", "empty.csv"], /empty\.csv: the file is empty/],
  ["an empty folder", ["train", "emptyfolder"], /emptyfolder: .*got nothing/],
  ["a folder without data", ["train", "nothing"], /nothing: the folder must hold pictures.*readme\.txt/],
  ["an unknown format", ["train", "notes.xyz"], /notes\.xyz: the format is not known/],
  ["a table without rows", ["train", "header.csv"], /header\.csv: holds only a header, no rows; give rows/],
  ["one item", ["train", "one.csv"], /one: .*at least 2 items, got 1/],
  [
    "a word among plain numbers",
    ["train", "words.csv", ...VECTOR],
    /words\.csv: line 3, column "b" must be a finite number, got "four"/,
  ],
  [
    "NaN among plain numbers",
    ["train", "nan.csv", ...VECTOR],
    /nan\.csv: line 3, column "b" must be a finite number, got "NaN"/,
  ],
  ["rows of unequal length", ["train", "ragged.csv", ...VECTOR], /ragged\.csv: line 3: expected 2 columns, got 1/],
  ["a table that is not text", ["train", "binary.csv"], /binary\.csv: line 1: a text must not hold a NUL byte/],
  ["infinity in an array", ["train", "infinite.npy"], /infinite\.npy: row 2, column "x1" must be finite, got Infinity/],
  ["pixels outside [0, 1]", ["train", "bright.npy"], /bright\.npy: picture 1: pixels must lie within 0 to 1, got 3/],
  ["a truncated npy", ["train", "cut.npy"], /cut\.npy: byte 200: .*the file is cut off/],
  ["a npy that is none", ["train", "no.npy"], /no\.npy: byte 0: not a \.npy file/],
  ["a truncated npz", ["train", "cut.npz"], /cut\.npz: .*byte \d+.*(cut off|damaged)/],
  ["a corrupt npz", ["train", "broken.npz"], /broken\.npz: .*byte \d+.*damaged/],
  ["a npz with several arrays", ["train", "two.npz"], /two\.npz: .*got p, q; choose one with/],
  [
    "a key that the npz lacks",
    ["train", "two.npz", "--key", "r"],
    /two\.npz: the archive holds no array "r", got p, q/,
  ],
  ["a truncated IDX", ["train", "cut.idx"], /cut\.idx: byte 40: /],
  ["a corrupt IDX", ["train", "type.idx"], /type\.idx: byte 0: an IDX file begins with 00 00.*got 00 00 f7 03/],
  ["a truncated gzip", ["train", "cut.idx.gz"], /cut\.idx\.gz: byte 25: /],
  ["a corrupt gzip", ["train", "broken.csv.gz"], /broken\.csv\.gz: the gzip file is damaged \(.*\); fetch it again/],
  [
    "a corrupt gzip of plain numbers",
    ["train", "broken.csv.gz", ...VECTOR],
    /broken\.csv\.gz: the gzip stream of \d+ bytes is damaged/,
  ],
  ["a truncated PNG", ["train", "cutpng"], /cutpng\/a\.png: byte \d+: /],
  ["a corrupt PNG", ["train", "badpng"], /badpng\/[ab]\.png: byte \d+: /],
  [
    "pictures of mixed size",
    ["train", "pictures"],
    /pictures: pictures must have one size, got a\.png with 8x8 and b\.png with 8x6/,
  ],
  [
    "pictures of mixed channels",
    ["train", "channels"],
    /channels: pictures must have one number of channels, got a\.png with 1 and b\.png with 3/,
  ],
  [
    "labels of another length",
    ["train", "table.csv", "--labels", "labels.txt"],
    /labels\.txt: there must be one label per item, got 3 labels for the 40 items/,
  ],
  [
    "a label column that is not there",
    ["train", "table.csv", "--labels", "kind"],
    /table\.csv: no label column "kind"; known: a, b, c/,
  ],
  [
    "a label column that plain numbers lack",
    ["train", "table.csv", ...VECTOR, "--labels", "kind"],
    /table\.csv: the label column "kind" must be in the header line, got a, b, c/,
  ],
  ["--count for a file", ["train", "table.csv", "--count", "5"], /count is for built-in sets/],
  ["--resize for a table", ["train", "table.csv", "--resize", "8x8"], /resize.*need pictures/],

  [
    "a likelihood for [0, 1] on a table",
    ["train", "table.csv", ...VECTOR, "--set", 'model.likelihood={"kind":"bernoulli"}'],
    /model\.likelihood: bernoulli needs values in \[0, 1\]/,
  ],
  [
    "a picture preset on a table",
    ["train", "table.csv", "--preset", "conv"],
    /preset conv: takes image data, got vector data; presets for it: .*vector/,
  ],
  ["an unknown preset", ["train", ...FEW, "--preset", "mnits"], /unknown preset "mnits"; did you mean "mnist"\?/],
  [
    "an unknown config key",
    ["train", ...FEW, "--config", "config.json"],
    /train\.batsh: unknown config key; did you mean "batch"\?/,
  ],
  [
    "an unknown field in --set",
    ["train", ...FEW, "--set", "model.latnet=3"],
    /model\.latnet: unknown config key; did you mean "latent"\?/,
  ],
  ["--set without a value", ["train", ...FEW, "--set", "train.batch"], /--set: needs path=value, got "train\.batch"/],
  ["a field of the wrong type", ["train", ...FEW, "--set", "train.batch=many"], /train\.batch: .*got "many"/],
  ["a config that is not JSON", ["train", ...FEW, "--config", "broken.json"], /--config: broken\.json is not JSON/],
  [
    "a config that is a list",
    ["train", ...FEW, "--config", "list.json"],
    /--config: list\.json must hold a JSON object/,
  ],
  [
    "a config that is missing",
    ["train", ...FEW, "--config", "gone.json"],
    /--config: gone\.json cannot be read \(no such file\)/,
  ],
  [
    "a kernel larger than the picture",
    [
      "train",
      ...FEW,
      "--preset",
      "conv",
      "--set",
      layers([
        { kind: "conv", filters: 4, kernel: 3 },
        { kind: "conv", filters: 4, kernel: 99 },
      ]),
    ],
    /encoder layer 1 \(conv\): needs at least \[N, 4, 99, 99\], got \[N, 4, 26, 26\]/,
  ],
  [
    "an unknown layer",
    ["train", ...FEW, "--set", layers([{ kind: "dnese", units: 4 }])],
    /encoder layer 0 \(dnese\): .*did you mean "dense"/,
  ],
  [
    "a decoder that ends in another shape",
    ["train", ...FEW, "--preset", "mnist", "--set", 'model.decoder=[{"kind":"dense","units":10}]'],
    /decoder: must end in \[1, 28, 28\].*got \[10\]/,
  ],
  [
    "a noise that is unknown",
    ["train", ...FEW, "--corrupt", "gausian:0.3"],
    /corrupt: kind must be known, got "gausian"; did you mean "gaussian"\?/,
  ],
  [
    "binarised rows of numbers",
    ["train", "table.csv", "--binarise", "dynamic"],
    /binarise dynamic needs pictures, got rows of numbers/,
  ],
  [
    "a batch beyond all memory",
    ["train", ...FEW, "--batch", "100000000000"],
    /needs more memory than there is .*--batch/,
  ],
  ["salt on plain numbers", ["train", "table.csv", ...VECTOR, "--corrupt", "salt:0.1"], /corrupt: salt turns pixels/],
  [
    "a noise without amount in --set",
    ["train", ...FEW, "--set", "train.corrupt=mask"],
    /corrupt: mask needs a share in \(0, 1\], got "mask"/,
  ],
  [
    "a binarisation that is unknown",
    ["train", ...FEW, "--binarise", "dynamc"],
    /--binarise: must be one of .*got "dynamc"; did you mean "dynamic"\?/,
  ],

  ["an unknown command", ["trian"], /unknown command 'trian'; did you mean train\?/],
  ["an unknown option", ["train", "--epoch", "3"], /unknown option '--epoch'; did you mean --epochs\?/],
  ["a missing argument", ["evaluate"], /missing required argument 'run'; see --help/],
  ["a missing --out", ["sample", "run"], /required option '-o, --out <file>' not specified/],
  ["zero epochs", ["train", "--epochs", "0"], /--epochs: must be a whole number from 1, got "0"/],
  ["a batch that is no number", ["train", "--batch", "1e3"], /--batch: must be a whole number from 1, got "1e3"/],
  ["a negative seed", ["train", "--seed", "-1"], /--seed: must be a whole number from 0, got "-1"/],
  ["no threads", ["train", "--threads", "0"], /--threads: must be a whole number from 1 to \d+, got "0"/],
  ["too many threads", ["evaluate", "run", "--threads", "100000"], /--threads: must be .*got "100000"/],
  [
    "threads that are no number",
    ["sample", "run", "--out", "x.png", "--threads", "all"],
    /--threads: must be .*got "all"/,
  ],
  ["an unknown engine", ["train", "--runtime", "cuda"], /--runtime: must be one of node, wasm, got "cuda"/],
  ["a size that is none", ["train", "pictures", "--resize", "64"], /--resize: must be WIDTHxHEIGHT.*got "64"/],

  [
    "an output that exists",
    ["train", ...FEW, ...TINY, "--out", "run"],
    /run: exists already; replace it with --overwrite/,
  ],
  ["an output that is a file", ["train", ...FEW, "--out", "file"], /file: a run is saved as a folder, got a file/],
  [
    "an output under a file",
    ["train", ...FEW, "--out", "file/run"],
    /file\/run: cannot be written \(a part of the path is a file/,
  ],
  [
    "an output where nothing can be made",
    ["train", ...FEW, "--out", "/proc/vaekit"],
    /\/proc\/vaekit: cannot be written/,
  ],
  [
    "--overwrite of what is no run",
    ["train", ...FEW, "--out", "mine", "--overwrite"],
    /mine: the folder holds files that are no vaekit run \(thesis\.txt\)/,
  ],
  [
    "--overwrite with a bad config",
    ["train", ...FEW, "--out", "run", "--overwrite", "--set", "train.rate=1"],
    /train\.rate: unknown config key/,
  ],
  ["--overwrite with bad data", ["train", "nan.csv", ...VECTOR, "--out", "run", "--overwrite"], /nan\.csv: line 3/],
  [
    "a picture that exists",
    ["sample", "run", "--out", "taken.png"],
    /taken\.png: exists already; replace it with --overwrite/,
  ],
  [
    "an unknown ending",
    ["sample", "run", "--out", "x.jpg"],
    /--out: the file must end in \.png, \.npy, \.npz, \.csv, got "x\.jpg"/,
  ],
  ["a picture of numbers", ["sample", "vectors", "--out", "x.png"], /makes rows of numbers/],

  [
    "--resume with --overwrite",
    ["train", "--resume", "unfinished", "--overwrite"],
    /--resume: continues a run, --overwrite replaces it/,
  ],
  ["--resume of nothing", ["train", "--resume", "--out", "nope"], /nope: no such model folder/],
  ["--resume of a finished run", ["train", "--resume", "run"], /run: its training has finished/],
  [
    "--resume with another config",
    ["train", "--resume", "unfinished", "--epochs", "7"],
    /--resume: the run has train\.epochs = 1, got 7/,
  ],
  [
    "--resume with other data",
    ["train", "digits", "--count", "32", "--resume", "--out", "unfinished"],
    /unfinished: resuming needs the data it began with/,
  ],

  ["a run that is not there", ["evaluate", "rnu"], /rnu: no such model folder; did you mean "run"\?/],
  ["a run that is a file", ["info", "file"], /file: a model is a folder, got a file/],
  ["a folder that is no run", ["evaluate", "mine"], /mine: not a model folder, config\.json is missing/],
  ["an unfinished run", ["evaluate", "unfinished"], /unfinished: its training has not finished/],
  ["a run of a newer format", ["evaluate", "newer"], /newer: written in format 99.*update vaekit/],
  ["a config.json with foreign keys", ["evaluate", "alien"], /alien\/config\.json: surprise/],
  ["a config.json that is not JSON", ["evaluate", "notjson"], /notjson\/config\.json: not JSON/],
  [
    "changed weights",
    ["sample", "changed", "--out", "x.png"],
    /changed\/model\.safetensors: the file was changed, SHA-256 must be [0-9a-f]{64}, got [0-9a-f]{64}/,
  ],
  ["a missing file of a run", ["evaluate", "onnxless"], /onnxless\/onnx\/encoder\.onnx: the file is missing/],

  [
    "a table for a picture model",
    ["score", "run", "table.csv"],
    /table: the model was trained on 28x28 pictures, 1 channel, got 3 columns/,
  ],
  [
    "pictures for a table model",
    ["score", "vectors", ...FEW],
    /digits: the model was trained on 3 columns, got 28x28 pictures/,
  ],
  [
    "pictures of another size",
    ["encode", "run", ...FEW, "--resize", "32x32", "--out", "x.npy"],
    /trained on 28x28 pictures, 1 channel, got 32x32.*resize 28x28/,
  ],
  ["a column too many", ["evaluate", "vectors", "wide.csv"], /wide: the model was trained on 3 columns, got 4 columns/],
  ["a column of another name", ["score", "vectors", "other.csv"], /other: column 3 of the model is "c", got "q"/],
  [
    "a part that the data lacks",
    ["evaluate", "vectors", "table.csv", "--split", "test"],
    /table\.csv: has no test part, only train/,
  ],
  [
    "latents of another width",
    ["decode", "run", "z.npy", "--out", "x.npy"],
    /z\.npy: latents must be \[n, 3\].*got \[4, 5\]/,
  ],
  [
    "latents that are no numbers",
    ["decode", "run", "znan.npy", "--out", "x.npy"],
    /znan\.npy: row 2, column 2 must be a finite number/,
  ],
  [
    "latents in an unknown file",
    ["decode", "run", "labels.txt", "--out", "x.npy"],
    /labels\.txt: latents must be a \.npy, \.npz or \.csv file/,
  ],

  [
    "no samples",
    ["sample", "run", "-n", "0", "--out", "x.png"],
    /-n: must be a whole number from 1 to 1000000, got "0"/,
  ],
  ["too many samples", ["sample", "run", "-n", "1000001", "--out", "x.png"], /-n: must be .*got "1000001"/],
  [
    "a negative temperature",
    ["sample", "run", "--temperature", "-1", "--out", "x.png"],
    /--temperature: must be a number from 0, got "-1"/,
  ],
  [
    "an item beyond the last",
    ["interpolate", "run", ...FEW, "--to", "11", "--out", "x.png"],
    /--to: must be an item from 0 to 10, got 11/,
  ],
  [
    "too few steps",
    ["interpolate", "run", ...FEW, "--steps", "1", "--out", "x.png"],
    /--steps: must be a whole number from 2/,
  ],
  [
    "a latent dimension beyond the last",
    ["traverse", "run", "--dimensions", "0,3", "--out", "x.png"],
    /traverse: dimensions must lie in 0 to 2, got 3/,
  ],
  [
    "--from without DATA",
    ["traverse", "run", "--from", "1", "--out", "x.png"],
    /traverse: DATA and --from belong together/,
  ],
  ["no importance samples", ["evaluate", "run", "--samples", "0"], /--samples: must be .*got "0"/],
  [
    "denoising without noise",
    ["denoise", "run", ...FEW, "--out", "x.png"],
    /denoise: the model was trained without noise; name one/,
  ],
  [
    "an unknown export format",
    ["export", "run", "--to", "onx", "--out", "x"],
    /--to: must be one of .*got "onx"; did you mean "onnx"\?/,
  ],
  ["a contact sheet of a table", ["data", "table.csv", "--out", "x.png"], /--out: a contact sheet shows pictures/],
];

describe("bad input", () => {
  it.each(CASES)("%s", async (_, args, says) => {
    const before = contentsOf(cwd);
    expect(await refusal(args, { cwd })).toMatch(says);
    expect(contentsOf(cwd)).toEqual(before);
  });

  // Root may read and write everything, so these run as another user where the tests run as root.
  const user = process.getuid?.() === 0 ? { uid: 65_534 } : {};

  it("a file and a folder without access rights", async (context) => {
    chmodSync(cwd, 0o755);
    const able = await vaekit(["--version"], { cwd, ...user });
    if (able.code !== 0) context.skip("the other user may not read the program");
    put("secret.csv", table(10, ["a", "b"]));
    chmodSync(at("secret.csv"), 0o000);
    mkdirSync(at("locked"));
    chmodSync(at("locked"), 0o555);
    const before = contentsOf(cwd);
    expect(await refusal(["train", "secret.csv"], { cwd, ...user })).toMatch(
      /secret\.csv: may not be read \(permission denied\)/,
    );
    expect(await refusal(["train", ...FEW, "--out", "locked/run"], { cwd, ...user })).toMatch(
      /locked\/run: cannot be written \(permission denied\)/,
    );
    expect(await refusal(["sample", "run", "--out", "locked/x.png"], { cwd, ...user })).toMatch(
      /locked\/x\.png: cannot be written \(permission denied\)/,
    );
    expect(contentsOf(cwd)).toEqual(before);
  });
});

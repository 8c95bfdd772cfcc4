// Usage: what the program says of itself, and that it says it without loading what it does not need.

import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();

describe("vaekit", () => {
  it("lists its commands", async () => {
    const { code, stdout, stderr } = await vaekit(["--help"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: vaekit [options] [command]

      Variational autoencoders: train, evaluate and use them.

      Options:
        -V, --version  output the version number
        -h, --help     display help for command

      Commands:
        train          train a model on DATA and save it as a run
        fit-sampler    what new items are drawn from, fitted to a run's latents
        evaluate       bounds and errors of a run on a part of the data
        disentangle    how far latent dimensions stand for known factors
        sample         draw new items
        reconstruct    items beside what the model makes of them
        denoise        noisy items beside what the model makes of them
        encode         items to latents
        decode         latents to items
        interpolate    a walk between two items
        traverse       each latent dimension swept
        synth          new rows of a table, free or with given cells
        impute         fill the gaps of a table
        augment        rows for the classes that a table has few of
        score          how strange each item is
        info           what a run holds
        report         write a run's report again
        compare        several runs side by side
        sweep          many runs over config fields
        quality        a synthetic table beside the real one
        export         a run as ONNX, training step or safetensors
        serve          trained models over HTTP
        studio         train and look around in the browser
        data           what is understood of DATA
        schema         what the columns of a table hold
        presets        the presets, or one of them as JSON
        doctor         which engines work here

      Examples:
        vaekit train                              built-in digits, everything chosen for you
        vaekit train pictures/ --resize 64x64     a folder of pictures
        vaekit train people.csv --out runs/people a table: numbers, categories, dates, gaps
        vaekit synth runs/people -n 1000 --out synthetic.csv
        vaekit evaluate runs/people --samples 100 --json

      DATA is a built-in set (digits, sprites), a table (CSV, Parquet, JSON, also .gz and .zst, a pattern such as "data/*.csv",
      or - for standard input), a file (IDX, .npy, .npz, CIFAR-10 .bin, also with .gz) or a folder (pictures, sub-folders of
      them per label, the files of MNIST or CIFAR-10). RUN is the folder that train wrote.
      Exit codes: 0 done, 1 a fault of vaekit, 2 a fault in what was given, 130 interrupted.
      "
    `);
  });

  it("prints the options of train", async () => {
    const { code, stdout } = await vaekit(["train", "--help"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: vaekit train [options] [data]

      Train a model on DATA and save it as a run.

      Arguments:
        data                      built-in set, file or folder (default: digits)

      Options:
        --preset <name>           where the config begins (default: chosen from the
                                  data; see vaekit presets)
        --config <file>           JSON laid over the preset
        --set <path=value>        one field of the config, e.g. train.batch=64
                                  (repeatable)
        --out <folder>            the run's folder (default: runs/DATA-PRESET)
        --epochs <n>              passes over the data
        --batch <n>               items per step
        --latent <n>              latent dimensions
        --condition-on <names>    condition on label, or on known factors of the data,
                                  e.g. shape,scale of sprites
        --seed <n>                key of weights, order and noise (default: 0)
        --binarise <how>          make pixels 0 or 1: none, threshold, dynamic, fixed
        --corrupt <noise>         train to denoise: gaussian:0.3, mask:0.25 or
                                  salt:0.1
        --private <epsilon>       differential privacy: bound what the weights say of
                                  any one row, e.g. 3; models of dense layers
        --delta <d>               with --private: probability with which the bound may
                                  fail (default: a power of ten below 1/rows, at most
                                  1e-5)
        --resume [run]            continue a run, exactly as if it had never stopped
        --overwrite               replace the run in --out
        --checkpoint-minutes <n>  minutes between checkpoints within an epoch
                                  (default: 5)
        --no-report               write no report.html
        --json                    one JSON object a line on stdout instead of text
        --resize <WxH>            bring pictures to this size, e.g. 64x64
        --fit <how>               when resizing: cover cuts off, contain adds borders
                                  (default: cover)
        --count <n>               built-in data: pictures to draw (default: 60000)
        --key <name>              array of a .npz that holds the items (default: X,
                                  x_train or the only one)
        --channels <n>            bring pictures to 1 (grey), 3 (colour) or 4 (with
                                  opacity) channels
        --labels <file|column>    file with one label per item, or label column of a
                                  table
        --limit <n>               use at most n items of each part
        --where <sql>             tables: only rows that meet a condition, e.g. "age >
                                  30"
        --select <sql>            tables: what to take of each row, e.g. "* EXCLUDE
                                  (id)"
        --no-header               tables: the first row of a CSV file holds no names
        --columns <names>         tables: names of all columns of a CSV file,
                                  separated by commas
        --delimiter <character>   tables: what separates cells (default: found)
        --missing <texts>         tables: texts that mean a missing cell, separated by
                                  commas (default: found)
        --schema <file>           tables: types and more of columns as JSON, as vaekit
                                  schema writes it, or parts of it
        --constraint <rule>       tables: what holds in every row, e.g. "low <= high"
                                  (repeatable)
        --sample <n>              tables: rows to draw for training (default: 100000)
        --window <n>              time series: steps in a window (default: 128, with
                                  any of the next four)
        --stride <n>              time series: steps from one window to the next
                                  (default: 1)
        --time <column>           time series: column of time stamps (default: rows
                                  are steps)
        --series <column>         time series: column that tells several series apart
        --gap <steps>             time series: a longer pause splits a series
                                  (default: 1.5)
        --runtime <name>          node (native) or wasm (default: "node")
        --threads <n>             threads per operation (default: one per core)
        -h, --help                display help for command

      Examples:
        vaekit train                                    the built-in digits
        vaekit train mnist/ --preset mnist --out runs/m
        vaekit train people.csv --missing "?" --constraint "start <= end"
        vaekit train table.csv --preset vector --labels class --set model.latent=4
        vaekit train sprites --preset conditional-vae --condition-on shape,scale
        vaekit train faces/ --resize 64x64 --corrupt gaussian:0.2
        vaekit train people.csv --private 3             differentially private
        vaekit train --resume runs/m                    go on where it was stopped
      "
    `);
  });

  it("shows help without a command", async () => {
    const [bare, help] = await Promise.all([vaekit([], { cwd }), vaekit(["--help"], { cwd })]);
    expect(bare).toEqual(help);
  });

  it("prints the version of package.json", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect((await vaekit(["--version"], { cwd })).stdout).toBe(`${version}\n`);
  });

  it("has a help text for every command", async () => {
    const { stdout } = await vaekit(["--help"], { cwd });
    const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name!);
    expect(names).toHaveLength(26);
    for (const name of names) {
      const help = await vaekit([name, "--help"], { cwd });
      expect(help.code, name).toBe(0);
      expect(help.stdout, name).toContain(`Usage: vaekit ${name}`);
    }
  });

  it("loads no engine, schema, picture or plotting library for --help and --version", async () => {
    for (const option of ["--help", "--version"]) {
      const coverage = mkdtempSync(join(cwd, "coverage-"));
      await vaekit([option], { cwd, env: { NODE_V8_COVERAGE: coverage } });
      const loaded = readdirSync(coverage).flatMap((file) => {
        const { result } = JSON.parse(readFileSync(join(coverage, file), "utf8")) as { result: { url: string }[] };
        return result.map(({ url }) => url);
      });
      expect(loaded.some((url) => url.endsWith("dist/cli/main.js"))).toBe(true);
      const modules = loaded.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
      expect([...new Set(modules)]).toEqual(["commander"]);
      expect(loaded.filter((url) => /dist\/(?!cli\/|errors|version)/.test(url))).toEqual([]);
    }
  });
});

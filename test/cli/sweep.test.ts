// Sweeps and comparisons: many runs planned, trained in processes of their own, cut off, gone on with, and set side by side.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { hashOf, refusal, temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();
const at = (path: string) => join(cwd, path);

const ENCODER = [{ kind: "flatten" }, { kind: "dense", units: 16 }, { kind: "relu" }];
const BASE = {
  data: "digits",
  dataOptions: { count: 200 },
  preset: "mnist",
  config: { model: { encoder: ENCODER }, train: { epochs: 1, batch: 32, validation: 0.1 } },
};

function write(name: string, sweep: object): string {
  writeFileSync(at(name), JSON.stringify({ ...BASE, ...sweep }));
  return name;
}

interface SavedRun {
  readonly name: string;
  readonly state: string;
  readonly measure?: number;
  readonly error?: string;
}

const savedRuns = (folder: string): SavedRun[] => JSON.parse(readFileSync(at(`${folder}/sweep.json`), "utf8")).runs;
const configOf = (run: string) => JSON.parse(readFileSync(at(`${run}/config.json`), "utf8"));
const lines = (text: string) => text.split("\n").slice(0, -1);

describe("vaekit sweep", () => {
  const GRID = { vary: { "model.latent": [2, 3], "train.optimiser.rate": [0.001, 0.01] }, parallel: 2 };
  const names = [2, 3].flatMap((latent) => [0.001, 0.01].map((rate) => `latent-${latent}_rate-${rate}`));

  it("lists its runs and trains none with --dry-run", async () => {
    const { code, stdout } = await vaekit(["sweep", write("grid.json", GRID), "--dry-run"], { cwd });
    expect(code).toBe(0);
    expect(lines(stdout).map((line) => line.split(/ +/)[0])).toEqual(["run", ...names]);
    expect(stdout).toContain("waiting");
    expect(existsSync(at("runs"))).toBe(false);
  });

  it("trains every run, ranks them, names the best and writes a report", async () => {
    const { code, stdout, stderr } = await vaekit(["sweep", write("grid.json", GRID)], { cwd });
    expect(code, stderr).toBe(0);
    for (const name of names) {
      const { status, config } = configOf(`runs/grid/${name}`);
      expect(status).toBe("finished");
      expect(name).toBe(`latent-${config.model.latent}_rate-${config.train.optimiser.rate}`);
      expect(stderr).toMatch(new RegExp(`^\\[\\d/4\\] ${name} {2}validation\\.loss \\d`, "m"));
    }
    const saved = savedRuns("runs/grid");
    expect(saved.map(({ name, state }) => [name, state])).toEqual(names.map((name) => [name, "finished"]));
    const ranked = [...saved].sort((a, b) => a.measure! - b.measure!).map(({ name }) => name);
    const table = lines(stdout).slice(1, 5);
    expect(table.map((line) => line.split(/ +/).at(-1))).toEqual(ranked);
    expect(stdout).toContain(`best: runs/grid/${ranked[0]}/config.json\nreport: runs/grid/report.html`);
    const page = readFileSync(at("runs/grid/report.html"), "utf8");
    for (const id of ["fields", "pair", "ranking", "numbers", "curves", "configs", "samples", "reconstructions"]) {
      expect(page).toContain(`<section id="${id}"`);
    }
  });

  it("trains nothing twice, and only what is new when it is extended", async () => {
    const before = names.map((name) => hashOf(at(`runs/grid/${name}/model.safetensors`)));
    const more = write("grid.json", { vary: { ...GRID.vary, "model.latent": [2, 3, 4] }, parallel: 1 });
    const { code, stderr } = await vaekit(["sweep", more, "--json"], { cwd });
    expect(code, stderr).toBe(0);
    expect(names.map((name) => hashOf(at(`runs/grid/${name}/model.safetensors`)))).toEqual(before);
    const { stdout } = await vaekit(["sweep", more, "--json", "--no-report"], { cwd });
    const events = lines(stdout).map((line) => JSON.parse(line));
    expect(events.map(({ kind }) => kind)).toEqual(["plan", "end"]);
    expect(events[0].runs.map(({ state }: SavedRun) => state)).toEqual(Array(6).fill("finished"));
    expect(events[1].ranking).toHaveLength(6);
  });

  it("trains settings with several seeds and ranks them by their mean", async () => {
    const path = write("seeds.json", { vary: { "model.latent": [2, 3] }, repeats: 2, measure: "results.elbo" });
    const { code, stdout, stderr } = await vaekit(["sweep", path, "--out", "seeds"], { cwd });
    expect(code, stderr).toBe(0);
    expect(configOf("seeds/latent-2_seed-1").config.train.seed).toBe(1);
    expect(lines(stdout)[0]).toMatch(/latent +results\.elbo +std\. deviation +runs +best run/);
    expect(lines(stdout)[1]).toMatch(/^1 .* 2 of 2 /);
  });

  it("records a failed run and goes on with the others", async () => {
    const broken = [{ kind: "flatten" }, { kind: "conv", filters: 4, kernel: 3 }];
    const path = write("fail.json", { vary: { "model.encoder": [broken, ENCODER] }, parallel: 1 });
    const { code, stdout, stderr } = await vaekit(["sweep", path, "--out", "fail"], { cwd });
    expect(code, stderr).toBe(0);
    const [failed, fine] = savedRuns("fail");
    expect([failed!.state, fine!.state]).toEqual(["failed", "finished"]);
    expect(failed!.error).toMatch(/^encoder layer 1 \(conv\): needs .*; put a reshape before it$/);
    expect(stdout).toContain("1 run finished, 1 failed");
    expect(readFileSync(at("fail/report.html"), "utf8")).toContain("put a reshape before it");
    const again = await vaekit(["sweep", path, "--out", "fail", "--no-report"], { cwd });
    expect(again.stderr).toContain("1 finished before, 1 failed before (--retry trains them again)");
    expect(again.stderr).not.toContain("[2/2]");
    const retried = await vaekit(["sweep", path, "--out", "fail", "--no-report", "--retry"], { cwd });
    expect(retried.stderr).toContain("[2/2] ");
  });

  it("ends with the first error where no run can be trained", async () => {
    const broken = [{ kind: "flatten" }, { kind: "conv", filters: 4, kernel: 3 }];
    const path = write("none.json", {
      config: { ...BASE.config, model: { encoder: broken } },
      vary: { "model.latent": [2] },
    });
    expect(await refusal(["sweep", path, "--out", "none"], { cwd })).toMatch(
      /^error: sweep: none of 1 run could be trained; the first, latent-2: encoder layer 1 \(conv\): needs/,
    );
  });
});

describe("named variants", () => {
  const VARIANTS = {
    variants: { plain: {}, free: { model: { objective: { kind: "elbo", freeBits: 1 } } } },
    measure: "results.elbo",
    show: ["results.kl", "results.activeUnits"],
    title: "Two bounds",
  };

  it("are trained once, shown with further numbers, and changed by no later sweep", async () => {
    const path = write("variants.json", VARIANTS);
    const { code, stdout, stderr } = await vaekit(["sweep", path], { cwd });
    expect(code, stderr).toBe(0);
    expect(lines(stdout)[0]).toMatch(/variant +results\.elbo +kl +activeUnits +seconds +run/);
    expect(configOf("runs/variants/free").config.model.objective).toEqual({ kind: "elbo", freeBits: 1 });
    expect(readFileSync(at("runs/variants/report.html"), "utf8")).toContain("<h1>Two bounds</h1>");
    const changed = write("variants.json", {
      ...VARIANTS,
      variants: { ...VARIANTS.variants, plain: { train: { batch: 16 } } },
    });
    expect(await refusal(["sweep", changed], { cwd })).toMatch(
      /^error: runs\/variants: the sweep there has variants\.plain/,
    );
    const more = write("variants.json", {
      ...VARIANTS,
      variants: { ...VARIANTS.variants, more: { train: { batch: 16 } } },
    });
    const { stdout: planned } = await vaekit(["sweep", more, "--dry-run"], { cwd });
    expect(lines(planned).map((line) => line.split(/ +/).at(-1))).toEqual(["state", "finished", "finished", "waiting"]);
  });

  it("come with the program: listed, printed and planned by name", async () => {
    expect((await vaekit(["sweep", "--list"], { cwd })).stdout).toMatch(/^collapse +remedies/m);
    const { stdout } = await vaekit(["sweep", "collapse", "--print"], { cwd });
    expect(Object.keys(JSON.parse(stdout).variants)).toContain("free-bits-total");
    const { stdout: planned } = await vaekit(["sweep", "collapse", "--dry-run"], { cwd });
    expect(lines(planned)).toHaveLength(1 + Object.keys(JSON.parse(stdout).variants).length);
    expect(existsSync(at("runs/collapse"))).toBe(false);
  });
});

describe("a sweep that is cut off", () => {
  const LONG = {
    dataOptions: { count: 1000 },
    config: { ...BASE.config, train: { epochs: 12, batch: 16, validation: 0.1 } },
    vary: { "model.latent": [2, 3, 4] },
    parallel: 2,
  };
  const runs = ["latent-2", "latent-3", "latent-4"];
  let whole: string[] = [];
  const hashes = (out: string) => runs.map((name) => hashOf(at(`${out}/${name}/model.safetensors`)));

  beforeAll(async () => {
    const { code, stderr } = await vaekit(["sweep", write("long.json", LONG), "--out", "whole", "--no-report"], {
      cwd,
    });
    expect(code, stderr).toBe(0);
    whole = hashes("whole");
  });

  // Sends a signal once a run has a checkpoint.
  const cut = (out: string, signal: NodeJS.Signals) => {
    let sent = false;
    return new Promise<Awaited<ReturnType<typeof vaekit>>>((resolve, reject) => {
      let send: ((signal: NodeJS.Signals) => void) | undefined;
      const poll = setInterval(() => {
        if (sent || !send || !existsSync(at(`${out}/latent-2/checkpoint/state.safetensors`))) return;
        sent = true;
        send(signal);
      }, 5);
      vaekit(["sweep", "long.json", "--out", out, "--no-report"], {
        cwd,
        watch: (_, its) => {
          send = its;
        },
      })
        .then(resolve, reject)
        .finally(() => clearInterval(poll));
    });
  };

  it("by Ctrl-C saves its runs, exits with 130 and goes on to the same weights", async () => {
    const { code, signal, stderr } = await cut("stopped", "SIGINT");
    expect({ code, signal }, stderr).toEqual({ code: 130, signal: null });
    expect(stderr).toContain("The same command goes on with the others");
    expect(savedRuns("stopped").map(({ state }) => state)).toContain("waiting");
    expect(configOf("stopped/latent-2").status).toBe("training");
    expect((await vaekit(["sweep", "long.json", "--out", "stopped", "--no-report"], { cwd })).code).toBe(0);
    expect(hashes("stopped")).toEqual(whole);
  });

  it("by SIGKILL leaves no process behind and goes on to the same weights", async () => {
    const { signal } = await cut("killed", "SIGKILL");
    expect(signal).toBe("SIGKILL");
    // Workers end with the sweep: nothing more is written.
    await new Promise((done) => setTimeout(done, 1000));
    const checkpoint = hashOf(at("killed/latent-2/checkpoint/state.safetensors"));
    await new Promise((done) => setTimeout(done, 500));
    expect(hashOf(at("killed/latent-2/checkpoint/state.safetensors"))).toBe(checkpoint);
    const { code, stderr } = await vaekit(["sweep", "long.json", "--out", "killed", "--no-report"], { cwd });
    expect(code, stderr).toBe(0);
    expect(hashes("killed")).toEqual(whole);
  });
});

describe("what a sweep refuses", () => {
  const refused = (name: string, sweep: object) => refusal(["sweep", write(name, sweep), "--out", "refused"], { cwd });
  const LATENT = { vary: { "model.latent": [2, 3] } };

  it.each([
    [
      "a file that is not there",
      ["nowhere.json"],
      /^error: sweep: nowhere\.json cannot be read \(no such file\); give a JSON file/,
    ],
    ["no sweep at all", [], /^error: sweep: needs a JSON file or the name of a sweep/],
    [
      "an unknown name",
      ["colapse"],
      /^error: sweep: unknown name, got "colapse"; did you mean "collapse"\? known: collapse/,
    ],
    ["a folder", ["."], /^error: sweep: \. cannot be read \(a folder\)/],
    ["no time at a time", ["grid.json", "--parallel", "0"], /^error: --parallel: must be a whole number from 1/],
  ])("%s", async (_, words, message) => {
    expect(await refusal(["sweep", ...words], { cwd })).toMatch(message);
  });

  it.each([
    ["an unknown field", { ...LATENT, repeat: 2 }, 'sweep: repeat: unknown config key; did you mean "repeats"?'],
    [
      "an unknown part",
      { vary: { "modle.latent": [2] } },
      'sweep: vary.modle.latent: no part of a config; did you mean "model"?',
    ],
    [
      "an unknown config field",
      { vary: { "model.latents": [2] } },
      'sweep: run latents-2: model.latents: unknown config key; did you mean "latent"?',
    ],
    [
      "a value out of range",
      { vary: { "model.latent": [2, -8] } },
      "sweep: run latent--8: model.latent: Too small: expected number to be >0, got -8",
    ],
    ["an unknown preset", { ...LATENT, preset: "mnits" }, /unknown preset.*did you mean "mnist"\?/],
    ["data that is not there", { ...LATENT, data: "gone.npy", dataOptions: {} }, /gone\.npy: no such file/],
    [
      "standard input",
      { ...LATENT, data: "-" },
      "sweep: data: standard input can be read only once, got -; give a file",
    ],
    [
      "a measure of items that are not held out",
      { ...LATENT, config: { train: { validation: 0 } } },
      'sweep: measure: validation.loss needs validation items, and run latent-2 holds none out; add "config": {"train": {"validation": 0.1}}, or choose another measure',
    ],
  ])("%s", async (_, sweep, message) => {
    const line = await refused("bad.json", sweep);
    if (typeof message === "string") expect(line).toBe(`error: ${message}`);
    else expect(line).toMatch(message);
    expect(existsSync(at("refused"))).toBe(false);
  });

  it("text that is not JSON", async () => {
    writeFileSync(at("broken.json"), "{vary: 1}");
    expect(await refusal(["sweep", "broken.json"], { cwd })).toMatch(
      /^error: sweep: broken\.json is not JSON \(.*\); repair it$/,
    );
  });

  it("a folder that holds something else, or a sweep of another base", async () => {
    writeFileSync(at("notes.txt"), "mine");
    expect(await refusal(["sweep", write("bad.json", LATENT), "--out", "."], { cwd })).toMatch(
      /^error: \.: the folder holds files that are no sweep \(.*\); choose another --out$/,
    );
    const other = write("other.json", { ...LATENT, dataOptions: { count: 300 } });
    expect(await refusal(["sweep", other, "--out", "runs/grid"], { cwd })).toBe(
      "error: runs/grid: the sweep there has dataOptions.count = 200, got 300; choose another --out, or leave it as it was",
    );
  });
});

describe("vaekit compare", () => {
  const [a, b] = ["runs/grid/latent-2_rate-0.01", "runs/grid/latent-3_rate-0.01"];

  it("prints numbers of runs side by side with the best marked, and the settings that differ", async () => {
    const { code, stdout } = await vaekit(["compare", a, b], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^run +latent-2_rate-0\.01 +latent-3_rate-0\.01\n/);
    expect(stdout).toMatch(/^negative ELBO +[\d.]+( \*)? +[\d.]+( \*)?$/m);
    expect(stdout.match(/^negative ELBO.*\*/m)).not.toBeNull();
    expect(stdout).toMatch(/settings that differ\nrun .*\nmodel\.latent +2 +3\n$/);
  });

  it("writes a page and prints the same numbers as JSON", async () => {
    const { code, stdout, stderr } = await vaekit(["compare", a, b, "--json", "--report", "beside.html"], { cwd });
    expect(code, stderr).toBe(0);
    const { runs, differences, best, report } = JSON.parse(stdout);
    expect(differences).toEqual({ "model.latent": [2, 3] });
    expect(runs.map(({ negativeElbo }: { negativeElbo: number }) => -negativeElbo)).toEqual(
      [a, b].map((run) => configOf(run).results.elbo),
    );
    expect(best.negativeElbo).toHaveLength(1);
    const page = readFileSync(at(report), "utf8");
    expect(page.match(/<img/g)).toHaveLength(2 + 3);
  });

  it("leaves reconstructions out with a word where the data is gone, and marks no best of different data", async () => {
    const moved = configOf(a);
    const bytes = readFileSync(at(`${a}/config.json`));
    writeFileSync(
      at(`${a}/config.json`),
      JSON.stringify({ ...moved, data: { ...moved.data, source: "gone.npy", options: {} } }),
    );
    const { code, stdout } = await vaekit(["compare", a, b, "--report", "gone.html"], { cwd });
    writeFileSync(at(`${a}/config.json`), bytes);
    expect(code).toBe(0);
    expect(stdout).toContain("note: The runs are of different data");
    expect(stdout).not.toContain("*");
    expect(readFileSync(at("gone.html"), "utf8")).toContain("Reconstructions are left out");
  });

  it.each([
    [[a], /needs two runs or more/],
    [[a, `${a}/`], /each run once/],
    [[a, "nowhere"], /^error: nowhere: no such model folder/],
    [[a, b, "--report", "page.pdf"], /must end in \.html/],
    [[a, b, "--report", "beside.html"], /exists already; replace it with --overwrite/],
  ])("refuses %j", async (words, message) => {
    expect(await refusal(["compare", ...words], { cwd })).toMatch(message);
  });
});

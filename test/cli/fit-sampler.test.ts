// vaekit fit-sampler: what it prints, what it leaves in the run, what it refuses; and sample --sampler.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { contentsOf, type Ended, hashOf, refusal, TINY, temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();
const run = (...args: string[]) => vaekit(args, { cwd });
const at = (file: string) => join(cwd, file);
const configOf = (folder: string) => JSON.parse(readFileSync(at(`${folder}/config.json`), "utf8"));
const DATA = ["digits", "--count", "256"];

async function done(...args: string[]): Promise<Ended> {
  const ended = await run(...args);
  expect(ended.stderr, args.join(" ")).not.toContain("error:");
  expect(ended.code, args.join(" ")).toBe(0);
  return ended;
}

beforeAll(async () => {
  await done("train", ...DATA, ...TINY, "--epochs", "2", "--out", "vae", "--no-report");
});

describe("vaekit fit-sampler", () => {
  it("prints held-out log densities and what was replaced, and saves a run that is whole", async () => {
    const { stdout, stderr } = await done("fit-sampler", "vae", "--kind", "mixture", "--set", "components=3");
    expect(stdout).toMatch(
      /^new items are drawn from a mixture of normals with 3 components, fitted to the latents of \d+ /,
    );
    expect(stdout).toMatch(/^prior +-\d+\.\d+ +nats, log density of held-out items$/m);
    expect(stdout).toMatch(/^mixture +-\d+\.\d+ +nats, log density of held-out items$/m);
    expect(stdout).toMatch(/^replaced: the prior$/m);
    expect(stdout).toMatch(/^fitted in [\d.]+ s, saved in vae$/m);
    expect(stderr).toContain("vaekit report vae");
    const { config, hashes, results } = configOf("vae");
    expect(config.sampler).toEqual({ kind: "mixture", components: 3 });
    expect(results.sampler).toMatchObject({ kind: "mixture", components: 3 });
    for (const [file, hash] of Object.entries(hashes)) expect(hashOf(at(`vae/${file}`)), file).toBe(hash);
  });

  it("replaces the one before, prints JSON, and says when items are stored", async () => {
    const { stdout } = await done("fit-sampler", "vae", "--kind", "kde", "--set", "codes=50", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      run: "vae",
      kind: "kde",
      heldOut: { prior: expect.any(Number), kde: expect.any(Number) },
      replaced: { kind: "mixture", components: 3 },
    });
    const { stdout: text, stderr } = await done("fit-sampler", "vae", "--kind", "vamp", "--set", "components=20");
    expect(text).toMatch(/^replaced: a kernel density, fitted to the latents of \d+ training items$/m);
    expect(stderr).toContain("keeps what the model knows of single training items");
  });

  it("is what sample draws from, unless the prior is asked for", async () => {
    await done("fit-sampler", "vae", "--kind", "normal");
    for (const name of ["prior", "fitted"]) {
      await done("sample", "vae", "-n", "4", "--sampler", name, "--out", `${name}.npy`);
    }
    await done("sample", "vae", "-n", "4", "--out", "default.npy");
    expect(hashOf(at("default.npy"))).toBe(hashOf(at("fitted.npy")));
    expect(hashOf(at("default.npy"))).not.toBe(hashOf(at("prior.npy")));
  });

  it("is shown by info and in the report", async () => {
    const what = "one normal distribution, fitted to the latents of";
    expect((await done("info", "vae")).stdout).toContain(`new items are drawn from ${what}`);
    await done("report", "vae");
    expect(readFileSync(at("vae/report.html"), "utf8")).toContain(`Codes drawn from ${what}`);
  });

  it("gives the prior back", async () => {
    const { stdout } = await done("fit-sampler", "vae", "--kind", "prior");
    expect(stdout).toMatch(/^new items are drawn from the prior$/m);
    await done("sample", "vae", "-n", "4", "--out", "again.npy");
    expect(hashOf(at("again.npy"))).toBe(hashOf(at("prior.npy")));
    expect(await refusal(["sample", "vae", "--sampler", "fitted", "--out", "no.npy"], { cwd })).toBe(
      "error: sample: vae has no fitted sampler; fit one (vaekit fit-sampler vae --kind mixture), or draw from the prior",
    );
  });

  it("makes an autoencoder one that can be sampled from", async () => {
    const encoder = 'model.encoder=[{"kind":"flatten"},{"kind":"dense","units":24},{"kind":"relu"}]';
    const small = ["--set", encoder, "--latent", "3", "--epochs", "1", "--no-report"];
    await done("train", ...DATA, "--preset", "conv-autoencoder", ...small, "--out", "plain");
    expect(await refusal(["sample", "plain", "--out", "a.npy"], { cwd })).toBe(
      "error: sample: an autoencoder has no prior to draw from; fit a sampler to its latents: vaekit fit-sampler plain --kind mixture",
    );
    const { stdout } = await done("fit-sampler", "plain", "--kind", "normal");
    expect(stdout).not.toMatch(/^prior /m);
    await done("sample", "plain", "--out", "a.npy");
  });

  it("refuses what does not fit, and leaves the run as it was", async () => {
    const before = contentsOf(at("vae"));
    const refused = (...args: string[]) => refusal(["fit-sampler", "vae", ...args], { cwd });
    expect(await refused("--kind", "pixelcnn")).toMatch(/^error: sampler\.kind: pixelcnn draws codes .*; use mixture/);
    expect(await refused("--kind", "gmm")).toMatch(/^error: --kind: must be one of prior, normal, .*, got "gmm"/);
    expect(await refused("--kind", "kde", "--set", "components=3")).toMatch(/^error: sampler\.components: unknown/);
    expect(await refused("--kind", "mixture", "--set", "components=none")).toMatch(/^error: sampler\.components: /);
    expect(await refused("--kind", "mixture", "--set", "components")).toMatch(/^error: --set: needs field=value/);
    expect(contentsOf(at("vae"))).toEqual(before);
  });

  it("refuses private models", async () => {
    const dense = ["--preset", "mnist", "--set", 'model.encoder=[{"kind":"flatten"},{"kind":"dense","units":8}]'];
    await done(
      "train",
      ...DATA,
      ...dense,
      "--latent",
      "2",
      "--private",
      "8",
      "--epochs",
      "1",
      "--out",
      "private",
      "--no-report",
    );
    expect(await refusal(["fit-sampler", "private", "--kind", "mixture"], { cwd })).toBe(
      "error: sampler.kind: a privately trained model keeps its prior, since mixture would be fitted to training items without noise; use prior",
    );
  });
});

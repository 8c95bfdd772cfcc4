import { openBuiltin } from "vaekit/data";
import { presets } from "vaekit/models";
import { describe, expect, it } from "vitest";
import { planOf } from "./plan-network.ts";
import { groupOf } from "./plan-presets.ts";
import { PRESET_GROUPS } from "./plan-types.ts";

const bundle = openBuiltin("digits", { count: 200 });

const planned = (preset: string, set: readonly string[] = []) => {
  const found = planOf(bundle, { preset, set });
  if ("problem" in found) throw new Error(found.problem);
  return found.plan;
};

describe("groupOf", () => {
  it("puts presets of one idea under one heading", () => {
    const groups = Object.fromEntries(PRESET_GROUPS.map((group) => [group, [] as string[]]));
    for (const preset of presets) groups[groupOf(preset)]!.push(preset.name);
    expect(groups).toMatchObject({
      plain: expect.arrayContaining(["mnist", "dense-2d", "vector"]),
      convolutional: expect.arrayContaining(["conv", "conv-large"]),
      disentangle: expect.arrayContaining(["beta-vae", "annealed-vae", "factor-vae", "dip-vae-1"]),
      objectives: expect.arrayContaining(["info-vae", "aae", "vae-gan", "ms-ssim-vae", "sigma-vae"]),
      collapse: expect.arrayContaining(["free-bits", "delta-vae", "lagging-vae", "skip-vae", "cyclical"]),
      bounds: expect.arrayContaining(["iwae", "renyi"]),
      posteriors: expect.arrayContaining(["s-vae", "iaf-vae"]),
      priors: expect.arrayContaining(["vamp-prior", "flow-prior"]),
      discrete: expect.arrayContaining(["vq-vae", "fsq-vae"]),
      hierarchical: expect.arrayContaining(["ladder", "two-layer"]),
      supervised: expect.arrayContaining(["conditional-vae", "semi-supervised"]),
      autoencoders: expect.arrayContaining(["conv-autoencoder", "wae", "rae-l2"]),
      table: expect.arrayContaining(["table"]),
      series: expect.arrayContaining(["series"]),
    });
  });
});

describe("planOf", () => {
  it("draws layers that change shapes, with those that follow", () => {
    const { encoder, decoder, latent, output } = planned("conv");
    expect(encoder.map(({ kind, detail, shape }) => `${kind} ${detail} ${shape.join("x")}`)).toEqual([
      "input  28x28x1",
      "conv 4×4 /2 14x14x32",
      "conv 4×4 /2 7x7x64",
    ]);
    expect(encoder[2]!.after).toEqual(["relu", "flatten"]);
    expect(latent).toEqual({ kind: "vector", size: 16, posterior: "normal", prior: "standard" });
    expect(decoder[0]).toMatchObject({ kind: "dense", shape: [7, 7, 64] });
    expect(output).toEqual([28, 28, 1]);
  });

  it("counts every trained value once, and steps of what is left after the split", () => {
    for (const preset of ["mnist", "conv-large", "ladder", "conditional-vae", "vq-vae", "aae"]) {
      const { encoder, decoder, others, parameters } = planned(preset);
      const blocks = [...encoder, ...decoder].reduce((total, block) => total + block.parameters, 0);
      expect(blocks + Object.values(others).reduce((a, b) => a + b, 0), preset).toBe(parameters);
    }
    expect(planned("conv", ["train.batch=32"])).toMatchObject({ items: 180, stepsPerEpoch: 6 });
  });

  it("gives the library's own words where choices do not go together", () => {
    expect(planOf(bundle, { preset: "table" })).toEqual({
      problem: expect.stringContaining("preset table: takes table data"),
    });
    expect(planOf(bundle, { preset: "mnist", set: ["model.latent=2.5"] })).toEqual({
      problem: expect.stringMatching(/^model\.latent: /),
    });
  });
});

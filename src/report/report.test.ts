import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { float32, Generator } from "../array/index.ts";
import { drawDigits } from "../data/builtin/index.ts";
import { DataError } from "../errors.ts";
import type { Evaluation, Items, Overview } from "../tasks/index.ts";
import { renderModelCard, renderReport } from "./index.ts";

const EVIL = "<script>alert('x')</script>";

type Kind = "vae" | "map" | "autoencoder" | "vector";

const KINDS: readonly Kind[] = ["vae", "map", "autoencoder", "vector"];

describe.each(KINDS)("the report of a %s", (kind) => {
  const text = renderReport(madeUp(kind), { generated: "today" });
  const { document } = parseHTML(text);

  it("has its sections, each with a heading and a link to it", () => {
    const sections = [...document.querySelectorAll("section")].map(({ id }) => id);
    const all = ["samples", "reconstructions", "latent", "training", "evaluation", "data", "config"];
    expect(sections).toEqual(kind === "autoencoder" ? all.slice(1) : all);
    expect([...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual(
      sections.map((id) => `#${id}`),
    );
    for (const section of document.querySelectorAll("section")) {
      const heading = section.querySelector("h2")!;
      expect(heading.id).toBe(section.getAttribute("aria-labelledby"));
      expect(heading.textContent).not.toBe("");
    }
    expect(document.querySelectorAll("h1").length).toBe(1);
  });

  it("asks for nothing from elsewhere and runs no script", () => {
    expect(document.querySelectorAll("script, link, iframe, object, embed, base").length).toBe(0);
    for (const element of document.querySelectorAll("[src], [href], [srcset]")) {
      expect(element.getAttribute("src") ?? element.getAttribute("href")).toMatch(/^(data:image\/png;base64,|#)/);
    }
    expect(text).not.toMatch(/https?:|url\(|@import/);
    expect(text).not.toMatch(/ on[a-z]+="/);
  });

  it("describes every picture and plot", () => {
    const pictures = [...document.querySelectorAll("img")];
    for (const picture of pictures) expect(picture.getAttribute("alt")).toMatch(/\w+ \w+/);
    const plots = [...document.querySelectorAll("svg")];
    for (const plot of plots) {
      expect(plot.getAttribute("role")).toBe("img");
      expect(plot.getAttribute("aria-label")).toMatch(/\w+ \w+/);
    }
    expect(plots.length).toBeGreaterThan(2);
    expect(pictures.length > 0).toBe(kind !== "vector");
  });

  it("escapes what comes from data and config", () => {
    expect(text).not.toContain("<script");
    expect(text).toContain("&lt;script&gt;");
    expect(document.querySelector("h1")!.textContent).toContain(EVIL);
    expect(document.querySelector("pre")!.textContent).toContain(JSON.stringify(EVIL));
  });

  it("prints no hole where a number is missing", () => {
    const visible = document.querySelector("body")!.textContent!;
    expect(visible).not.toMatch(/undefined|NaN|null\b.*nats|\[object/);
    expect(text).not.toMatch(/="[^"]*NaN/);
  });

  it("is the same each time", () => {
    expect(renderReport(madeUp(kind), { generated: "today" })).toBe(text);
  });
});

describe("renderReport", () => {
  it("shows the KL of each dimension, largest first, and no KL for an autoencoder", () => {
    const { document } = parseHTML(renderReport(madeUp("vae")));
    const titles = [...document.querySelectorAll("#latent title")].map((title) => title.textContent);
    expect(titles).toEqual(["dimension 3: 2.50 nats", "dimension 1: 1.20 nats", "dimension 2: 0.00200 nats"]);
    expect(parseHTML(renderReport(madeUp("autoencoder"))).document.body.textContent).not.toMatch(/KL|ELBO|prior/);
  });

  it("shows what the model saw only where it is not the original", () => {
    const clean = madeUp("vae");
    const lines = (overview: Overview) =>
      [...parseHTML(renderReport(overview)).document.querySelectorAll(".key span")].map((line) => line.textContent);
    expect(lines(clean)).toEqual(["original", "restored"]);
    const inputError = clean.reconstructions.error.map((error) => 2 * error);
    const noisy = { ...clean, reconstructions: { ...clean.reconstructions, inputError } };
    expect(lines(noisy)).toEqual(["original", "input", "restored"]);
  });

  it("marks the epoch of the lowest validation loss, without validation the last", () => {
    const overview = madeUp("vae");
    const kept = (given: Overview) => parseHTML(renderReport(given)).document.querySelector("#training")!.textContent;
    expect(kept(overview)).toContain("epoch 4, whose weights were kept");
    const history = overview.history.map(({ validation: _, ...record }) => record);
    const blind = kept({ ...overview, history });
    expect(blind).toContain("epoch 6, whose weights were kept");
    expect(blind).not.toContain("validation");
  });

  it("leaves the training section out where there is no history", () => {
    const { document } = parseHTML(renderReport({ ...madeUp("vae"), history: [] }));
    expect(document.querySelector("#training")).toBeNull();
    expect(document.querySelectorAll("section").length).toBe(6);
  });

  it("draws more than twelve classes in one colour and says so", () => {
    const overview = madeUp("vae");
    const labelNames = Array.from({ length: 13 }, (_, i) => `class ${i}`);
    const { document } = parseHTML(renderReport({ ...overview, map: { ...overview.map, labelNames } }));
    expect(document.querySelector("#latent")!.textContent).toContain("Not coloured: 13 classes.");
    const colours = [...document.querySelectorAll("#latent circle")].map((dot) => dot.getAttribute("fill"));
    expect(new Set(colours).size).toBe(1);
  });

  it("names the layers that a KL belongs to, in their order", () => {
    const klGroups = ["layer 1 (near the data)", "layer 2", "layer 3"];
    const { document } = parseHTML(renderReport({ ...madeUp("vae"), klGroups }));
    const figure = [...document.querySelectorAll("#latent figure")].at(-1)!;
    expect(figure.textContent).toMatch(/layer 1 \(near the data\).*layer 2.*layer 3/s);
    expect(figure.textContent).toContain("Information per layer.");
    expect(figure.querySelectorAll("rect").length).toBe(3);
  });

  it("says what bound of several draws was minimised, and its value", () => {
    const overview = withModel(madeUp("vae"), { objective: { kind: "importance", samples: 5, groups: 2 } });
    const evaluations = { test: { ...overview.evaluations.test!, bound: -99.5 } };
    const text = textOf({ ...overview, evaluations });
    expect(text).toContain("The training loss is \u2212bound of 10 draws");
    expect(text).toContain("Loss: \u2212bound of 10 draws");
    expect(text).toContain("99.50");
    expect(text).not.toMatch(/beta|\b100 draws/i);
  });

  it("says what the loss holds beside the bound, and draws it", () => {
    const penalties = [{ kind: "mmd", weight: 10 }];
    const overview = withModel(madeUp("vae"), { objective: { kind: "elbo", beta: 0 }, penalties });
    const history = overview.history.map((record) => ({
      ...record,
      train: { ...record.train, mmd: 1 / record.epoch },
    }));
    const text = textOf({ ...overview, history });
    expect(text).toContain("Loss: reconstruction + mmd");
    expect(text).toContain("Discrepancy from the prior (MMD)");
    expect(text).toContain("Penaltiesmmd (weight 10)");
    const capacity = { to: 25, epochs: 10, weight: 100 };
    const led = textOf(withModel(madeUp("vae"), { objective: { kind: "elbo", capacity } }));
    expect(led).toContain("100 \u00b7 |KL \u2212 capacity|");
    expect(led).toContain("Weight of the KL's distance from the capacity");
  });

  it("shows the KL of variables that have several classes, and none where there is one for all latents", () => {
    const posterior = { kind: "relaxed-categorical", classes: 2 };
    const overview = withModel(madeUp("vae"), { latent: 6, posterior });
    const text = textOf(overview);
    expect(text).toContain("Information per variable.");
    expect(text).toContain("3 latent variables of 2 classes");
    expect(text).not.toContain("idle");
    const test = { ...overview.evaluations.test!, klPerDimension: [26.2] };
    expect(textOf({ ...overview, evaluations: { test } })).not.toContain("Information per");
  });

  it("says how many latents of a sparse code are in use, and what a posterior and a prior are", () => {
    const posterior = { kind: "spike-and-slab", probability: 0.25 };
    const overview = withModel(madeUp("vae"), { latent: 3, posterior, prior: { kind: "standard" } });
    const test = { ...overview.evaluations.test!, sparsity: 0.75 };
    const text = textOf({ ...overview, evaluations: { test } });
    expect(text).toContain("One picture uses 0.750 of them on average.");
    expect(text).toContain("Posteriorspike-and-slab (probability 0.25)");
    expect(text).toContain("Sparsity");
    expect(text).toContain("75 %");
  });

  it("counts the codes of a quantiser, with their perplexity", () => {
    const overview = withModel(madeUp("autoencoder"), {
      encoder: [{ kind: "conv", filters: 4, kernel: 4, stride: 4 }],
      quantiser: { kind: "vq", size: 512 },
    });
    const test = { ...overview.evaluations.test!, perplexity: 123.4 };
    const codes = { space: [7, 7], classes: [512] };
    const history = overview.history.map((record) => ({
      ...record,
      train: { ...record.train, perplexity: 10 * record.epoch },
    }));
    const text = textOf({ ...overview, codes, history, evaluations: { test } });
    expect(text).toContain("comes back through 49 latent codes (each one of 512) differs");
    expect(text).toContain("Perplexity of the codes in a batch");
    expect(text).toContain("123.40");
  });

  it("says when the posterior has collapsed and when nothing was held out", () => {
    const overview = madeUp("vae");
    const evaluations = { train: { ...overview.evaluations.test!, activeUnits: 0 } };
    const lead = parseHTML(renderReport({ ...overview, evaluations })).document.querySelector(".lead")!.textContent;
    expect(lead).toContain("The posterior has collapsed");
    expect(lead).toContain("none were held out");
  });
});

describe("renderReport with other runs", () => {
  it("shows runs side by side, each with the measures it has", () => {
    const page = renderReport(madeUp("vae"), { beside: [madeUp("autoencoder")] });
    const section = page.slice(page.indexOf('id="beside"'), page.indexOf('id="samples"'));
    expect(section).toContain("Side by side");
    expect(section).toContain("\u2212ELBO");
    expect(section).toContain("\u2013</td>");
    expect(section.match(/<li>/g)?.length).toBeGreaterThan(1);
    expect(renderReport(madeUp("vae"))).not.toContain('id="beside"');
  });

  it("refuses runs on other data", () => {
    expect(() => renderReport(madeUp("vae"), { beside: [madeUp("vector")] })).toThrow(DataError);
  });
});

describe("renderModelCard", () => {
  it("tells the numbers with their units and how to load the files", () => {
    const card = renderModelCard(madeUp("vae"));
    expect(card).toMatch(/^---\nlibrary_name: vaekit\n/);
    expect(card).toContain("| \u2212ELBO | 106.95 | 106.20 | nats per picture |");
    for (const means of ["folderStore", "onnxruntime-node", "load_file", "npx vaekit sample"])
      expect(card).toContain(means);
    expect(card).toContain("(1, 1, 28, 28)");
  });

  it("says nothing of samples for an autoencoder", () => {
    const card = renderModelCard(madeUp("autoencoder"));
    expect(card).not.toMatch(/vaekit sample|log_variance|ELBO|KL/);
    expect(card).toContain("no prior");
  });

  it("lets no name from the data act as Markdown or HTML", () => {
    expect(renderModelCard(madeUp("vector"))).not.toMatch(/[^\\]<script/);
  });
});

const textOf = (overview: Overview) => parseHTML(renderReport(overview)).document.body.textContent!;

// The same run with other choices of its model.
function withModel(overview: Overview, choices: object): Overview {
  const { file } = overview;
  const model = { ...file.config.model, ...choices };
  return { ...overview, file: { ...file, config: { ...file.config, model } } };
}

// An overview of a run that never was, from fixed seeds; names are hostile on purpose.
function madeUp(kind: Kind): Overview {
  const vector = kind === "vector";
  const variational = kind !== "autoencoder";
  const latent = kind === "map" ? 2 : 3;
  const itemShape = vector ? [2] : [1, 28, 28];
  const generator = new Generator(7, "made-up");
  const items = (count: number): Items => {
    const data = vector
      ? generator.fillNormal(new Float32Array(count * 2))
      : Float32Array.from(drawDigits({ count }).images, (byte) => byte / 255);
    return float32(data, [count, ...itemShape]);
  };
  const error = generator.fillUniform(new Float32Array(6));
  const evaluation = (offset: number): Evaluation => ({
    count: 500,
    elbo: -106.2 - offset,
    reconstruction: 80 + offset,
    meanSquaredError: 0.012,
    ...(variational
      ? { kl: 26.2, bitsPerDim: 0.195, activeUnits: 2, klPerDimension: [1.2, 0.002, 2.5].slice(0, latent) }
      : {}),
    ...(vector ? {} : { psnr: 19.2, ssim: 0.88 }),
    seed: 0,
    binarise: "none",
  });
  const history = Array.from({ length: 6 }, (_, i) => {
    const loss = 100 + 60 / (i + 1);
    const terms = { loss, reconstruction: loss - 20, ...(variational ? { kl: 20 } : {}) };
    return {
      epoch: i + 1,
      step: 100 * (i + 1),
      train: terms,
      validation: { ...terms, loss: 110 + (i - 3) ** 2 },
      rate: 1e-3 / (i + 1),
      beta: 1,
      gradientNorm: 30 + i,
      clipped: 0,
      seconds: 2,
    };
  });
  const labels = Int32Array.from({ length: 200 }, (_, i) => i % 3);
  const column = { mean: 0, standardDeviation: 1, min: -3, max: 3, constant: false };
  return {
    file: {
      format: 1,
      library: "0.0.0",
      status: "finished",
      config: {
        preset: EVIL,
        model: {
          kind: variational ? "vae" : "autoencoder",
          latent,
          encoder: [{ kind: "dense", units: 16 }, { kind: "relu" }],
          decoder: "mirror",
          ...(variational ? { likelihood: { kind: vector ? "laplace" : "bernoulli", scale: "shared" } as never } : {}),
          objective: variational ? { kind: "elbo" } : { kind: "reconstruction", error: "squared" },
        },
        train: {
          epochs: 6,
          batch: 5,
          optimiser: { kind: "adam", rate: 1e-3 },
          clip: null,
          patience: null,
          seed: 0,
          validation: 0.1,
          binarise: "none",
        },
      },
      schema: vector
        ? { kind: "vector", size: 2, columns: [EVIL, "b"].map((name) => ({ name, ...column })), labels: ["a", EVIL] }
        : { kind: "image", height: 28, width: 28, channels: 1, values: "grey", range: [0, 1], labels: ["a", EVIL] },
      data: { name: EVIL, source: EVIL, counts: { train: 900, test: 500 }, options: { seed: 1 }, notes: [EVIL] },
      reasons: [EVIL],
    },
    history,
    itemShape,
    parameters: 652_824,
    evaluations: { validation: evaluation(0.75), test: evaluation(0) },
    examples: items(20),
    ...(variational ? { samples: items(20) } : {}),
    reconstructions: {
      originals: items(6),
      inputs: items(6),
      restored: items(6),
      error,
      inputError: error.map(() => 0),
    },
    map: {
      method: kind === "map" ? "latent" : "pca",
      ...(kind === "map" ? {} : { explained: [0.5, 0.2] as const }),
      points: generator.fillNormal(new Float32Array(400)),
      labels,
      labelNames: ["a", EVIL, "c"],
    },
    ...(kind === "map" ? { manifold: { steps: 3, range: 2, items: items(9) } } : {}),
  };
}

import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { float32, Generator } from "../array/index.ts";
import type { ComparedPictures, RunComparison, SweepOutcome, SweepRun } from "../tasks/index.ts";
import { parseSweep, planSweep, settingsOf } from "../tasks/index.ts";
import { renderComparison, renderSweep } from "./index.ts";

const EVIL = "<script>alert('x')</script>";

const PAGES: readonly (readonly [string, string])[] = [
  ["two runs", renderComparison(comparisonOf(2), picturesOf(2))],
  ["twelve runs", renderComparison(comparisonOf(12), picturesOf(12))],
  ["a table's runs", renderComparison(comparisonOf(3))],
  ["a grid", sweepOf({ vary: { "model.latent": [2, 8], "train.batch": [16, 32, 64] } })],
  ["one value", sweepOf({ vary: { "model.latent": [2] }, repeats: 2 })],
  [
    "a random search",
    sweepOf({ ...random(9), vary: { "train.optimiser.rate": { from: 1e-4, to: 1e-2, scale: "log" } } }),
  ],
  [
    "words",
    sweepOf({ vary: { "model.objective": [{ kind: "elbo" }, { kind: "elbo", beta: 4 }], preset: ["a", EVIL] } }),
  ],
];

describe.each(PAGES)("the page of %s", (_name, text) => {
  const { document } = parseHTML(text);

  it("has sections with headings and links, and describes pictures and plots", () => {
    const sections = [...document.querySelectorAll("section")].map(({ id }) => id);
    expect(new Set(sections).size).toBe(sections.length);
    expect([...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual(
      sections.map((id) => `#${id}`),
    );
    for (const picture of document.querySelectorAll("img")) expect(picture.getAttribute("alt")).toMatch(/\w+ \w+/);
    const plots = [...document.querySelectorAll("svg")];
    for (const plot of plots) expect(plot.getAttribute("aria-label")).toMatch(/\w+ \w+/);
    expect(plots.length).toBeGreaterThan(1);
  });

  it("asks for nothing from elsewhere, runs no script and escapes names", () => {
    expect(document.querySelectorAll("script, link, iframe, object, embed, base").length).toBe(0);
    expect(text).not.toMatch(/https?:|url\(|@import/);
    expect(text).not.toMatch(/ on[a-z]+="/);
    expect(document.body.textContent).toContain(EVIL);
  });

  it("prints no hole where a number is missing", () => {
    expect(document.body.textContent).not.toMatch(/undefined|NaN|\[object/);
    expect(text).not.toMatch(/="[^"]*NaN/);
  });
});

describe("renderComparison", () => {
  it("marks the best of each number and names the run ahead", () => {
    const { document } = parseHTML(renderComparison(comparisonOf(3)));
    expect([...document.querySelectorAll("#numbers .best")].map((cell) => cell.textContent)).toEqual(["90.50"]);
    expect(document.querySelector(".lead")!.textContent).toMatch(
      /^run 2 .* has the best negative ELBO: 90\.50 nats, 5 ahead/,
    );
  });

  it("draws a line of every run in each panel, and rows of pictures of every run", () => {
    const { document } = parseHTML(renderComparison(comparisonOf(4), picturesOf(4)));
    const panels = [...document.querySelectorAll("#curves svg")];
    expect(panels).toHaveLength(4);
    for (const panel of panels) expect(panel.querySelectorAll('g[aria-label="line"]')).toHaveLength(4);
    expect(document.querySelectorAll("#samples img")).toHaveLength(4);
    expect(document.querySelectorAll("#reconstructions img")).toHaveLength(5);
  });

  it("says why reconstructions are missing", () => {
    const { document } = parseHTML(renderComparison(comparisonOf(2), { runs: [], notes: ["The data is gone."] }));
    expect(document.querySelector("#reconstructions")!.textContent).toContain("The data is gone.");
    expect(document.querySelector("#samples")).toBeNull();
  });
});

describe("renderSweep", () => {
  it("shows a dot a run for each field, the plane of two, the ranking and what failed", () => {
    const text = sweepOf({ vary: { "model.latent": [2, 8], "train.batch": [16, 32, 64] } });
    const { document } = parseHTML(text);
    for (const plot of document.querySelectorAll("#fields svg"))
      expect(plot.querySelectorAll("circle")).toHaveLength(5);
    expect(document.querySelectorAll("#pair rect")).toHaveLength(5);
    expect(document.querySelectorAll("#ranking tbody tr")).toHaveLength(6);
    expect(document.querySelector("#ranking")!.textContent).toMatch(/Failed\s*latent-8_batch-64: it broke/);
  });

  it("says when seeds differ more than settings", () => {
    const lead = (noise: number) => {
      const measure = ({ values, seed = 0 }: SweepRun) => Number(values["model.latent"]) + noise * seed;
      return parseHTML(sweepOf({ vary: { "model.latent": [2, 3] }, repeats: 2 }, measure)).document.querySelector(
        ".lead",
      )!.textContent;
    };
    expect(lead(10)).toMatch(/less apart than seeds/);
    expect(lead(0.1)).not.toMatch(/less apart/);
  });
});

function random(runs: number): object {
  return { search: { kind: "random", runs } };
}

function comparisonOf(count: number): RunComparison {
  const runs = Array.from({ length: count }, (_, i) => ({
    name: `run ${i + 1} ${EVIL}`,
    path: `runs/${i}`,
    history: [1, 2, 3].map((epoch) => ({
      epoch,
      step: epoch,
      train: { loss: 100 / epoch + i, reconstruction: 80 / epoch, kl: 1 + i, elbo: -100 / epoch - i },
      validation: { loss: 110 / epoch, reconstruction: 90 / epoch, kl: 2, elbo: -110 / epoch - i },
    })),
    parameters: 1000 + i,
    epochs: 3,
    seconds: 10 + i,
    file: {
      data: { name: "dots", source: "dots", counts: {}, options: {}, notes: [] },
      results: { part: "test", count: 20, bestEpoch: 2 },
      config: { preset: "mnist", model: { kind: "vae", latent: 2 } },
    },
  }));
  const values = runs.map((_, i) => (i === 1 ? 90.5 : 95.5 + i));
  return {
    runs,
    measures: [
      {
        key: "negativeElbo",
        label: "negative ELBO",
        unit: "nats",
        better: "lower",
        bound: true,
        order: 0,
        values,
        best: [1],
      },
      {
        key: "kl",
        label: "KL",
        unit: "nats",
        bound: true,
        order: 1,
        values: values.map((v, i) => (i === 0 ? undefined : v)),
        best: [],
      },
    ],
    differences: [{ path: "model.latent", values: runs.map((_, i) => (i === 0 ? undefined : i)) }],
    sameData: true,
    notes: ["Mind the gap."],
  } as unknown as RunComparison;
}

function picturesOf(count: number): ComparedPictures {
  const items = (n: number) => float32(new Generator(0, "test").fillUniform(new Float32Array(n * 16)), [n, 1, 4, 4]);
  return {
    runs: Array.from({ length: count }, (_, index) => ({
      name: `run ${index + 1}`,
      index,
      samples: items(12),
      restored: items(12),
      error: 0.1,
    })),
    originals: items(12),
    part: "test",
    notes: [],
  };
}

function sweepOf(value: object, measure?: (run: SweepRun) => number): string {
  const config = parseSweep(value);
  const plan = planSweep(config);
  const outcomes = plan.map((run, i): SweepOutcome => {
    if (measure === undefined && i === 5) return { run, state: "failed", error: "it broke" };
    return { run, state: "finished", measure: measure?.(run) ?? 100 + i, seconds: 2 };
  });
  const settings = settingsOf(outcomes, config.measure);
  return renderSweep({ config, ranked: outcomes, settings, notes: ["Take care."], comparison: comparisonOf(3) });
}

import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { float32, Generator } from "../../array/index.ts";
import { fitEncodings, inferSchema, type Table } from "../../data/index.ts";
import { DataError } from "../../errors.ts";
import { compareTables, type Overview, type TableComparison } from "../../tasks/index.ts";
import { renderModelCard, renderReport } from "../index.ts";
import { renderQuality, renderScores, type ScoresReport } from "./index.ts";

const EVIL = "<script>alert('x')</script>";

// Numbers, dates, levels and gaps; a shift makes another table of the same columns.
function table(name: string, count: number, seed: number, shift = 0): Table {
  const g = new Generator(seed, "report tables");
  const rows = Array.from({ length: count }, () => {
    const rich = g.uniform() < 0.4;
    const age = Math.round(20 + 50 * g.uniform() + shift);
    const gain = g.uniform() < 0.7 ? "0" : (100 * Math.exp(3 * g.uniform())).toFixed(2);
    const day = new Date(Date.UTC(2020, 0, 1 + g.integer(900))).toISOString().slice(0, 10);
    return [String(age), gain, day, rich ? EVIL : "no", g.uniform() < 0.1 ? "" : `town ${g.integer(20)}`];
  });
  const columns = ["age", "gain", "day", "rich", EVIL].map((column, j) => ({
    name: column,
    cells: { kind: "text" as const, values: rows.map((row) => row[j]!) },
  }));
  return { name, count, columns };
}

const real = table("real", 200, 1);
const { schema } = inferSchema(real);
const NAMES = { real: "real.csv", synthetic: `folder/${EVIL}.csv`, holdout: "held.csv" };

function checkPage(text: string): ReturnType<typeof parseHTML> {
  const page = parseHTML(text);
  const { document } = page;
  expect(document.querySelectorAll("script, link, iframe, img[src^=http]").length).toBe(0);
  expect(text).not.toMatch(/https?:|url\(|@import/);
  expect(text).not.toMatch(/ on[a-z]+="/);
  const sections = [...document.querySelectorAll("section")].map(({ id }) => `#${id}`);
  expect([...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual(sections);
  for (const plot of document.querySelectorAll("svg")) expect(plot.getAttribute("aria-label")).toMatch(/\w+ \w+/);
  expect(document.querySelector("body")!.textContent).not.toMatch(/undefined|NaN|\bnull\b|\[object/);
  expect(text).not.toMatch(/="[^"]*NaN/);
  return page;
}

describe("the quality page", () => {
  let comparison: TableComparison;
  beforeAll(() => {
    const synthetic = table("synthetic", 150, 3, 6);
    const holdout = table("holdout", 120, 2);
    comparison = compareTables({ real, holdout, synthetic, schema, target: "rich", seed: 0, privacy: true });
  });

  it("has every section, no script and no hole", () => {
    const text = renderQuality(comparison, NAMES);
    const { document } = checkPage(text);
    expect([...document.querySelectorAll("section")].map(({ id }) => id)).toEqual([
      "columns",
      "pairs",
      "rows",
      "learning",
      "privacy",
      "measures",
    ]);
    expect(text).not.toContain("<script");
    expect(document.querySelector("h1")!.textContent).toBe("script>.csv beside real.csv");
    expect(renderQuality(comparison, NAMES)).toBe(text);
  });

  it("shows the least alike column first, with its score", () => {
    const { document } = parseHTML(renderQuality(comparison, NAMES));
    const captions = [...document.querySelectorAll("#columns figcaption")];
    const worst = [...comparison.quality.columns].sort((a, b) => (a.score ?? 2) - (b.score ?? 2))[0]!;
    expect(captions.length).toBe(5);
    expect(captions[0]!.querySelector("strong")!.textContent).toBe(worst.column);
    expect(captions[0]!.querySelector(".score")!.textContent).toBe(worst.score!.toFixed(3));
  });

  it("says of a point mass and of missing cells how many they are", () => {
    const { document } = parseHTML(renderQuality(comparison, NAMES));
    const asides = [...document.querySelectorAll("#columns .aside")].map((aside) => aside.textContent);
    expect(asides.some((text) => /^0(\.00)?: 7\d\.\d % real, \d\d\.\d % synthetic, not drawn/.test(text!))).toBe(true);
    expect(asides.some((text) => text!.startsWith("missing: "))).toBe(true);
  });

  it("leaves out what a table without holdout or target cannot have", () => {
    const bare = compareTables({
      real,
      synthetic: table("synthetic", 150, 3),
      schema,
      seed: 0,
      privacy: true,
      target: "rich",
    });
    const { document } = checkPage(renderQuality(bare, { real: "a.csv", synthetic: "b.csv" }));
    expect(document.querySelector("#privacy, #learning")).toBeNull();
    expect(document.querySelector("#measures")!.textContent).toContain("No rows were held out");
  });

  it("draws at most thirty columns as pairs and says so", () => {
    const g = new Generator(1, "wide");
    const values = () => Float64Array.from({ length: 60 }, () => g.normal());
    const wide = (name: string): Table => ({
      name,
      count: 60,
      columns: Array.from({ length: 33 }, (_, j) => ({ name: `c${j}`, cells: { kind: "number", values: values() } })),
    });
    const a = wide("a");
    const { schema: many } = inferSchema(a);
    const found = compareTables({ real: a, synthetic: wide("b"), schema: many, seed: 0, privacy: false });
    const { document } = parseHTML(renderQuality(found, { real: "a", synthetic: "b" }));
    expect(document.querySelector("#pairs")!.textContent).toContain("30 of 33 columns");
  });
});

describe("the page of scores", () => {
  const names = ["age", EVIL, "latent"];
  const scores = Float64Array.from({ length: 80 }, (_, i) => 5 + Math.sin(i) + (i < 4 ? 20 - i : 0));
  const report: ScoresReport = {
    data: EVIL,
    run: "runs/x",
    scores,
    threshold: 12,
    trainScores: scores.slice(4),
    names,
    top: [0, 1].map((row) => ({
      row,
      score: scores[row]!,
      tail: 0.01,
      contributions: [3, 20 - row, 1],
      cells: ["44", EVIL, undefined],
    })),
    usual: [2, 1, 2],
  };

  it("names the most telling cells of each row and the columns that tell", () => {
    const text = renderScores(report);
    const { document } = checkPage(text);
    expect([...document.querySelectorAll("section")].map(({ id }) => id)).toEqual([
      "scores",
      "ranking",
      "contributions",
    ]);
    const reasons = [...document.querySelectorAll("#ranking li li .plus")].map((one) => one.textContent);
    expect(reasons.slice(0, 2)).toEqual(["+19.0", "+1.0"]);
    expect(document.querySelector(".lead")!.textContent).toContain("4 of 80 rows");
    expect(text).not.toContain("<script");
    expect(renderScores(report)).toBe(text);
  });

  it("shows curves and areas where rows are labelled", () => {
    const labels = scores.map((score) => (score > 12 ? 1 : 0));
    const { document } = checkPage(renderScores({ ...report, labels }));
    expect(document.querySelector("#labels")!.textContent).toContain("ROC, area 1.000");
    expect(() => renderScores({ ...report, labels: labels.map(() => 0) })).toThrow(DataError);
  });

  it("survives a score far beyond all others, and equal scores", () => {
    checkPage(renderScores({ ...report, scores: scores.map((score, i) => (i === 0 ? 1e9 : score)) }));
    checkPage(
      renderScores({ ...report, scores: new Float64Array(5).fill(1), threshold: 1, trainScores: [1], top: [] }),
    );
  });
});

describe("the report and the card of a model of a table", () => {
  const overview = trained();

  it("shows synthetic rows beside real ones instead of samples and reconstructions", () => {
    const { document } = checkPage(renderReport(overview));
    const ids = [...document.querySelectorAll("section")].map(({ id }) => id);
    expect(ids).toEqual(["columns", "pairs", "rows", "privacy", "measures", "latent", "evaluation", "data", "config"]);
    expect(document.querySelector("#latent")!.textContent).toContain("Coloured by rich.");
    const columns = document.querySelector("#data table.columns")!.textContent!;
    for (const words of ["age", "integer", "datetime", "2 levels"]) expect(columns).toContain(words);
    const evaluation = document.querySelector("#evaluation")!.textContent;
    expect(evaluation).toContain("75 %");
    expect(evaluation).not.toContain("Mean squared error per");
  });

  it("sets the synthetic rows of several runs side by side", () => {
    const page = renderReport(overview, { beside: [overview] });
    const { document } = parseHTML(page);
    const shapes = overview.table!.quality.columnShapes!.toFixed(3);
    expect(document.querySelector("#beside")!.textContent).toContain(`1 is best${shapes}${shapes}`);
  });

  it("has no comparison for an autoencoder, which makes no rows", () => {
    const { table: _, ...bare } = overview;
    const { document } = checkPage(renderReport(bare));
    expect(document.querySelector("section")!.id).toBe("latent");
    expect(document.querySelector(".lead")!.textContent).not.toContain("bits");
    expect(renderModelCard(bare)).not.toContain("vaekit synth");
  });

  it("tells on the card which columns there are and what can be done", () => {
    const card = renderModelCard(overview);
    expect(card).toContain("  - age: integer, ");
    for (const verb of ["synth", "impute", "score"]) expect(card).toContain(`npx vaekit ${verb} .`);
    expect(card).toContain("| Column shapes | 0.");
    expect(card).not.toMatch(/[^\\]<script|NaN/);
  });
});

// An overview of a run that never was.
function trained(): Overview {
  const fitted = fitEncodings(real, schema);
  const none = float32(new Float32Array(0), [0, 10]);
  const error = new Float32Array(0);
  const holdout = table("holdout", 60, 2);
  const comparison = { real, holdout, synthetic: table("synthetic", 90, 3), schema, seed: 0, privacy: true };
  return {
    file: {
      format: 1,
      library: "0.0.0",
      status: "finished",
      config: {
        preset: "table",
        model: {
          kind: "vae",
          latent: 2,
          encoder: [{ kind: "dense", units: 4 }],
          decoder: "mirror",
          likelihood: { kind: "columns" },
          objective: { kind: "elbo" },
        },
        train: {
          epochs: 1,
          batch: 5,
          optimiser: { kind: "adam", rate: 1e-3 },
          clip: 100,
          patience: 5,
          seed: 0,
          validation: 0.1,
          binarise: "none",
        },
      },
      schema: fitted,
      data: { name: "people", source: "people.csv", counts: { train: 200, validation: 60 }, options: {}, notes: [] },
      reasons: [],
    },
    history: [],
    itemShape: [10],
    parameters: 100,
    evaluations: {
      validation: {
        count: 60,
        elbo: -9,
        reconstruction: 8,
        kl: 1,
        bitsPerDim: 0.6,
        activeUnits: 1,
        klPerDimension: [0.9, 0.1],
        cellAccuracy: 0.75,
        numberError: 0.5,
        seed: 0,
        binarise: "none",
      },
    },
    examples: none,
    reconstructions: { originals: none, inputs: none, restored: none, error, inputError: error },
    map: {
      method: "latent",
      points: new Generator(1, "map").fillNormal(new Float32Array(60)),
      labelColumn: "rich",
      labels: Int32Array.from({ length: 30 }, (_, i) => i % 2),
      labelNames: ["no", EVIL],
    },
    table: compareTables(comparison),
  };
}

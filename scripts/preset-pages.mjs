// Trains every preset on real data through the command line and writes its page in docs/presets: what it is, the
// command, the picture it made and the numbers it reached; a few further runs, and one table of all of them in
// docs/results. Presets that bench/tables measures get a page that says where. A run that is already in runs/presets is
// not trained again. Usage: node scripts/preset-pages.mjs [NAME...]
// Reads the public data sets from ../shared/data or the folder named by VAEKIT_DATA.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { findPreset } from "../dist/models/index.js";

const root = new URL("..", import.meta.url).pathname;
const data = process.env.VAEKIT_DATA ?? `${root}../shared/data`;
const cli = `${root}dist/cli/main.js`;

// What each preset is shown on: data, further options, a word on it.
const runs = {
  mnist: { data: "mnist", options: [], on: "MNIST, 60,000 real-valued pictures; the test part is never trained on" },
  "mnist-split": { data: "mnist", options: [], on: "MNIST, 48,000 pictures for training and 12,000 for validation" },
  "dense-2d": { data: "mnist", options: [], on: "MNIST" },
  conv: { data: "mnist", options: ["--binarise", "dynamic"], on: "MNIST, binarised anew at each step" },
  "conv-large": {
    data: "sprites",
    options: ["--resize", "64x64", "--count", "4000", "--epochs", "10"],
    on: "4,000 built-in sprites of 64x64 for ten epochs, too little for good samples",
  },
  "conv-pool": { data: "mnist", options: [], on: "MNIST" },
  "conv-autoencoder": { data: "mnist", options: [], on: "MNIST" },
  vector: { data: "adbench/32_shuttle.npz", options: [], on: "the Shuttle set, 49,097 rows of 9 columns" },
  "fashion-denoise": { preset: "conv", data: "fashion-mnist", options: ["--corrupt", "gaussian:0.3"] },
  cifar: { preset: "conv", data: "cifar10-subset/test-2000.bin.gz", options: [] },
};

// Presets that are measured by scripts of their own in bench/tables: what for, how, and where the numbers stand.
const measured = {
  table: {
    text: "Chosen for tables where no preset is named. It does everything, and synthesis best: each column is predicted from the latent and the columns before it, so that combinations stay true.",
    commands: [
      "npx vaekit train adult.csv --out runs/adult",
      "npx vaekit synth runs/adult -n 1000 --out synthetic.csv",
    ],
    pages: ["tables-adult", "tables-simulated", "tables-throughput"],
  },
  anomaly: {
    text: "For scores. Five small models see each row with errors of five sizes, from coarse to fine, and their bounds are added up. It learns without labels.",
    commands: [
      "npx vaekit train adult.csv --preset anomaly --out runs/adult-anomaly",
      "npx vaekit score runs/adult-anomaly adult-test.csv --contamination 0.01 --out scores.csv",
    ],
    pages: ["tables-anomaly"],
  },
  imputation: {
    text: "For gaps among numbers, also many of them: rows with gaps are learned from as they are, and each gap gets a weighted sample of what could stand there.",
    commands: [
      "npx vaekit train measured.csv --preset imputation --out runs/measured",
      "npx vaekit impute runs/measured measured.csv --cells gaps.csv --out filled.csv",
    ],
    pages: ["tables-imputation"],
  },
  series: {
    text: "For time series, cut into windows, and for plain rows that are one window each, such as heart beats.",
    commands: [
      "npx vaekit train nyc_taxi.csv --time timestamp --window 96 --out runs/taxi",
      "npx vaekit score runs/taxi nyc_taxi.csv --quantile 0.999 --by window --out taxi.csv",
    ],
    pages: ["series"],
  },
};

const names = process.argv.length > 2 ? process.argv.slice(2) : [...Object.keys(runs), ...Object.keys(measured)];
mkdirSync(`${root}docs/presets`, { recursive: true });
mkdirSync(`${root}docs/results`, { recursive: true });
for (const name of names) {
  if (name in measured) measuredPage(name, measured[name]);
  else page(name, runs[name]);
}
resultsPage();

function measuredPage(name, { text, commands, pages }) {
  const preset = findPreset(name);
  const lines = [
    ...headOf(name, preset),
    text,
    "",
    "```sh",
    ...commands,
    "```",
    "",
    `Walked through in [tables](../tables.md). Numbers, with their commands: ${pages.map((file) => `[${file}](../results/${file}.md)`).join(", ")}.`,
    "",
    ...configOf(name, preset),
  ];
  writeFileSync(`${root}docs/presets/${name}.md`, lines.join("\n"));
}

function headOf(name, { summary, source }) {
  return [`# ${name}`, "", `${summary[0].toUpperCase()}${summary.slice(1)}. Source: ${source}.`, ""];
}

function configOf(name, { config }) {
  const whole = `The whole preset, as \`npx vaekit presets ${name}\` prints it:`;
  return [whole, "", "```json", JSON.stringify(config, null, 2), "```", ""];
}

function page(name, { preset: presetName = name, data: set, options, on }) {
  const source = set === "sprites" ? set : `${data}/${set}`;
  const out = `${root}runs/presets/${name}`;
  const shown = [
    "npx vaekit train",
    set === "sprites" ? set : `DATA/${set}`,
    "--preset",
    presetName,
    ...options,
    "--out",
    `runs/${name}`,
  ].join(" ");
  if (!existsSync(`${out}/report.html`)) {
    const { status } = spawnSync(
      "node",
      [cli, "train", source, "--preset", presetName, ...options, "--out", out, "--overwrite"],
      { stdio: "inherit" },
    );
    if (status !== 0) throw new Error(`${name}: training ended with ${status}`);
  }
  const config = JSON.parse(readFileSync(`${out}/config.json`, "utf8"));
  const { results } = config;
  writeFileSync(
    `${root}docs/results/preset-${name}.json`,
    `${JSON.stringify({ command: shown, config: config.config, results }, null, 2)}\n`,
  );
  if (on === undefined) return;
  const preset = findPreset(name);
  const picture = drawPicture(name, out, source, config, options);
  const lines = [
    ...headOf(name, preset),
    `Trained on ${on}:`,
    "",
    "```sh",
    shown,
    "```",
    "",
    ...picture,
    "| | |",
    "|---|---|",
    ...table(results).map(([label, value]) => `| ${label} | ${value} |`),
    "",
    `The numbers are from one run on two CPU cores (\`node scripts/preset-pages.mjs ${name}\`), kept in`,
    `[preset-${name}.json](../results/preset-${name}.json). Bounds are in nats, summed over an item's elements and averaged over items.`,
    "",
    ...configOf(name, preset),
  ];
  writeFileSync(`${root}docs/presets/${name}.md`, lines.join("\n"));
}

function drawPicture(name, out, source, config, options) {
  if (config.schema.kind !== "image") return [];
  const png = `${root}docs/presets/${name}.png`;
  const dataOptions = options.includes("--resize") ? ["--resize", "64x64", "--count", "200"] : [];
  const args =
    config.config.model.kind === "vae"
      ? ["sample", out, "-n", "40", "--seed", "1"]
      : ["reconstruct", out, source, "--limit", "40", "--split", "test", ...dataOptions];
  execFileSync("node", [cli, ...args, "--out", png, "--overwrite"], { stdio: "inherit" });
  const what =
    config.config.model.kind === "vae" ? "Forty samples from the prior" : "Originals beside their reconstructions";
  return [`![${what}](${name}.png)`, "", `${what}.`, ""];
}

function table(r) {
  const fixed = (value, digits = 2) => (value === undefined ? undefined : value.toFixed(digits));
  const rows = [
    [`part`, r.part],
    ["items", r.count],
    [r.kl === undefined ? "reconstruction error" : "-ELBO", fixed(-r.elbo)],
    ["reconstruction", r.kl === undefined ? undefined : fixed(r.reconstruction)],
    ["KL", fixed(r.kl)],
    ["bits/dim", fixed(r.bitsPerDim, 4)],
    ["active units", r.activeUnits],
    ["mean squared error", fixed(r.meanSquaredError, 5)],
    ["PSNR, dB", fixed(r.psnr)],
    ["SSIM", fixed(r.ssim, 4)],
    ["epochs (best)", `${r.epochs} (${r.bestEpoch})`],
  ];
  return rows.filter(([, value]) => value !== undefined);
}

function resultsPage() {
  const files = readdirSync(`${root}docs/results`)
    .filter((file) => /^preset-.*\.json$/.test(file))
    .sort();
  const fixed = (value, digits) => (typeof value === "number" ? value.toFixed(digits) : "");
  const rows = files.map((file) => {
    const { command, results: r } = JSON.parse(readFileSync(`${root}docs/results/${file}`, "utf8"));
    const numbers = [
      fixed(-r.elbo, 2),
      fixed(r.kl, 2),
      fixed(r.bitsPerDim, 4),
      r.activeUnits ?? "",
      fixed(r.meanSquaredError, 5),
      fixed(r.psnr, 2),
      fixed(r.ssim, 3),
    ];
    return `| [${file.slice(7, -5)}](${file}) | \`${command.replace("npx vaekit ", "")}\` | ${r.part}, ${r.count} | ${numbers.join(" | ")} | ${r.epochs} (${r.bestEpoch}) |`;
  });
  const page = [
    "# Results",
    "",
    "Runs of this program on public data, written by `node scripts/preset-pages.mjs`; each name links to its whole config and",
    "numbers. -ELBO and KL in nats, summed over an item's elements, averaged over the items of the part named; for an",
    "autoencoder the first number is its squared error. Epochs trained, in brackets the one whose weights were kept.",
    "Mixed tables and time series have measures of their own: [tables](tables.md).",
    "",
    "| run | command | part, items | -ELBO | KL | bits/dim | active | MSE | PSNR | SSIM | epochs |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ];
  writeFileSync(`${root}docs/results/README.md`, page.join("\n"));
}

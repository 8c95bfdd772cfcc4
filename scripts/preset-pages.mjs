// Trains every preset on real data through the command line and writes its page in docs/presets: what it is, the
// command, the picture it made and the numbers it reached; a few further runs, and one table of all of them in
// docs/results. What stands on a page before the mark <!-- measured --> is written by hand and kept. Presets that
// bench/tables measures get a page that says where. A run that is already in runs/presets is not trained again.
// Usage: node scripts/preset-pages.mjs [NAME...]
// Reads the public data sets from ../shared/data or the folder named by VAEKIT_DATA.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { findPreset } from "../dist/models/index.js";

const root = new URL("..", import.meta.url).pathname;
const data = process.env.VAEKIT_DATA ?? `${root}../shared/data`;
const cli = `${root}dist/cli/main.js`;
const MARK = "<!-- measured -->";

// Enough to compare methods by, in a minute each.
const few = {
  data: "mnist",
  options: ["--limit", "12000", "--epochs", "20"],
  on: "12,000 pictures of MNIST for twenty epochs",
};
const fewer = {
  ...few,
  options: ["--limit", "12000", "--epochs", "8"],
  on: "12,000 pictures of MNIST for eight epochs",
};
const shapes = {
  data: "sprites",
  options: ["--count", "12000", "--epochs", "12"],
  on: "10,000 built-in sprites for twelve epochs, far fewer than papers use",
  factors: true,
};
const all = (names, how) => Object.fromEntries(names.map((name) => [name, how]));

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
  ...all(["beta-vae", "annealed-vae", "beta-tc-vae", "factor-vae", "dip-vae-1", "dip-vae-2"], shapes),
  ...all(["info-vae", "wae", "rae-l2", "rae-gp", "aae", "sigma-vae"], few),
  ...all(["free-bits", "delta-vae", "lagging-vae", "skip-vae", "cyclical"], few),
  ...all(["iwae", "dreg", "miwae", "piwae", "ciwae", "renyi", "two-layer", "ladder"], few),
  ...all(["full-covariance", "planar-vae", "radial-vae", "iaf-vae", "householder-vae", "hamiltonian-vae"], few),
  ...all(["s-vae", "poincare-vae", "bernoulli-vae", "categorical-vae", "sparse-vae", "laplace-vae"], few),
  ...all(["mixture-prior", "vamp-prior", "flow-prior", "conditional-vae", "conditional-prior"], few),
  ...all(["ms-ssim-vae", "vq-vae", "residual-vq-vae", "fsq-vae"], fewer),
  "semi-supervised": {
    ...few,
    options: ["--limit", "30000", "--epochs", "10", "--set", "model.classifier.labelled=1000"],
    on: "30,000 pictures of MNIST for ten epochs, of which 1,000 keep their label",
  },
  "vae-gan": {
    ...few,
    options: ["--limit", "12000", "--epochs", "15"],
    on: "12,000 pictures of MNIST for fifteen epochs",
  },
  "very-deep": {
    ...few,
    nll: false,
    options: ["--limit", "6000", "--epochs", "3"],
    on: "6,000 pictures of MNIST for three epochs, too few",
  },
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

// What the further commands found of a run, by command.
const FOUND = {
  evaluate: ({ nll, nllStandardError, samples, klParts }) => ({
    nll,
    nllStandardError,
    samples,
    mutualInformation: klParts?.mutualInformation,
  }),
  disentangle: ({ scores }) => scores,
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
  writeFileSync(pageOf(name), lines.join("\n"));
}

function pageOf(name) {
  return `${root}docs/presets/${name}.md`;
}

function headOf(name, { summary, source }) {
  return [`# ${name}`, "", `${summary[0].toUpperCase()}${summary.slice(1)}. Source: ${source}.`, ""];
}

// What stands on a page between its head and the mark.
function writtenOn(name) {
  if (!existsSync(pageOf(name))) return [];
  const page = readFileSync(pageOf(name), "utf8");
  const end = page.indexOf(MARK);
  if (end < 0) return [];
  const [, , ...rest] = page.slice(0, end).trimEnd().split("\n");
  const text = rest
    .slice(rest.indexOf("") + 1)
    .join("\n")
    .replace(/^\n+/, "");
  return text === "" ? [] : [text, ""];
}

function configOf(name, { config }) {
  const whole = `The whole preset, as \`npx vaekit presets ${name}\` prints it:`;
  return [whole, "", "```json", JSON.stringify(config, null, 2), "```", ""];
}

function page(name, { preset: presetName = name, data: set, options, on, factors = false, nll = true }) {
  const source = set === "sprites" ? set : `${data}/${set}`;
  const shownData = set === "sprites" ? set : `DATA/${set}`;
  const out = `${root}runs/presets/${name}`;
  const shown = ["npx vaekit train", shownData, "--preset", presetName, ...options, "--out", `runs/${name}`].join(" ");
  if (!existsSync(`${out}/report.html`)) {
    vaekit(["train", source, "--preset", presetName, ...options, "--out", out, "--overwrite"]);
  }
  const config = JSON.parse(readFileSync(`${out}/config.json`, "utf8"));
  const { results } = config;
  const more = on === undefined ? [] : measures(out, { source, shownData, config, factors, nll });
  const found = Object.assign({}, ...more.map(({ found }) => found));
  writeFileSync(
    `${root}docs/results/preset-${name}.json`,
    `${JSON.stringify({ command: shown, config: config.config, results: { ...results, ...found } }, null, 2)}\n`,
  );
  if (on === undefined) return;
  const preset = findPreset(name);
  const lines = [
    ...headOf(name, preset),
    ...writtenOn(name),
    MARK,
    "",
    `Trained on ${on}:`,
    "",
    "```sh",
    shown,
    ...more.map(({ command }) => command.replace(out, `runs/${name}`)),
    "```",
    "",
    ...drawPicture(name, out, source, config, options, factors),
    "| | |",
    "|---|---|",
    ...table({ ...results, ...found }).map(([label, value]) => `| ${label} | ${value} |`),
    "",
    `The numbers are from one run on two CPU cores (\`node scripts/preset-pages.mjs ${name}\`), kept in`,
    `[preset-${name}.json](../results/preset-${name}.json). Bounds are in nats, summed over an item's elements and averaged over items.`,
    "",
    ...configOf(name, preset),
  ];
  writeFileSync(pageOf(name), lines.join("\n"));
}

function vaekit(args) {
  const { status } = spawnSync("node", [cli, ...args], { stdio: "inherit" });
  if (status !== 0) throw new Error(`vaekit ${args.join(" ")}: ended with ${status}`);
}

// Further commands that measure a run, and what they found, kept beside it.
function measures(out, { source, shownData, config, factors, nll }) {
  const commands = [];
  if (nll && config.config.model.kind === "vae" && config.schema.kind === "image") {
    commands.push(["evaluate", ["--samples", "100", "--limit", "1000"]]);
  }
  if (factors) commands.push(["disentangle", []]);
  return commands.map(([command, options]) => {
    const file = `${out}/${command}.json`;
    const args = command === "evaluate" ? [command, out, source, ...options] : [command, out, ...options];
    if (!existsSync(file)) writeFileSync(file, execFileSync("node", [cli, ...args, "--json"]));
    const json = JSON.parse(readFileSync(file, "utf8"));
    return { command: ["npx vaekit", ...args].join(" ").replace(source, shownData), found: FOUND[command](json) };
  });
}

function drawPicture(name, out, source, config, options, factors) {
  if (config.schema.kind !== "image") return [];
  const png = `${root}docs/presets/${name}.png`;
  const dataOptions = options.includes("--resize") ? ["--resize", "64x64", "--count", "200"] : [];
  const to = ["--out", png, "--overwrite"];
  const of = (text) => [`![${text}](${name}.png)`, "", `${text}.`, ""];
  if (factors) {
    vaekit(["traverse", out, "--steps", "9", ...to]);
    return of("Each latent swept, a row each");
  }
  if (config.config.model.condition) {
    vaekit(["sample", out, "-n", "4", "--each", "--seed", "1", ...to]);
    return of("Four samples of each class, the same latents for all");
  }
  const { status } = spawnSync("node", [cli, "sample", out, "-n", "40", "--seed", "1", ...to]);
  if (status === 0) return of(config.config.sampler ? "Forty samples" : "Forty samples from the prior");
  vaekit(["reconstruct", out, source, "--limit", "40", "--split", "test", ...dataOptions, ...to]);
  return of("Originals beside their reconstructions");
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
    [`NLL, ${r.samples} samples, 1,000 items`, r.nll && `${fixed(r.nll)} +- ${fixed(r.nllStandardError)}`],
    ["mutual information of 1,000 items and latents, at most 6.91", fixed(r.mutualInformation)],
    ["active units", r.activeUnits],
    ["share of silent latents", fixed(r.sparsity)],
    ["perplexity of codes", fixed(r.perplexity, 1)],
    ["accuracy", fixed(r.accuracy, 4)],
    ["MIG", fixed(r.mig, 3)],
    ["FactorVAE score", fixed(r.factorVae, 3)],
    ["DCI disentanglement", fixed(r.disentanglement, 3)],
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

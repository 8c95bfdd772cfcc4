// The numbers of config.json's `results` that runs are compared by: what each is called, in which unit, and which way is better.

import type { RunFile } from "./run.ts";

/** What a number is. */
export interface MeasureInfo {
  /** Stable name for programs. */
  readonly key: string;
  readonly label: string;
  /** Empty where the label says it. */
  readonly unit: string;
  /** Undefined where neither way is better. */
  readonly better?: "lower" | "higher";
  /** True for numbers in nats or bits, which only compare under one kind of likelihood. */
  readonly bound: boolean;
  /** Place in tables, least first. */
  readonly order: number;
}

type Row = readonly [key: string, label: string, unit: string, better: "lower" | "higher" | undefined, kind?: "bound"];

const KNOWN: readonly Row[] = [
  ["negativeElbo", "negative ELBO", "nats", "lower", "bound"],
  ["reconstruction", "reconstruction", "nats", "lower", "bound"],
  ["kl", "KL", "nats", undefined, "bound"],
  ["bitsPerDim", "bits/dim", "bits", "lower", "bound"],
  ["nll", "NLL", "nats", "lower", "bound"],
  ["nllStandardError", "its standard error", "nats", undefined, "bound"],
  ["activeUnits", "active units", "", undefined],
  ["reconstructionError", "reconstruction error", "per item", "lower", "bound"],
  ["meanSquaredError", "squared error", "per element", "lower"],
  ["cellAccuracy", "cell accuracy", "of categories", "higher"],
  ["numberError", "number error", "squared, std. deviations", "lower"],
  ["psnr", "PSNR", "dB", "higher"],
  ["ssim", "SSIM", "", "higher"],
];

// What counts rather than measures stands last.
const LAST: readonly Row[] = [
  ["privacy.epsilon", "epsilon spent", "", undefined],
  ["privacy.delta", "delta", "", undefined],
  ["bestEpoch", "epoch kept", "", undefined],
  ["steps", "steps", "", undefined],
  ["divergences", "divergences", "", "lower"],
];

// Part of the protocol, said elsewhere, or shown in a column of its own.
const NOT_COMPARED = new Set(["count", "seed", "samples", "epochs", "seconds", "klPerDimension"]);

/** What is known of a number; one that is not known is called by its key and stands between the measures and the counts. */
export function measureInfo(key: string): MeasureInfo {
  const rows = [...KNOWN, ...LAST];
  const at = rows.findIndex(([known]) => known === key);
  const [, label, unit, better, kind] = rows[at] ?? [key, key, "", undefined];
  const order = at < 0 ? KNOWN.length : at < KNOWN.length ? at : at + 1;
  return { key, label, unit, ...(better && { better }), bound: kind === "bound", order };
}

/** The numbers of a finished run by key: every finite number of `results`, nested ones by path. */
export function numbersOf({ results = {}, config, schema }: RunFile): Record<string, number> {
  const found: Record<string, number> = {};
  const collect = (tree: object, path: string) => {
    for (const [key, value] of Object.entries(tree)) {
      const name = path + key;
      if (NOT_COMPARED.has(name)) continue;
      if (typeof value === "number" && Number.isFinite(value)) found[name] = value;
      else if (typeof value === "object" && value !== null && !Array.isArray(value)) collect(value, `${name}.`);
    }
  };
  collect(results, "");
  const { elbo, reconstruction, bitsPerDim, ...rest } = found;
  // An autoencoder's error is no likelihood, whatever field it stands in.
  if (config.model.kind === "autoencoder") {
    return { ...rest, ...(reconstruction !== undefined && { reconstructionError: reconstruction }) };
  }
  return {
    ...(elbo !== undefined && { negativeElbo: -elbo }),
    ...(reconstruction !== undefined && { reconstruction }),
    // Columns of a table are no dimensions of one kind.
    ...(bitsPerDim !== undefined && schema.kind !== "table" && { bitsPerDim }),
    ...rest,
  };
}

// Noise on the input of a denoising model, which is scored on the clean item.

import { type Filler, Generator } from "../array/index.ts";
import { ConfigError, didYouMean } from "../errors.ts";

/**
 * `gaussian`: adds normal noise of deviation `amount` (pictures are cut to [0, 1]); `mask`: sets a share of the values to
 * 0, for tables the column's mean; `salt`: sets a share of the pixels to 0 or 1, pictures only.
 */
export interface Corruption {
  readonly kind: "gaussian" | "mask" | "salt";
  /** Standard deviation for `gaussian`, otherwise the share of values hit, in (0, 1]. */
  readonly amount: number;
}

const KINDS = ["gaussian", "mask", "salt"] as const;

/** Reads `gaussian:0.3`, `mask:0.25` or `salt:0.1`. @throws ConfigError naming what is wrong with `text` */
export function parseCorruption(text: string): Corruption {
  const [name = "", amountText, ...more] = text.split(":");
  const kind = KINDS.find((candidate) => candidate === name);
  if (kind === undefined) throw new ConfigError(`corrupt: kind must be known, got "${name}"${didYouMean(name, KINDS)}`);
  const amount = amountText === undefined || amountText.trim() === "" ? Number.NaN : Number(amountText);
  const valid = Number.isFinite(amount) && amount > 0 && (kind === "gaussian" || amount <= 1) && more.length === 0;
  if (valid) return { kind, amount };
  const rule = kind === "gaussian" ? "a positive standard deviation" : "a share in (0, 1]";
  throw new ConfigError(`corrupt: ${kind} needs ${rule}, got "${text}"; write for example ${kind}:0.25`);
}

/** `gaussian:0.3`, the text that parseCorruption reads. */
export function formatCorruption({ kind, amount }: Corruption): string {
  return `${kind}:${amount}`;
}

/** What the noise depends on, and what it is put on. */
export interface CorruptOptions {
  readonly seed: number;
  /** Number of the step over all epochs. */
  readonly step: number;
  readonly target: "image" | "vector" | "series" | "table";
  /** Where the numbers come from; default a generator of seed and step. */
  readonly generator?: Filler;
}

/**
 * Writes the corrupted `clean` to `out`, which must not be `clean` itself.
 * @throws ConfigError for `salt` on rows of numbers
 */
export function corrupt(clean: Float32Array, corruption: Corruption, options: CorruptOptions, out: Float32Array): void {
  const { kind, amount } = corruption;
  const picture = options.target === "image";
  checkCorruption(corruption, options.target);
  const { generator = new Generator(options.seed, "corrupt", options.step) } = options;
  if (kind === "gaussian") {
    generator.fillNormal(out);
    for (let i = 0; i < out.length; i++) {
      const value = clean[i]! + amount * out[i]!;
      out[i] = picture ? Math.min(1, Math.max(0, value)) : value;
    }
    return;
  }
  generator.fillUniform(out);
  // Sums of products instead of branches, which would be mispredicted.
  if (kind === "mask") {
    for (let i = 0; i < out.length; i++) out[i] = clean[i]! * Number(out[i]! >= amount);
    return;
  }
  // One number per pixel decides both whether it is hit and, by the half it falls in, whether it turns black or white.
  for (let i = 0; i < out.length; i++) {
    const kept = Number(out[i]! >= amount);
    const white = Number(out[i]! >= amount / 2);
    out[i] = kept * clean[i]! + (1 - kept) * white;
  }
}

/** @throws ConfigError when `corruption` makes no sense for the data */
export function checkCorruption({ kind, amount }: Corruption, target: CorruptOptions["target"]): void {
  if (target === "table") {
    throw new ConfigError(
      `corrupt: noise is for pictures and vectors, got a table; hide cells from the encoder with train.hide, for example --set train.hide=${Math.min(amount, 0.5)}`,
    );
  }
  if (kind === "salt" && target !== "image") {
    throw new ConfigError(
      `corrupt: salt turns pixels black or white, got rows of numbers; use mask:${amount} or gaussian:${amount}`,
    );
  }
}

/**
 * Writes table rows `clean` (codes, then values, `width` numbers each) to `out` with cells hidden from the encoder: code -2
 * and value 0. Each row hides a share of its own, uniform between 0 and twice `share`, so that few and many gaps are learned.
 */
export function hideCells(
  clean: Float32Array,
  width: number,
  share: number,
  { seed, step, generator = new Generator(seed, "hide", step) }: Omit<CorruptOptions, "target">,
  out: Float32Array,
): void {
  const columns = width / 2;
  const draws = generator.fillUniform(new Float32Array(columns + 1));
  for (let at = 0; at < clean.length; at += width) {
    generator.fillUniform(draws);
    const own = Math.min(1, 2 * share * draws[columns]!);
    for (let j = 0; j < columns; j++) {
      const hidden = draws[j]! < own;
      out[at + j] = hidden ? -2 : clean[at + j]!;
      out[at + columns + j] = hidden ? 0 : clean[at + columns + j]!;
    }
  }
}

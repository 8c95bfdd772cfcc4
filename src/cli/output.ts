// What leaves the program: results on stdout, remarks on stderr, files written whole and never replaced unasked.

import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { ConfigError, didYouMean } from "../errors.ts";
import { checkWritable, writeWhole } from "../tasks/node.ts";
import type { FileOptions } from "./options.ts";

/** Prints a result. */
export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Prints a result as one JSON object on one line. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Prints a remark. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** An output file that was found fit to be written. */
export interface OutputFile<K extends string = string> {
  readonly path: string;
  /** Its ending. */
  readonly kind: K;
  save(bytes: Uint8Array | string): Promise<void>;
}

/**
 * Checks --out before any work is done.
 * @throws ConfigError for an unknown ending or a file that exists without --overwrite; DataError when it cannot be written
 */
export async function outputFile<K extends string>(
  { out, overwrite = false }: FileOptions & { readonly out: string },
  kinds: readonly K[],
): Promise<OutputFile<K>> {
  const ending = extname(out).slice(1).toLowerCase();
  const kind = kinds.find((known) => known === ending);
  if (kind === undefined) {
    const known = kinds.map((name) => `.${name}`);
    throw new ConfigError(
      `--out: the file must end in ${known.join(", ")}, got "${out}"${didYouMean(ending, kinds).replace(/^; known.*/, "")}`,
    );
  }
  await refuseTaken(out, overwrite);
  await checkWritable(out);
  return { path: out, kind, save: (bytes) => writeWhole(out, bytes) };
}

/** @throws ConfigError for a folder at the path of --out, or a file that may not be replaced */
export async function refuseTaken(out: string, overwrite: boolean): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found?.isDirectory()) throw new ConfigError(`--out: must be a file, got the folder ${out}`);
  if (found !== undefined && !overwrite) {
    throw new ConfigError(`${out}: exists already; replace it with --overwrite or choose another --out`);
  }
}

// The built program under test: runs it, looks at what it prints and what it leaves on disk.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";

/** The executable. */
export const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
if (!existsSync(MAIN)) throw new Error("dist/cli/main.js is missing; run npm run build first");

/** What a finished program left. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run the program. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** What the program reads on standard input; default nothing. */
  readonly input?: string;
  /** Largest file that it may write, in KiB. */
  readonly fileLimit?: number;
  /** Called after each output with all output so far; may send signals. */
  readonly watch?: (output: { stdout: string; stderr: string }, send: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `vaekit ARGS` to its end. */
export function vaekit(
  args: readonly string[],
  { cwd, env, uid, input, fileLimit, watch }: RunOptions,
): Promise<Ended> {
  const limited = fileLimit !== undefined;
  const command = limited ? "bash" : process.execPath;
  const words = limited
    ? ["-c", `ulimit -f ${fileLimit}; exec "$0" "$@"`, process.execPath, MAIN, ...args]
    : [MAIN, ...args];
  const child = spawn(command, words, {
    cwd,
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  // A program that stops early does not read all of it.
  child.stdin?.on("error", () => undefined).end(input);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]!.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      watch?.(output, (signal) => child.kill(signal));
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...output }));
  });
}

/** The one line that a refused command prints; it ends with exit code 2 and prints nothing else that counts. */
export async function refusal(args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await vaekit(args, options);
  const lines = stderr.trimEnd().split("\n");
  const errors = lines.filter((line) => line.startsWith("error: "));
  expect(stderr).not.toMatch(/^ +at /m);
  expect(errors, stderr).toHaveLength(1);
  expect(lines.at(-1)).toBe(errors[0]);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  return errors[0]!;
}

/** A folder that is removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vaekit-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** SHA-256 of a file. */
export function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** Every path under a folder with the hash of its content; a folder has none. */
export function contentsOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const full = join(folder, path);
      if (statSync(full).isDirectory()) return [path, ""];
      return [path, (statSync(full).mode & 0o444) === 0 ? "unreadable" : hashOf(full)];
    }),
  );
}

/** Options of a model that trains in a moment. */
export const TINY = [
  "--preset",
  "mnist",
  "--set",
  'model.encoder=[{"kind":"flatten"},{"kind":"dense","units":24},{"kind":"relu"}]',
  "--latent",
  "3",
] as const;

// What the table benchmarks share: the CLI as a measured child process, Python scripts, the data, a temporary folder.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const say = (text) => process.stderr.write(`${text}\n`);

/** A file of the data folder; ends the program where it is absent. */
export function dataFile(path) {
  const file = join(process.env.VAEKIT_DATA ?? "data", path);
  if (existsSync(file)) return file;
  say(`${file}: not there; point VAEKIT_DATA to the folder of benchmark data`);
  process.exit(2);
}

/** A folder that is removed at the end of the program. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `vaekit-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a vaekit command; seconds by the clock and of all cores, peak memory in MiB, what it said. */
export function vaekit(args, { nodeOptions = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "vaekit-usage-"));
  const file = join(folder, "usage.json");
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeOptions, "--import", here("usage.mjs"), here("../../dist/cli/main.js"), ...args.map(String)],
    { encoding: "utf8", env: { ...process.env, VAEKIT_USAGE: file }, maxBuffer: 2 ** 28 },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`vaekit ${args.join(" ")}: exit code ${status}\n${stderr}`);
  const usage = JSON.parse(readFileSync(file, "utf8"));
  rmSync(folder, { recursive: true });
  return { seconds, ...usage, output: `${stdout}${stderr}` };
}

/** Path of a python3 that imports a module, or undefined; Debian's own comes first. */
export function pythonWith(module) {
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)];
  const candidates = new Set(folders.map((folder) => join(folder, "python3")).filter(existsSync));
  return [...candidates].find((python) => spawnSync(python, ["-c", `import ${module}`]).status === 0);
}

/** Runs a script of this folder on one thread; the lines that it prints are JSON. */
export function runPython(python, script, args) {
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const output = execFileSync(python, [here(script), ...args.map(String)], {
    encoding: "utf8",
    env,
    maxBuffer: 2 ** 28,
  });
  return output
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The Python that the scoring scripts need; ends the program where there is none. */
export function neededPython() {
  const python = pythonWith("sklearn");
  if (python !== undefined) return python;
  say("needs a python3 with numpy and scikit-learn, such as Debian's python3-sklearn");
  process.exit(2);
}

/** The machine in words. */
export function machine() {
  const cores = cpus();
  const load = loadavg()[0].toFixed(1);
  return `${cores.length} cores of ${cores[0].model.trim()}, Node ${process.versions.node}, load ${load} at the start`;
}

/** Lines of a Markdown table; cells are text or numbers. */
export function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

// vaekit doctor

import { access, readFile } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { float32 } from "../../array/index.ts";
import { input, matmul } from "../../graph/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { VERSION } from "../../version.ts";
import { EXIT } from "../exit.ts";
import { openRuntime } from "../input.ts";
import { print, printJson } from "../output.ts";
import { formatTable } from "../table.ts";

interface Finding {
  readonly runtime: string;
  readonly works: boolean;
  readonly version: string | undefined;
  readonly threads?: number;
  readonly detail: string;
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command.option("--json", "print one JSON object").action(run);
}

async function run({ json }: { readonly json?: boolean }): Promise<void> {
  const machine = {
    vaekit: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
  const runtimes = [
    await tryRuntime("node", "onnxruntime-node"),
    await tryRuntime("wasm", "onnxruntime-web"),
    await findBrowser(),
  ];
  if (json) printJson({ ...machine, runtimes });
  else {
    print(
      formatTable([
        ["vaekit", machine.vaekit],
        ["Node", `${machine.node}, ${machine.platform}`],
        ["machine", `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB of memory`],
      ]),
    );
    const rows = runtimes.map(({ runtime, works, version = "", threads = "", detail }) => [
      runtime,
      works ? "works" : "no",
      version,
      String(threads),
      detail,
    ]);
    print(`\n${formatTable(rows, ["runtime", "", "version", "threads", "remarks"])}`);
  }
  if (!runtimes.some(({ works }) => works)) process.exitCode = EXIT.ourFault;
}

async function tryRuntime(name: "node" | "wasm", library: string): Promise<Finding> {
  const version = await versionOf(library);
  try {
    const runtime = await openRuntime({ runtime: name });
    const milliseconds = await multiply(runtime);
    const detail = `${library}; a small graph compiled and ran in ${milliseconds.toFixed(0)} ms`;
    return { runtime: name, works: true, version, threads: runtime.threads, detail };
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    return { runtime: name, works: false, version, detail: `${library}: ${reason}` };
  }
}

// [[1, 2], [3, 4]] squared is [[7, 10], [15, 22]].
async function multiply(runtime: Runtime): Promise<number> {
  const started = performance.now();
  const x = input("x", [2, 2]);
  const executable = await runtime.compile({ outputs: { y: matmul(x, x) } });
  const { y } = await executable.run({ x: float32([1, 2, 3, 4], [2, 2]) });
  await executable.dispose();
  const got = Array.from(y!.data as Float32Array);
  if (got.join() !== "7,10,15,22") throw new Error(`a product of small matrices must be 7,10,15,22, got ${got}`);
  return performance.now() - started;
}

// WebGPU is a matter of browsers; Node has none.
async function findBrowser(): Promise<Finding> {
  const version = await versionOf("onnxruntime-web");
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  for (const place of places) {
    const found = await access(place).then(
      () => true,
      () => false,
    );
    if (!found) continue;
    return {
      runtime: "webgpu",
      works: false,
      version,
      detail: `needs a page in a browser, Node has no WebGPU; ${place} is installed`,
    };
  }
  return {
    runtime: "webgpu",
    works: false,
    version,
    detail: "needs a page in a browser, Node has no WebGPU; no Chromium was found",
  };
}

async function versionOf(library: string): Promise<string | undefined> {
  for (let folder = fileURLToPath(new URL(".", import.meta.url)); ; folder = join(folder, "..")) {
    const text = await readFile(join(folder, "node_modules", library, "package.json"), "utf8").catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
    if (folder === join(folder, "..")) return undefined;
  }
}

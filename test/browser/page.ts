// What runs inside the page: the conformance checks on an engine of the browser. The test drives it by `runSuite`.

import { webRuntime } from "../../src/runtime/web.ts";
import { type CheckResult, runChecks, runtimeChecks } from "../conformance/checks.ts";

/** Which engine and how much of the suite. */
export interface PageOptions {
  readonly backend: "wasm" | "webgpu";
  readonly threads: number;
  /** Random cases per operation. */
  readonly cases: number;
  /** Training steps of the long run. */
  readonly steps: number;
  /** Only checks of this name; default all. */
  readonly only?: string;
}

/** What came of it, as plain data. */
export interface PageReport {
  readonly isolated: boolean;
  readonly threads: number;
  readonly results: readonly (CheckResult & { readonly milliseconds: number })[];
}

async function runSuite({ backend, threads, cases, steps, only }: PageOptions): Promise<PageReport> {
  const runtime = await webRuntime({ backend, threads, wasmPaths: "/ort/" });
  const checks = runtimeChecks({ engine: backend, cases, steps }).filter(
    ({ name }) => only === undefined || name === only,
  );
  const results = [];
  for (const check of checks) {
    const start = performance.now();
    const [result] = await runChecks(runtime, [check]);
    results.push({ ...result!, milliseconds: performance.now() - start });
    console.log(`${result!.ok ? "ok" : "NOT OK"} ${check.name} ${Math.round(results.at(-1)!.milliseconds)} ms`);
  }
  return { isolated: crossOriginIsolated, threads: runtime.threads, results };
}

Object.assign(globalThis, { runSuite });

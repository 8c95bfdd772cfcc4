// The conformance suite inside Chromium: WebAssembly with two threads, and WebGPU on a software adapter.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runtimeChecks } from "../conformance/checks.ts";
import { allCases } from "../conformance/op-cases.ts";
import { launch } from "./chromium.ts";
import type { PageOptions, PageReport } from "./page.ts";
import type { Server } from "./serve.ts";
import { servePage } from "./serve-page.ts";

async function runInPage(server: Server, options: PageOptions): Promise<PageReport> {
  const browser = await launch(options.backend === "webgpu" ? "webgpu" : "none");
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error));
    if (process.env.VAEKIT_VERBOSE) page.on("console", (message) => console.log(message.text()));
    await page.goto(server.url);
    await page.waitForFunction("typeof runSuite === 'function'");
    return (await page.evaluate(`runSuite(${JSON.stringify(options)})`)) as PageReport;
  } finally {
    await browser.close();
  }
}

function failures({ results }: PageReport): string {
  return results
    .filter(({ ok }) => !ok)
    .map(({ name, message }) => `${name}: ${message}`)
    .join("\n");
}

describe("in Chromium", () => {
  let server: Server;

  beforeAll(async () => {
    server = await servePage("page.ts");
  });
  afterAll(() => server.close());

  it.each([
    { backend: "wasm", threads: 2, cases: 24, steps: 300 },
    { backend: "webgpu", threads: 1, cases: 16, steps: 60 },
  ] as const)("$backend passes every check", async (options) => {
    const report = await runInPage(server, options);
    expect(report.isolated).toBe(true);
    expect(report.threads).toBe(options.threads);
    expect(failures(report)).toBe("");
    const expected = runtimeChecks({ ...options, engine: options.backend });
    expect(report.results.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    const skipped = allCases.filter(([, { skip }]) => skip?.[options.backend] !== undefined);
    expect(report.results.length).toBeGreaterThanOrEqual(allCases.length - skipped.length);
  });
});

// The conformance suite of an engine under the test runner.

import { describe, it } from "vitest";
import type { Runtime } from "../../src/runtime/index.ts";
import { type CheckOptions, runtimeChecks } from "./checks.ts";

/** Declares the tests of an engine: every operation against the reference evaluator, state, feeds and long runs. */
export function testRuntime(title: string, makeRuntime: () => Runtime | Promise<Runtime>, options: CheckOptions): void {
  describe(title, () => {
    for (const { name, run } of runtimeChecks(options)) {
      it(name, async () => {
        await run(await makeRuntime());
      });
    }
  });
}

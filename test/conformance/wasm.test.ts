// The WebAssembly engine in Node against the reference evaluator.

import { webRuntime } from "../../src/runtime/web.ts";
import { testRuntime } from "./runtimes.ts";

testRuntime("webRuntime on wasm in Node", () => webRuntime({ threads: 1 }), { engine: "wasm", cases: 16, steps: 300 });

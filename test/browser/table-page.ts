// What runs inside the page: a table from the bytes of a CSV file to new rows, filled gaps and scores.

import { openTableData, readCsvTable, writeCsvTable } from "../../src/data/index.ts";
import { webRuntime } from "../../src/runtime/web.ts";
import { impute, type RunStore, scoreRows, synth, train } from "../../src/tasks/index.ts";

/** What came of it. */
export interface TableReport {
  readonly synthetic: string;
  readonly filled: string;
  readonly scores: readonly number[];
}

async function runTable(csv: string): Promise<TableReport> {
  const runtime = await webRuntime({ backend: "wasm", threads: 2, wasmPaths: "/ort/" });
  const { table } = readCsvTable(new TextEncoder().encode(csv), "people.csv");
  const data = openTableData("people", table);
  const files = new Map<string, Uint8Array>();
  const store: RunStore = {
    name: "memory",
    read: async (path) => files.get(path),
    write: async (path, bytes) => {
      files.set(path, bytes);
    },
  };
  const { trained } = await train({ data, runtime, store, choices: { set: ["train.epochs=4"] } });
  const made = await synth(runtime, trained!, { count: 20, seed: 1 });
  const { best } = await impute(runtime, trained!, table, { samples: 10, proposals: 16 });
  const { score } = await scoreRows(runtime, trained!, table);
  return { synthetic: writeCsvTable(made.table), filled: writeCsvTable(best), scores: [...score] };
}

Object.assign(globalThis, { runTable });

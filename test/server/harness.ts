// The server under test: bundled from its source, with small models that are trained in a moment.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { finishBundle, openBuiltin, openTableData, seriesDataset, type Table } from "../../src/data/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { type RunningServer, type ServerOptions, startServer } from "../../src/server/index.ts";
import { loadModel, type TrainedModel, train } from "../../src/tasks/index.ts";
import { folderStore } from "../../src/tasks/node.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The runtime of direct calls, to compare the server's answers with. */
export const runtime = nodeRuntime({ threads: 1 });

/** A folder that is removed after the file's tests. */
export function temporaryFolder(parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "vaekit-server-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Puts main.js, the command line, and worker.js, both built from source, into a folder. */
async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: [join(root, "src/cli/main.ts"), join(root, "src/server/worker.ts")],
    outdir: folder,
    entryNames: "[name]",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
}

/** Rows whose town decides the income; some incomes are missing. */
export function people(count: number, seed = 1): Table {
  const generator = new Generator(seed, "people");
  const columns: Record<string, (string | null)[]> = { id: [], town: [], income: [], age: [] };
  for (let i = 0; i < count; i++) {
    const town = generator.integer(3);
    columns.id!.push(`P${String(i + 1).padStart(5, "0")}`);
    columns.town!.push(["Ulm", "Bern", "Graz"][town]!);
    columns.income!.push(i % 9 === 0 ? null : ((town + 1) * 1000 + 60 * generator.normal()).toFixed(1));
    columns.age!.push(String(20 + generator.integer(60)));
  }
  const cells = Object.entries(columns).map(([name, values]) => ({ name, cells: { kind: "text" as const, values } }));
  return { name: "people", count, columns: cells };
}

/** Rows as the JSON of a request holds them. */
export function rowsOf(table: Table): Record<string, string | null>[] {
  return Array.from({ length: table.count }, (_, i) =>
    Object.fromEntries(table.columns.map(({ name, cells }) => [name, cells.values[i] as string | null])),
  );
}

/** Two waves over time. */
export function waves(count: number): Table {
  const number = (name: string, value: (i: number) => number) => {
    const values = Float64Array.from({ length: count }, (_, i) => Number(value(i).toFixed(4)));
    return { name, cells: { kind: "number" as const, values } };
  };
  const columns = [number("t", (i) => i), number("a", (i) => Math.sin(i / 2)), number("b", (i) => Math.cos(i / 3))];
  return { name: "waves", count, columns };
}

const DENSE = 'model.encoder=[{"kind":"flatten"},{"kind":"dense","units":16},{"kind":"relu"}]';
const DATA = {
  digits: {
    data: () => openBuiltin("digits", { count: 200 }),
    choices: { preset: "mnist", set: [DENSE, "model.latent=3", "train.epochs=2"] },
  },
  classes: {
    data: () => openBuiltin("digits", { count: 300 }),
    choices: { preset: "conditional-vae", set: [DENSE, "model.latent=3", "train.epochs=1"] },
  },
  people: { data: () => openTableData("people", people(300)), choices: { set: ["train.epochs=3"] } },
  waves: {
    data: () => finishBundle(seriesDataset(waves(200), { window: 16, time: "t" })),
    choices: { set: ["train.epochs=1", "model.latent=2"] },
  },
};

/** Names of the models under test. */
export type ModelName = keyof typeof DATA;

/** What stands ready for a file's tests. */
export interface Ready {
  folder: string;
  /** What the server's threads run. */
  script: URL;
  /** The command line. */
  main: string;
  readonly paths: Record<ModelName, string>;
  readonly models: Record<ModelName, TrainedModel>;
  /** Starts a server that is closed after the file's tests. */
  start: (options?: Partial<ServerOptions>, onFault?: (detail: string) => void) => Promise<RunningServer>;
}

/** Trains the named models before the file's tests. */
export function prepare(names: readonly ModelName[]): Ready {
  const folder = temporaryFolder();
  // Inside the repository, where packages are found.
  const out = temporaryFolder(join(root, "node_modules", ".cache"));
  const ready = { folder, paths: {}, models: {} } as Ready;
  const servers: RunningServer[] = [];
  beforeAll(async () => {
    await bundle(out);
    ready.script = pathToFileURL(join(out, "worker.js"));
    ready.main = join(out, "main.js");
    for (const name of names) {
      const path = join(folder, name);
      const { data, choices } = DATA[name];
      await train({ data: data(), choices, runtime, store: folderStore(path) });
      ready.paths[name] = path;
      ready.models[name] = await loadModel(folderStore(path));
    }
  });
  ready.start = async (options = {}, onFault) => {
    const server = await startServer(
      { runs: Object.values(ready.paths), port: 0, threads: 1, workerScript: ready.script, ...options },
      onFault,
    );
    servers.push(server);
    return server;
  };
  afterAll(async () => {
    for (const server of servers) await server.close();
  });
  return ready;
}

/** Posts JSON. */
export function postJson(url: string, value: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  });
}

/** The refusal of a request: its status and text. */
export async function refusal(response: Response): Promise<{ status: number; detail: string; code?: string }> {
  if (response.headers.get("content-type") !== "application/problem+json") {
    throw new Error(`no refusal but ${response.status} ${(await response.text()).slice(0, 500)}`);
  }
  return (await response.json()) as { status: number; detail: string; code?: string };
}

// vaekit studio

import { cp, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import { isBuiltinName } from "../../data/index.ts";
import { ConfigError, DataError } from "../../errors.ts";
import { type Given, serveStudio, studioFiles } from "../../server/studio/index.ts";
import { onInterrupt } from "../interrupt.ts";
import { print, remark } from "../output.ts";
import { whole } from "../parse.ts";

interface Options {
  readonly port: number;
  readonly browser: boolean;
  readonly export?: string;
}

const EXAMPLES = `
Examples:
  vaekit studio                      train on drawn digits, walk through their latents
  vaekit studio runs/digits          open a run
  vaekit studio pictures/            open data
  vaekit studio --export public/     the page as files for any web host

The page is served on 127.0.0.1 only, and everything is computed in the browser: data never leaves this machine. On another
host it runs on one thread unless the host sends Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy:
require-corp; where it does not, a service worker of the page adds them.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("[what]", "a run's folder, a built-in set, or a file or folder of data")
    .option("--port <port>", "port to listen on; 0 for any that is free", whole("--port", 0, 65_535), 0)
    .option("--no-browser", "only print the address")
    .option("--export <folder>", "write the page's files there instead of serving them")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(what: string | undefined, options: Options): Promise<void> {
  if (options.export !== undefined) {
    if (what !== undefined) {
      throw new ConfigError(`--export: writes the page alone, got ${what} to open; leave one of them out`);
    }
    return exportPage(options.export);
  }
  const given = what === undefined ? undefined : await givenBy(what);
  const server = await serveStudio({ port: options.port, given });
  print(server.url);
  remark("Ctrl-C ends it");
  if (options.browser) {
    const { default: open } = await import("open");
    // Where there is no browser the address is enough.
    (await open(server.url).catch(() => undefined))?.on("error", () => undefined);
  }
  await new Promise<void>((resolve) => {
    const interrupt = onInterrupt(() => {
      interrupt.release();
      resolve();
    });
  });
  await server.close();
}

async function givenBy(what: string): Promise<Given> {
  if (isBuiltinName(what)) return { kind: "builtin", name: what };
  const path = resolve(what);
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOTDIR") return [] as string[];
    throw new DataError(
      `${what}: cannot be read (${error.code === "ENOENT" ? "no such file" : error.code}); check the path`,
    );
  });
  return { kind: names.includes("config.json") ? "run" : "data", name: basename(path), path };
}

async function exportPage(folder: string): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  if (found.length > 0) {
    throw new ConfigError(
      `--export: the folder must be empty or not there yet, got ${folder} with ${found.length} entries`,
    );
  }
  const files = await studioFiles();
  for (const [name, { file }] of files) await cp(file, join(folder, name));
  print(`${files.size} files written to ${folder}`);
}

// vaekit report

import type { Command } from "commander";
import { overview } from "../../tasks/index.ts";
import { folderStore, loadRun } from "../../tasks/node.ts";
import { openRuntime, ownParts } from "../input.ts";
import {
  type DataOptions,
  type FileOptions,
  type RuntimeOptions,
  withData,
  withFile,
  withRuntime,
} from "../options.ts";
import { outputFile, print } from "../output.ts";
import { readHistory, saveReport } from "../report-files.ts";

interface Options extends DataOptions, FileOptions, RuntimeOptions {}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command.argument("<run>", "folder that train wrote");
  withRuntime(withData(withFile(command, ["html"], false)))
    .addHelpText("after", "\nWithout --out the run's own report.html and README.md are written again.")
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const { out } = options;
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, ["html"]);
  const trained = await loadRun(path);
  const store = folderStore(path);
  const parts = await ownParts(trained, options);
  const shown = await overview(await openRuntime(options), trained, parts, await readHistory(store));
  if (file === undefined) {
    print(`report: ${await saveReport(shown, store)}`);
    return;
  }
  const { renderReport } = await import("../../report/index.ts");
  await file.save(renderReport(shown));
  print(`report: ${file.path}`);
}

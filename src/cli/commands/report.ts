// vaekit report

import type { Command } from "commander";
import { ConfigError } from "../../errors.ts";
import { overview, readHistory } from "../../tasks/index.ts";
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
import { saveReport } from "../report-files.ts";

interface Options extends DataOptions, FileOptions, RuntimeOptions {
  readonly target?: string;
}

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command.argument("<run>", "folder that train wrote");
  command.argument("[others...]", "further runs on the same data, shown side by side with it; needs --out");
  command.option("--target <column>", "tables: also what models learn to tell of this column from synthetic rows");
  withRuntime(withData(withFile(command, ["html"], false)))
    .addHelpText(
      "after",
      "\nWithout --out the run's own report.html and README.md are written again, for a table report.json too.",
    )
    .action(run);
}

async function run(path: string, others: readonly string[], options: Options): Promise<void> {
  const { out, target } = options;
  if (others.length > 0 && out === undefined) {
    throw new ConfigError("--out: a report of several runs needs a file, got none; add for example --out beside.html");
  }
  const file = out === undefined ? undefined : await outputFile({ ...options, out }, ["html"]);
  const runtime = await openRuntime(options);
  const show = async (folder: string) => {
    const trained = await loadRun(folder);
    const history = await readHistory(folderStore(folder));
    return overview(runtime, trained, await ownParts(trained, options), history, { target });
  };
  const shown = await show(path);
  if (file === undefined) {
    print(`report: ${await saveReport(shown, folderStore(path))}`);
    return;
  }
  const beside = [];
  for (const other of others) beside.push(await show(other));
  const { renderReport } = await import("../../report/index.ts");
  await file.save(renderReport(shown, { beside }));
  print(`report: ${file.path}`);
}

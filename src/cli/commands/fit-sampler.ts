// vaekit fit-sampler

import type { Command } from "commander";
import { ConfigError } from "../../errors.ts";
import {
  addSampler,
  checkAddable,
  describeSampler,
  parseConfig,
  type SamplerChoice,
  type SamplerSpec,
  storesItems,
  type TrainedModel,
} from "../../tasks/index.ts";
import { folderStore, loadRun } from "../../tasks/node.ts";
import { openRuntime, ownParts } from "../input.ts";
import { type DataOptions, type RuntimeOptions, withData, withRuntime } from "../options.ts";
import { print, printJson, remark } from "../output.ts";
import { collect, oneOf } from "../parse.ts";
import { samplerTable } from "../sampler-table.ts";
import { formatSeconds } from "../table.ts";

interface Options extends DataOptions, RuntimeOptions {
  readonly kind: SamplerSpec["kind"];
  readonly set?: readonly string[];
  readonly json?: boolean;
}

const KINDS = ["prior", "normal", "mixture", "auto", "kde", "vamp", "maf", "two-stage", "pixelcnn"] as const;

const EXAMPLES = `
Examples:
  vaekit fit-sampler runs/digits --kind mixture --set components=64
  vaekit fit-sampler runs/digits --kind two-stage
  vaekit fit-sampler runs/vq --kind pixelcnn --set epochs=30
  vaekit fit-sampler runs/digits --kind prior        back to the model's own

Kinds: normal, mixture (of normals), auto (mixture or prior, whichever held-out items prefer), kde (kernel density), vamp
(mixture of the posteriors of training items), maf (a flow), two-stage (a second VAE), and pixelcnn for models with codes.
sample, evaluate --pictures, report and compare then draw from what was fitted; sample --sampler prior does not.`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .requiredOption(`--kind <kind>`, `what to fit: ${KINDS.join(", ")}`, oneOf("--kind", KINDS))
    .option("--set <field=value>", "one choice of that kind, e.g. components=64 (repeatable)", collect)
    .option("--json", "print one JSON object");
  withRuntime(withData(command)).addHelpText("after", EXAMPLES).action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const trained = await loadRun(path);
  const spec = specOf(trained, options);
  checkAddable(trained, spec);
  const parts = spec.kind === "prior" ? undefined : await ownParts(trained, options);
  if (parts) remark(`fitting ${spec.kind} to the training items`);
  const started = performance.now();
  const fitted = await addSampler(await openRuntime(options), trained, parts, spec, folderStore(path));
  const seconds = (performance.now() - started) / 1000;
  const choice = fitted.file.results!.sampler as SamplerChoice;
  const before = describeSampler(trained.file);
  if (options.json) {
    printJson({
      run: path,
      ...choice,
      replaced: (trained.file.results?.sampler ?? { kind: "prior" }) as unknown,
      seconds,
    });
    return;
  }
  print(samplerTable(fitted.file));
  print(`replaced: ${before}`);
  print(`fitted in ${formatSeconds(seconds)}, saved in ${path}`);
  for (const note of notesOf(choice, path)) remark(note);
}

function specOf({ config }: TrainedModel, { kind, set = [] }: Options): SamplerSpec {
  const chosen: Record<string, unknown> = { kind };
  for (const assignment of set) {
    const at = assignment.indexOf("=");
    if (at < 1) throw new ConfigError(`--set: needs field=value, got "${assignment}"; for example components=64`);
    chosen[assignment.slice(0, at)] = parsed(assignment.slice(at + 1));
  }
  return parseConfig({ ...config, sampler: chosen }).sampler!;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function notesOf(choice: SamplerChoice, path: string): string[] {
  const { kind, heldOut = {} } = choice;
  const [prior, own] = [heldOut.prior, heldOut[kind]];
  return [
    ...(kind !== "prior" && kind !== "two-stage" && prior !== undefined && own !== undefined && own < prior
      ? [
          `held-out items are more likely under the prior${storesItems(choice) ? ", since draws stay close to single training items" : ""}; go back with: vaekit fit-sampler ${path} --kind prior`,
        ]
      : []),
    ...(storesItems(choice)
      ? [
          `${kind} keeps what the model knows of single training items in model.safetensors: share it as you may share them`,
        ]
      : []),
    `report.html and README.md show the samples of before; write them again with: vaekit report ${path}`,
  ];
}

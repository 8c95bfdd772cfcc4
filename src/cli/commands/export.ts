// vaekit export

import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { Option } from "commander";
import { ConfigError } from "../../errors.ts";
import { encodeWeights, exportOnnx, exportTrainStep, type TrainedModel } from "../../tasks/index.ts";
import { loadRun, writeWhole } from "../../tasks/node.ts";
import { print } from "../output.ts";
import { oneOf } from "../parse.ts";

const FORMATS = ["onnx", "train-step", "safetensors"] as const;

interface Options {
  readonly to: (typeof FORMATS)[number];
  readonly out: string;
  readonly overwrite?: boolean;
}

const NOTES = `
onnx         encoder.onnx and decoder.onnx with weights inside and a dynamic batch
train-step   the whole training step as one ONNX model, with a note on how to drive it
safetensors  model.safetensors, tensors named as PyTorch would`;

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote")
    .addOption(new Option("--to <format>", FORMATS.join(", ")).makeOptionMandatory().argParser(oneOf("--to", FORMATS)))
    .requiredOption("-o, --out <folder>", "folder to write into")
    .option("--overwrite", "replace files that exist")
    .addHelpText("after", NOTES)
    .action(run);
}

async function run(path: string, { to, out, overwrite }: Options): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found !== undefined && !found.isDirectory())
    throw new ConfigError(`--out: must be a folder, got the file ${out}`);
  const trained = await loadRun(path);
  const files = Object.entries(filesOf(trained, to)).map(([name, bytes]) => ({
    path: join(out, basename(name)),
    bytes,
  }));
  for (const file of files) {
    if (overwrite || (await stat(file.path).catch(() => undefined)) === undefined) continue;
    throw new ConfigError(`${file.path}: exists already; replace it with --overwrite or choose another --out`);
  }
  for (const file of files) {
    await writeWhole(file.path, file.bytes);
    print(file.path);
  }
}

function filesOf(trained: TrainedModel, to: Options["to"]): Record<string, Uint8Array> {
  if (to === "onnx") return exportOnnx(trained);
  if (to === "train-step") return exportTrainStep(trained);
  return { "model.safetensors": encodeWeights(trained.weights) };
}

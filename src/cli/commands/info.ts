// vaekit info

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { describeSchema } from "../../data/index.ts";
import { Model } from "../../models/index.ts";
import { describeLayers, type LayerDescription } from "../../nn/index.ts";
import { itemOf, modelVariables, type RunFile, readRunFile } from "../../tasks/index.ts";
import { existingRun } from "../../tasks/node.ts";
import { print, printJson } from "../output.ts";
import { resultsTable } from "../results.ts";
import { formatNumber, formatTable } from "../table.ts";

/** Adds arguments, options and the action. */
export function configure(command: Command): void {
  command
    .argument("<run>", "folder that train wrote, finished or not")
    .option("--json", "print one JSON object")
    .action(run);
}

async function run(path: string, { json }: { readonly json?: boolean }): Promise<void> {
  const file = await readRunFile(await existingRun(path));
  const model = new Model(file.config.model, itemOf(file.schema));
  const { latent } = file.config.model;
  const layers = {
    encoder: describeLayers(model.encoder, model.item.shape, "encoder"),
    decoder: describeLayers(model.decoder, [latent], "decoder"),
  };
  const parameters = Object.values(modelVariables(model)).reduce((total, { data }) => total + data.length, 0);
  const files = await listFiles(path);
  if (json) {
    printJson({ run: path, ...file, parameters, layers, files });
    return;
  }
  const { data, config, status, library, reasons } = file;
  const counts = Object.entries(data.counts).map(([part, count]) => `${count} ${part}`);
  print(
    formatTable([
      ["run", path],
      ["status", status === "finished" ? "finished" : `training; go on with: vaekit train --resume ${path}`],
      ["written by", `vaekit ${library}`],
      ["data", `${data.source}: ${describeSchema(file.schema)}, ${counts.join(", ")}`],
      ["preset", config.preset],
      ["model", modelLine(file)],
      ["training", trainingLine(file)],
      ["parameters", formatNumber(parameters)],
    ]),
  );
  if (reasons.length > 0) print(`\nchosen for you\n${reasons.map((reason) => `  ${reason}`).join("\n")}`);
  print(`\n${layersTable(layers, model.item.shape, latent, model.variational)}`);
  if (file.results) print(`${resultsTable(file)}`);
  print(
    formatTable(
      files.map(({ name, bytes }) => [name, formatBytes(bytes)]),
      ["file", "size"],
    ),
  );
}

function modelLine({ config: { model } }: RunFile): string {
  const likelihood = model.likelihood === undefined ? "" : `, likelihood ${fields(model.likelihood)}`;
  return `${model.kind}, ${model.latent} latents${likelihood}, objective ${fields(model.objective)}`;
}

function trainingLine({ config: { train } }: RunFile): string {
  const extras = [
    train.binarise === "none" ? "" : `, binarise ${train.binarise}`,
    train.corrupt === undefined ? "" : `, corrupt ${train.corrupt}`,
  ];
  return `${train.epochs} epochs, batch ${train.batch}, ${fields(train.optimiser)}, seed ${train.seed}${extras.join("")}`;
}

// `adam (rate 0.001)`
function fields({ kind, ...rest }: { readonly kind: string; readonly [key: string]: unknown }): string {
  const inner = Object.entries(rest).map(
    ([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return inner.length === 0 ? kind : `${kind} (${inner.join(", ")})`;
}

function layersTable(
  layers: Readonly<Record<"encoder" | "decoder", readonly LayerDescription[]>>,
  item: readonly number[],
  latent: number,
  variational: boolean,
): string {
  const rows = (part: "encoder" | "decoder") =>
    layers[part].map(({ kind, outputShape, parameters }, i) => [
      `${part}.${i}`,
      kind,
      outputShape.join("x"),
      parameters === 0 ? "" : formatNumber(parameters),
    ]);
  const features = layers.encoder.at(-1)!.outputShape.reduce((product, size) => product * size, 1);
  const heads = variational ? ["posterior.mean", "posterior.logVariance"] : ["code"];
  return formatTable(
    [
      ["input", "", item.join("x"), ""],
      ...rows("encoder"),
      ...heads.map((name) => [name, "dense", String(latent), formatNumber((features + 1) * latent)]),
      ...rows("decoder"),
    ],
    ["layer", "kind", "output", "parameters"],
  );
}

async function listFiles(path: string): Promise<{ name: string; bytes: number }[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(names.map(async (name) => ({ name, bytes: (await stat(name)).size })));
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

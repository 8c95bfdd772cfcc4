// What was trained and how: the choices in words, the reasons for those that the data decided, the whole config as JSON.

import type { Overview } from "../tasks/index.ts";
import { factList } from "./data-card.ts";
import { type Content, html } from "./escape.ts";
import { factsOf } from "./facts.ts";
import { count, formatNumber, formatSeconds } from "./numbers.ts";
import type { Section } from "./section.ts";

type Config = Overview["file"]["config"];

/** Model, objective, optimiser, reasons and config. */
export function configSection(overview: Overview): Section {
  const { file, parameters, history } = overview;
  const { config, reasons } = file;
  const { model, train } = config;
  const { epochs, bestEpoch, seconds, latentText, kind } = factsOf(overview);
  const steps = history.at(-1)?.step;
  const facts: [string, Content][] = [
    ["Kind", `${kind}, preset ${config.preset}`],
    ["Encoder", layersText(model.encoder)],
    ["Latent", latentText],
    ...parts(model),
    ["Decoder", model.decoder === "mirror" ? "the encoder mirrored" : layersText(model.decoder)],
    ...(model.likelihood ? [["Likelihood", kindText(model.likelihood)] as [string, Content]] : []),
    ["Objective", kindText(model.objective)],
    ...(model.penalties?.length ? [["Penalties", model.penalties.map(kindText).join("; ")] as [string, Content]] : []),
    ["Parameters", formatNumber(parameters)],
    ["Optimiser", `${kindText(train.optimiser)}${train.schedule ? `; schedule ${kindText(train.schedule)}` : ""}`],
    ["Batch", count(train.batch, "item")],
    [
      "Length",
      [
        `${epochs === train.epochs ? "" : `${formatNumber(epochs)} of at most `}${count(train.epochs, "epoch")}`,
        ...(steps === undefined ? [] : [count(steps, "step")]),
        ...(seconds === undefined ? [] : [formatSeconds(seconds)]),
      ].join(", "),
    ],
    ...(bestEpoch === undefined ? [] : [["Weights kept", `of epoch ${bestEpoch}`] as [string, Content]]),
    ["Binarisation", train.binarise],
    ...(train.corrupt === undefined ? [] : [["Noise on the input", train.corrupt] as [string, Content]]),
    ["Seed", String(train.seed)],
  ];
  return {
    id: "config",
    title: "Model and settings",
    body: html`${factList(facts)}
${reasons.length > 0 && html`<h3>Chosen by the program, and why</h3><ul class="plain">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
<details><summary>Config as JSON</summary><pre tabindex="0">${JSON.stringify(config, null, 2)}</pre></details>`,
  };
}

// What the latents are made of, where it is not the plain one.
function parts({ posterior, prior, hierarchy, quantiser, condition }: Config["model"]): [string, Content][] {
  const chosen = { Posterior: posterior, Prior: prior, Hierarchy: hierarchy, Quantiser: quantiser };
  const rows = Object.entries(chosen).flatMap(([name, part]): [string, Content][] =>
    part ? [[name, kindText(part)]] : [],
  );
  return condition ? [...rows, ["Condition", condition.of.join(", ")]] : rows;
}

/** `adam (rate 0.001)`: a choice with its options. */
export function kindText({ kind, ...options }: { readonly kind: string }): string {
  const parts = Object.entries(options).map(([name, value]) => `${words(name)} ${optionText(value)}`);
  return parts.length === 0 ? kind : `${kind} (${parts.join(", ")})`;
}

function optionText(value: unknown): string {
  if (typeof value === "string") return value;
  const choice = value as { kind?: unknown } | null;
  return typeof choice?.kind === "string" ? kindText(choice as { kind: string }) : JSON.stringify(value);
}

/** Layers in a line, with their size where they have one. */
export function layersText(layers: Config["model"]["encoder"]): string {
  return layers
    .map((layer) => {
      const { kind, units, filters, kernel, stride, layers: inner } = layer as Record<string, unknown>;
      const size = units ?? filters;
      const window = kernel === undefined ? "" : ` ${String(kernel)}\u00d7${String(kernel)}`;
      const step = stride === undefined || stride === 1 ? "" : `/${String(stride)}`;
      const nested = Array.isArray(inner) ? ` [${layersText(inner as Config["model"]["encoder"])}]` : "";
      return `${words(String(kind))}${size === undefined ? "" : ` ${String(size)}`}${window}${step}${nested}`;
    })
    .join(" \u2192 ");
}

const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

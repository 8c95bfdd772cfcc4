// Choices of a model as what they are changed by and how an address holds them: main fields by short names, the rest as JSON.

import type { ConfigChoices } from "../worker/vaekit.ts";

type Read = (name: string) => string | undefined;

// Numbers by short names.
const NUMBERS = {
  z: "model.latent",
  beta: "model.objective.beta",
  epochs: "train.epochs",
  batch: "train.batch",
  rate: "train.optimiser.rate",
  seed: "train.seed",
} as const;

const LIKELIHOOD = "model.likelihood";
const WARM_UP = "model.objective.warmUp";

/** Fields of an address that hold choices. */
export const CHOICE_FIELDS = ["preset", ...Object.keys(NUMBERS), "likelihood", "warmup", "config"] as const;

/** The text of a value set at a path of a config, where it is set. */
export function setAt({ set = [] }: ConfigChoices, path: string): string | undefined {
  const found = set.findLast((one) => pathOf(one) === path);
  return found?.slice(path.length + 1);
}

/** Whether choices say anything of a path or of what lies under it. */
export function isSet({ set = [] }: ConfigChoices, path: string): boolean {
  return set.some((one) => pathOf(one) === path || pathOf(one).startsWith(`${path}.`));
}

/** Choices with a value at a path, in place of all that was set there or below; undefined takes it away. */
export function withSet(choices: ConfigChoices, path: string, value: unknown): ConfigChoices {
  const kept = (choices.set ?? []).filter((one) => pathOf(one) !== path && !pathOf(one).startsWith(`${path}.`));
  return { ...choices, set: value === undefined ? kept : [...kept, `${path}=${JSON.stringify(value)}`] };
}

const pathOf = (assignment: string) => assignment.slice(0, assignment.indexOf("="));

/** Fields of an address for choices; those that it does not need are undefined. */
export async function choiceFields(choices: ConfigChoices): Promise<Record<string, string | undefined>> {
  const { preset, config, set = [] } = choices;
  const short: Record<string, string> = {};
  const rest: string[] = [];
  for (const one of set) {
    const path = pathOf(one);
    const below = set.some((other) => pathOf(other).startsWith(`${path}.`));
    const found = below ? undefined : shortened(path, one.slice(path.length + 1));
    if (found) short[found[0]] = found[1];
    else rest.push(one);
  }
  const more = { ...(config !== undefined && { config }), ...(rest.length > 0 && { set: rest }) };
  const packed = Object.keys(more).length === 0 ? undefined : await pack(JSON.stringify(more));
  const fields = { preset, ...short, config: packed };
  return Object.fromEntries(CHOICE_FIELDS.map((name) => [name, (fields as Record<string, string | undefined>)[name]]));
}

function shortened(path: string, text: string): readonly [name: string, value: string] | undefined {
  const number = Object.entries(NUMBERS).find(([, at]) => at === path);
  if (number) return Number.isFinite(Number(text)) ? [number[0], text] : undefined;
  if (path !== LIKELIHOOD && path !== WARM_UP) return undefined;
  const { kind, ...options } = JSON.parse(text) as { readonly kind?: unknown; readonly [name: string]: unknown };
  const names = Object.keys(options).join();
  if (path === WARM_UP) return kind === "linear" && names === "epochs" ? ["warmup", String(options.epochs)] : undefined;
  if (names === "") return ["likelihood", String(kind)];
  return names === "scale" ? ["likelihood", `${String(kind)}.${String(options.scale)}`] : undefined;
}

/** The choices that an address holds; undefined where it holds none. */
export async function choicesFrom(read: Read): Promise<ConfigChoices | undefined> {
  const preset = read("preset");
  const more = read("config");
  const { config, set = [] } = more === undefined ? {} : ((await unpack(more)) as ConfigChoices);
  const all = [...set];
  for (const [name, path] of Object.entries(NUMBERS)) {
    const text = read(name);
    if (text !== undefined) all.push(`${path}=${text}`);
  }
  const [kind, scale] = read("likelihood")?.split(".") ?? [];
  if (kind !== undefined) all.push(`${LIKELIHOOD}=${JSON.stringify({ kind, ...(scale && { scale }) })}`);
  const warmUp = read("warmup");
  if (warmUp !== undefined) all.push(`${WARM_UP}=${JSON.stringify({ kind: "linear", epochs: Number(warmUp) })}`);
  if (preset === undefined && config === undefined && all.length === 0) return undefined;
  return { ...(preset !== undefined && { preset }), ...(config !== undefined && { config }), set: all };
}

// Long texts are compressed, marked by a tilde.
const LONG = 160;

async function pack(text: string): Promise<string> {
  if (text.length <= LONG) return text;
  const { deflateSync, strToU8 } = await import("fflate");
  const bytes = deflateSync(strToU8(text), { level: 9 });
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `~${base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}

// What cannot be read holds nothing.
async function unpack(text: string): Promise<object> {
  try {
    if (!text.startsWith("~")) return JSON.parse(text) as object;
    const { inflateSync, strFromU8 } = await import("fflate");
    const base64 = text.slice(1).replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return JSON.parse(strFromU8(inflateSync(bytes))) as object;
  } catch {
    return {};
  }
}

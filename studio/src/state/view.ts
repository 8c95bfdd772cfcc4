// What is shown, as the part of the address after #, so that a link shows the same: #/latent?data=digits&x=0&y=1. Panels
// name their own fields; a field at its default is left out.

import { computed, signal } from "@preact/signals";

/** The panels, in their order. */
export const PANELS = ["data", "model", "train", "latent", "generate", "reconstruct", "score", "runs"] as const;

/** Name of a panel. */
export type PanelName = (typeof PANELS)[number];

interface View {
  readonly panel: PanelName;
  readonly fields: Readonly<Record<string, string>>;
}

function parse(hash: string): View {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const panel = PANELS.find((name) => name === path) ?? "data";
  return { panel, fields: Object.fromEntries(new URLSearchParams(query)) };
}

function format({ panel, fields }: View): string {
  const query = new URLSearchParams(fields).toString();
  return `#/${panel}${query === "" ? "" : `?${query}`}`;
}

const view = signal<View>(parse(location.hash));

addEventListener("hashchange", () => {
  const now = parse(location.hash);
  if (format(now) !== format(view.value)) view.value = now;
});

/** The panel shown. */
export const panel = computed(() => view.value.panel);

/** Shows a panel, as a step that the browser can go back from. */
export function show(name: PanelName): void {
  if (name === view.value.panel) return;
  view.value = { ...view.value, panel: name };
  history.pushState(null, "", format(view.value));
}

/** The address of a panel, for links. */
export const addressOf = (name: PanelName): string => format({ ...view.value, panel: name });

/** A field of the view. */
export function field(name: string): string | undefined {
  return view.value.fields[name];
}

/** Sets fields of the view, or removes those that are undefined, without a step to go back from. */
export function setFields(fields: Readonly<Record<string, string | undefined>>): void {
  const kept = Object.entries({ ...view.value.fields, ...fields }).filter(([, value]) => value !== undefined);
  view.value = { ...view.value, fields: Object.fromEntries(kept) as Record<string, string> };
  history.replaceState(null, "", format(view.value));
}

/** A field as a number within a range; `otherwise` where it is missing or no number. */
export function numberField(name: string, otherwise: number, { low = -Infinity, high = Infinity } = {}): number {
  const text = field(name);
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
}

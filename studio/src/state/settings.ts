// What the user prefers on this machine: the theme and the engine. Kept in local storage.

import { effect, signal } from "@preact/signals";
import type { Backend, EngineInfo } from "../worker/api.ts";
import { attempt } from "./problems.ts";
import { worker } from "./worker.ts";

/** Light, dark, or as the system has it. */
export type Theme = "system" | "light" | "dark";

const kept = <T extends string>(key: string, known: readonly T[]): T | undefined =>
  known.find((value) => value === localStorage.getItem(`vaekit-${key}`));

/** The theme chosen. */
export const theme = signal<Theme>(kept("theme", ["system", "light", "dark"]) ?? "system");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem("vaekit-theme", theme.value);
});

/** The engine in use, once the worker has said. */
export const engine = signal<EngineInfo | undefined>(undefined);

/** The engine asked for; without a choice the worker chooses. */
export const engineChoice = signal<{ readonly backend?: Backend; readonly threads?: number }>(readChoice());

function readChoice() {
  const backend = kept<Backend>("backend", ["wasm", "webgpu"]);
  const threads = Number(localStorage.getItem("vaekit-threads"));
  return { ...(backend && { backend }), ...(threads >= 1 && { threads }) };
}

/** Chooses an engine and keeps the choice. */
export async function chooseEngine(choice: { readonly backend?: Backend; readonly threads?: number }): Promise<void> {
  engineChoice.value = choice;
  for (const name of ["backend", "threads"] as const) {
    if (choice[name] === undefined) localStorage.removeItem(`vaekit-${name}`);
    else localStorage.setItem(`vaekit-${name}`, String(choice[name]));
  }
  await attempt(async () => {
    engine.value = await worker.chooseEngine(choice);
  });
}

// The engine that graphs run on, made when it is first needed: WebGPU where there is an adapter, otherwise WebAssembly.

import type { Runtime } from "vaekit/runtime";
import type { Backend, EngineInfo } from "./api.ts";

interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}

let wanted: { readonly backend?: Backend | undefined; readonly threads?: number | undefined } = {};
let made: { readonly key: string; readonly runtime: Promise<Runtime> } | undefined;
let adapter: Promise<"none" | "software" | "hardware"> | undefined;

async function findAdapter(): Promise<"none" | "software" | "hardware"> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  const found = await gpu?.requestAdapter().catch(() => null);
  if (!found) return "none";
  return found.info?.isFallbackAdapter ? "software" : "hardware";
}

/** What will be used: the user's choice, else WebGPU on a graphics card, else WebAssembly with as many threads as there are cores. */
export async function engineInfo(): Promise<EngineInfo> {
  adapter ??= findAdapter();
  const kind = await adapter;
  const cores = navigator.hardwareConcurrency;
  const isolated = self.crossOriginIsolated;
  const backend = wanted.backend ?? (kind === "hardware" ? "webgpu" : "wasm");
  const threads = backend === "webgpu" || !isolated ? 1 : Math.min(wanted.threads ?? Math.min(cores, 4), cores);
  return { backend, threads, isolated, webgpu: kind !== "none", cores };
}

/** Chooses an engine for what is compiled from now on. */
export async function chooseEngine(choice: typeof wanted): Promise<EngineInfo> {
  wanted = choice;
  return engineInfo();
}

/** The engine, compiled and loaded on the first call. */
export async function engine(): Promise<Runtime> {
  const { backend, threads } = await engineInfo();
  const key = `${backend} ${threads}`;
  if (made?.key !== key) {
    const runtime = import("vaekit/runtime/web").then(({ webRuntime }) => webRuntime({ backend, threads }));
    made = { key, runtime };
  }
  return made.runtime;
}

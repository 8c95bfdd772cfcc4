// What runs inside a page of the browser: one contestant, driven by `timed`.

async function create({ kind, threads }) {
  if (kind === "tfjs") return (await import("../peers/tfjs_step.mjs")).create({ threads, wasmPaths: "/tfjs/" });
  if (kind === "jax") return (await import("../peers/jax_step.mjs")).create();
  const { webRuntime } = await import("vaekit/runtime/web");
  return (await import("./ours.mjs")).ours(await webRuntime({ threads, wasmPaths: "/ort/" }));
}

let contestant;

globalThis.start = async (options) => {
  contestant = await create(options);
  return { isolated: globalThis.crossOriginIsolated, about: contestant.about };
};
globalThis.timed = (workload, batch, steps) => contestant.timed(workload, batch, steps);

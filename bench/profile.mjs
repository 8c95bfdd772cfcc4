// Where a training step's time goes: runs the emitted gradient graph with ONNX Runtime's own profiler and prints the
// time per operator, or per node with its shapes. The fused update runs outside the graph and is not in it.
//
//   node bench/profile.mjs dense|conv [--batch 128] [--threads 2] [--steps 50] [--nodes 20]

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { grad } from "vaekit/graph";
import { toOnnx } from "vaekit/onnx";
import { Feeds, simplified, tracedStep } from "./lib/workloads.mjs";

const WARM_UP = 5;

const toOrt = ({ dtype, data, shape }) => new Tensor(dtype, data, shape);
const toOrtAll = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toOrt(value)]));

/** Records of the profiler for `steps` runs of a workload's gradient graph. */
export async function profileStep(name, { batch, threads, steps, save }) {
  const traced = tracedStep(name, batch);
  const { loss, terms, parameters, states } = traced.program;
  const gradients = grad(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  const named = parameters.map(({ tensor }, i) => [`gradient:${tensor.attrs.name}`, gradients[i]]);
  const model = toOnnx(simplified({ loss, ...terms, ...Object.fromEntries(named) }));
  if (save !== undefined) writeFileSync(save, model);
  const folder = mkdtempSync(join(tmpdir(), "vaekit-profile-"));
  try {
    const session = await InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
      enableProfiling: true,
      profileFilePrefix: join(folder, "trace"),
      logSeverityLevel: 3,
    });
    const variables = toOrtAll(
      Object.fromEntries([...parameters, ...states].map(({ tensor, value }) => [tensor.attrs.name, value])),
    );
    const feeds = new Feeds(traced);
    const fetches = Object.fromEntries(
      parameters.map(({ tensor, value }) => [
        `gradient:${tensor.attrs.name}`,
        toOrt({ ...value, data: value.data.slice() }),
      ]),
    );
    for (const output of ["loss", ...Object.keys(terms)]) fetches[output] = null;
    const times = [];
    for (let i = 0; i < WARM_UP + steps; i++) {
      const inputs = { ...variables, ...toOrtAll(feeds.at(i)) };
      const start = performance.now();
      await session.run(inputs, fetches);
      times.push(performance.now() - start);
    }
    session.endProfiling();
    const [file] = (await import("node:fs")).readdirSync(folder).filter((entry) => entry.endsWith(".json"));
    return { events: JSON.parse(readFileSync(join(folder, file), "utf8")), times: times.slice(WARM_UP) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Median milliseconds per node and step, slowest first, from the profiler's records. */
export function nodeTimes(events, steps) {
  const nodes = new Map();
  for (const { cat, name, dur, args } of events) {
    if (cat !== "Node" || !name.endsWith("_kernel_time")) continue;
    const key = name.slice(0, -"_kernel_time".length);
    const known = nodes.get(key) ?? { name: key, op: args.op_name, shapes: shapesOf(args), times: [] };
    known.times.push(dur / 1000);
    nodes.set(key, known);
  }
  return [...nodes.values()]
    .map(({ times, ...node }) => ({ ...node, ms: median(times.slice(-steps)) }))
    .sort((a, b) => b.ms - a.ms);
}

function shapesOf({ input_type_shape = [], output_type_shape = [] }) {
  const text = (list) => list.map((entry) => `[${Object.values(entry)[0].join(",")}]`).join(" ");
  return `${text(input_type_shape)} -> ${text(output_type_shape)}`;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function print(nodes, times, showNodes) {
  const byOp = new Map();
  for (const { op, ms } of nodes) {
    const known = byOp.get(op) ?? { ms: 0, count: 0 };
    byOp.set(op, { ms: known.ms + ms, count: known.count + 1 });
  }
  const total = nodes.reduce((sum, { ms }) => sum + ms, 0);
  console.log(`whole run ${median(times).toFixed(2)} ms, kernels ${total.toFixed(2)} ms\n`);
  for (const [op, { ms, count }] of [...byOp].sort(([, a], [, b]) => b.ms - a.ms)) {
    console.log(
      `${op.padEnd(22)} ${String(count).padStart(4)}x ${ms.toFixed(3).padStart(9)} ms ${((100 * ms) / total).toFixed(1).padStart(6)} %`,
    );
  }
  console.log("");
  for (const { name, op, ms, shapes } of nodes.slice(0, showNodes)) {
    console.log(`${ms.toFixed(3).padStart(8)} ms  ${op.padEnd(16)} ${name.padEnd(18)} ${shapes}`);
  }
}

if (import.meta.filename === process.argv[1]) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      batch: { type: "string", default: "128" },
      threads: { type: "string", default: "2" },
      steps: { type: "string", default: "50" },
      nodes: { type: "string", default: "20" },
      save: { type: "string" },
    },
  });
  const steps = Number(values.steps);
  const { events, times } = await profileStep(positionals[0] ?? "dense", {
    batch: Number(values.batch),
    threads: Number(values.threads),
    steps,
    save: values.save,
  });
  print(nodeTimes(events, steps), times, Number(values.nodes));
}

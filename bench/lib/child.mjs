// One contestant in a process of its own. Reads commands `<workload> <batch> <steps>` from standard input, one a line,
// and answers each with one line of JSON, as peers/pytorch_step.py does.
//
//   node bench/lib/child.mjs ours|limit|tfjs|jax [runtime] [threads]

import { createInterface } from "node:readline";

const [kind, engine = "node", threads = "1"] = process.argv.slice(2);

async function runtime() {
  if (engine === "node") return (await import("vaekit/runtime/node")).nodeRuntime({ threads: Number(threads) });
  return (await import("vaekit/runtime/web")).webRuntime({ threads: Number(threads) });
}

const KINDS = {
  ours: async () => (await import("./ours.mjs")).ours(await runtime()),
  limit: async () => (await import("./limit.mjs")).limit(await runtime()),
  jax: async () => (await import("../peers/jax_step.mjs")).create(),
  tfjs: async () => {
    const dist = new URL("../peers/node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname;
    return (await import("../peers/tfjs_step.mjs")).create({ wasmPaths: dist });
  },
};

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
// Libraries may greet on the console; standard output belongs to the answers.
for (const level of ["log", "info", "debug"]) console[level] = () => {};
const contestant = await KINDS[kind]();
say({ ready: true, about: contestant.about ?? `${kind} ${engine}` });
for await (const line of createInterface({ input: process.stdin })) {
  const [name, batch, steps] = line.trim().split(" ");
  try {
    say(await contestant.timed(name, Number(batch), Number(steps)));
  } catch (error) {
    say({ error: String(error?.message ?? error).split("\n")[0] });
  }
}
process.exit(0);

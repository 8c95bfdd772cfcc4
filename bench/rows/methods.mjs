// Training steps of methods beside their plain twins, taking turns, and the throughput of the importance-sampled likelihood
// beside the rate of its decoder's matrix products alone. Prints one line of JSON. Run in a process of its own.
//
//   node bench/rows/methods.mjs <threads> <rounds>

import { byteImages } from "vaekit/data";
import { input, matmul, slice } from "vaekit/graph";
import { importanceNll } from "vaekit/metrics";
import { nodeRuntime } from "vaekit/runtime/node";
import { ours } from "../lib/ours.mjs";
import { median, takeTurns } from "../lib/turns.mjs";
import { tracedStep, uniform } from "../lib/workloads.mjs";

const METHODS = ["one-layer", "iwae-5", "iwae-50", "conv", "vq", "ladder-plain", "ladder"];
const BATCH = 100;
const ITEMS = 400;
const SAMPLES = 1000;
// The decoder of the one-layer model: 50-200-200-784.
const PRODUCTS = [
  [50, 200],
  [200, 200],
  [200, 784],
];

const [threads, rounds] = process.argv.slice(2).map(Number);
const runtime = nodeRuntime({ threads });

// One contestant per method: `takeTurns` asks each for the same workload, each answers with its own.
const contestant = ours(runtime);
const contestants = METHODS.map((name) => ({
  name,
  timed: (_workload, batch, count) => contestant.timed(name, batch, count),
}));
const steps = await takeTurns(contestants, "step", BATCH, { rounds, say: () => {} });

const { model, program } = tracedStep("one-layer", BATCH);
const weights = Object.fromEntries(program.parameters.map(({ tensor, value }) => [tensor.attrs.name, value]));
const pixels = Uint8Array.from(uniform([ITEMS * 784]).data, (v) => v * 255);
const pictures = byteImages("random", pixels, { height: 28, width: 28, channels: 1 });

const products = await Promise.all(
  PRODUCTS.map(([from, to]) => {
    const rows = 2048;
    const out = matmul(input("x", [rows, from]), input("w", [from, to]));
    const few = slice(out, { axis: 0, end: 1 }, { axis: 1, end: 4 });
    return runtime.compile({ outputs: { few } });
  }),
);
const feeds = PRODUCTS.map(([from, to]) => ({ x: uniform([2048, from]), w: uniform([from, to]) }));
const rates = { pairs: [], products: [] };
for (let round = 0; round < rounds; round++) {
  const { seconds } = await importanceNll(runtime, model, weights, pictures, { samples: SAMPLES, seed: round });
  rates.pairs.push((ITEMS * SAMPLES) / seconds);
  const started = performance.now();
  const repeats = 50;
  for (let i = 0; i < repeats; i++) {
    for (const [at, product] of products.entries()) await product.run(feeds[at]);
  }
  rates.products.push((1000 * repeats * 2048) / (performance.now() - started));
}
console.log(
  JSON.stringify({
    threads,
    steps,
    pairsPerSecond: median(rates.pairs),
    productsPerSecond: median(rates.products),
  }),
);
process.exit(0);

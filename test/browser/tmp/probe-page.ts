import fc from "fast-check";
import { evaluate, input, printGraph, vjp } from "../../../src/graph/index.ts";
import { webRuntime } from "../../../src/runtime/web.ts";
import { allCases } from "../../conformance/op-cases.ts";
import { hostArray } from "../../conformance/sample.ts";
async function probe({ name, n, seed, which }: any) {
  const runtime = await webRuntime({ backend: "webgpu", threads: 1, wasmPaths: "/ort/" });
  const c = allCases.find(([k]) => k === name)![1];
  const out: any[] = [];
  for (const s of fc.sample(c.draw, { seed, numRuns: n })) {
    let b = s.build();
    if (which >= 0) {
      const cot = input("cot", b.output.shape);
      const fl = b.inputs.filter((i) => i.dtype === "float32");
      const feeds = { ...b.feeds, cot: Float64Array.from({ length: b.output.shape.reduce((p, q) => p * q, 1) }, (_, i) => Math.fround(Math.sin(i + 1))) };
      b = { inputs: [...b.inputs, cot], feeds, output: vjp([b.output], [cot], fl)[which]! };
    }
    const [ref] = evaluate([b.output], b.feeds);
    let err: any = 0;
    try {
      const e = await runtime.compile({ outputs: { y: b.output } });
      const feeds = Object.fromEntries(b.inputs.filter((i) => e.feeds.includes(i.attrs.name)).map((i) => [i.attrs.name, hostArray(i, b.feeds[i.attrs.name]!)]));
      const r = (await e.run(feeds)).y!;
      const big = Math.max(...ref!.data.map(Math.abs), 1);
      ref!.data.forEach((v, i) => { err = Math.max(err, Math.abs(v - Number(r.data[i])) / big); });
      await e.dispose();
    } catch (x) { err = String(x); }
    out.push({ err, shapes: b.inputs.map((i) => i.shape), graph: printGraph({ y: b.output }) });
  }
  return out;
}
Object.assign(globalThis, { probe });

import fc from "fast-check";
import { evaluate, printGraph } from "../../../src/graph/index.ts";
import { webRuntime } from "../../../src/runtime/web.ts";
import { allCases } from "../../conformance/op-cases.ts";
import { hostArray } from "../../conformance/sample.ts";
async function probe({ name, n, seed }: any) {
  const runtime = await webRuntime({ backend: "webgpu", threads: 1, wasmPaths: "/ort/" });
  const c = allCases.find(([k]) => k === name)![1];
  const out: any[] = [];
  for (const s of fc.sample(c.draw, { seed, numRuns: n })) {
    const b = s.build();
    const [ref] = evaluate([b.output], b.feeds);
    let err: any = 0;
    try {
      const e = await runtime.compile({ outputs: { y: b.output } });
      const feeds = Object.fromEntries(b.inputs.map((i) => [i.attrs.name, hostArray(i, b.feeds[i.attrs.name]!)]));
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

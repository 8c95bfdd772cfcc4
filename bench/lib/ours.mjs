// This library as a contestant: the presets' training steps through compileStep, on any of its runtimes.

import { compileStep } from "vaekit/train";
import { Feeds, tracedStep } from "./workloads.mjs";

const WARM_UP = 3;

/** A contestant on a runtime. `timed` runs steps of a workload and returns their times in milliseconds. */
export function ours(runtime) {
  const steps = new Map();
  const prepare = async (name, batch) => {
    const traced = tracedStep(name, batch);
    const prepared = { step: await compileStep(runtime, traced.program), feeds: new Feeds(traced), count: 0 };
    for (let i = 0; i < WARM_UP; i++) await once(prepared);
    return prepared;
  };
  return {
    async timed(name, batch, count) {
      const key = `${name} ${batch}`;
      if (!steps.has(key)) steps.set(key, await prepare(name, batch));
      const timesMs = [];
      let loss = 0;
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        loss = await once(steps.get(key));
        timesMs.push(performance.now() - start);
      }
      return { timesMs, loss };
    },
  };
}

// One step as the training loop runs it: fresh noise in, the loss out.
async function once(prepared) {
  const { step, feeds } = prepared;
  const values = feeds.at(prepared.count++);
  const { loss } = await step.run(values, prepared.count, feeds.rate);
  return loss.data[0];
}

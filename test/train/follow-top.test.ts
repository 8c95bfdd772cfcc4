// Hierarchies: what lies below the top layer follows from it, on a real engine.

import { expect, it } from "vitest";
import { float32 } from "../../src/array/index.ts";
import { openBuiltin } from "../../src/data/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { Inference, train, traverse } from "../../src/tasks/index.ts";
import { MemoryStore } from "./helpers.ts";

it("follows the top layer by the means of the priors, as a traversal does, whatever the layers below held", async () => {
  const runtime = nodeRuntime({ threads: 1 });
  const data = openBuiltin("digits", { count: 100 });
  const set = ["train.epochs=1", "train.batch=50"];
  const { trained } = await train({
    data,
    runtime,
    store: new MemoryStore(),
    choices: { preset: "two-layer", set },
  });
  const { latent, layers } = trained!.model;
  const { start, size } = layers![0]!;
  const swept = await traverse(runtime, trained!, { steps: 3, range: 1.5, dimensions: [start + 1] });
  const z = new Float32Array(3 * latent).fill(0.7);
  for (const [row, value] of [-1.5, 0, 1.5].entries()) {
    z.fill(0, row * latent + start, row * latent + start + size);
    z[row * latent + start + 1] = value;
  }
  const inference = new Inference(trained!, runtime);
  const followed = await inference.followTop(float32(z, [3, latent]));
  await inference.dispose();
  expect(followed.shape).toEqual([3, latent]);
  const apart = followed.data.map((value, i) => Math.abs(value - swept.latents.data[i]!));
  expect(Math.max(...apart)).toBeLessThan(1e-5);
  expect(followed.data.subarray(0, latent)).not.toEqual(followed.data.subarray(2 * latent));
});

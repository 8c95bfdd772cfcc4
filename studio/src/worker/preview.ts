// A look at the model at work: samples from fixed latents and reconstructions of fixed items, so that one sees them change.

import { float32, Generator, rows } from "vaekit/array";
import { type Dataset, subset } from "vaekit/data";
import { conditionsIn, drawConditions, inUnits, itemsOf } from "vaekit/tasks";
import type { Items, Preview } from "./api.ts";
import { viewOf } from "./items-view.ts";
import { live } from "./live-model.ts";

const SAMPLES = 36;
const RECONSTRUCTED = 12;

/** Samples and reconstructions with the present weights. */
export async function look(): Promise<Preview> {
  const started = performance.now();
  const { trained, inference, parts } = live();
  const { schema, model } = trained;
  const held = parts && spread(parts.validation ?? parts.test ?? parts.train, RECONSTRUCTED);
  let samples: Items | undefined;
  if (model.standardNormalPrior) {
    const z = new Generator(0, "preview").fillNormal(new Float32Array(SAMPLES * model.latent));
    const condition = drawConditions(trained, SAMPLES, new Generator(0, "preview/condition"), undefined);
    const made = inUnits(trained, await inference.decode(float32(z, [SAMPLES, model.latent]), condition));
    samples = viewOf(made.data, SAMPLES, schema);
  }
  const none: Items = { kind: "rows", count: 0, columns: [], rows: [] };
  if (held === undefined)
    return { samples, originals: none, reconstructions: none, milliseconds: performance.now() - started };
  const items = itemsOf(trained, held);
  const restored = inUnits(trained, await inference.reconstruct(items, conditionsIn(trained, held)));
  return {
    samples,
    originals: viewOf(inUnits(trained, rows(items, 0, held.count)).data, held.count, schema),
    reconstructions: viewOf(restored.data, held.count, schema),
    milliseconds: performance.now() - started,
  };
}

function spread(dataset: Dataset, count: number): Dataset {
  const step = Math.max(1, dataset.count / count);
  return subset(
    dataset,
    Array.from({ length: Math.min(count, dataset.count) }, (_, i) => Math.floor(i * step)),
  );
}

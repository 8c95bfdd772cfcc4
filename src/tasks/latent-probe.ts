// How much latents say of labels that training never saw, by a linear probe and nearest neighbours.

import { Generator } from "../array/index.ts";
import { type Dataset, subset } from "../data/index.ts";
import { ConfigError } from "../errors.ts";
import { type ClassProbe, type ProbeOptions, probeClasses } from "../metrics/index.ts";
import type { Runtime } from "../runtime/index.ts";
import { Inference, itemsOf } from "./inference.ts";
import { conditionsIn } from "./item-conditions.ts";
import type { TrainedModel } from "./run.ts";

/** How to probe. */
export interface LatentProbeOptions extends ProbeOptions {
  /** Most items of each part; default 10,000. */
  readonly count?: number;
  /** Key of the items that are drawn of larger parts; default 0. */
  readonly seed?: number;
}

/** Scores of posterior means, fitted on training items and measured on held-out ones. */
export interface LatentProbe extends ClassProbe {
  readonly counts: { readonly train: number; readonly test: number };
  readonly seconds: number;
}

const MOST = 10_000;

/** Probes a model's posterior means. @throws ConfigError for items without labels, DataError where they fit no probe */
export async function probeLatents(
  runtime: Runtime,
  trained: TrainedModel,
  { train, test }: { readonly train: Dataset; readonly test: Dataset },
  { count = MOST, seed = 0, ...options }: LatentProbeOptions = {},
): Promise<LatentProbe> {
  const started = performance.now();
  const inference = new Inference(trained, runtime);
  try {
    const labelled = async (data: Dataset, stream: string) => {
      const order = new Generator(seed, stream).permutation(data.count);
      const part = data.count <= count ? data : subset(data, order.subarray(0, count));
      if (part.labels === undefined) {
        throw new ConfigError(`probe: items need labels, ${data.name} has none; give them with --labels`);
      }
      const { mean } = await inference.encode(itemsOf(trained, part), conditionsIn(trained, part));
      return { latents: mean.data, labels: part.labels };
    };
    const [fitted, held] = [await labelled(train, "probe/train"), await labelled(test, "probe/test")];
    const scores = probeClasses(fitted, held, fitted.latents.length / fitted.labels.length, options);
    const counts = { train: fitted.labels.length, test: held.labels.length };
    return { ...scores, counts, seconds: (performance.now() - started) / 1000 };
  } finally {
    await inference.dispose();
  }
}

// Models with a quantiser: how often each code is used.

import { subset } from "vaekit/data";
import { conditionsIn, itemsOf } from "vaekit/tasks";
import type { CodeUsage } from "./latent-types.ts";
import { live } from "./live-model.ts";

const ITEMS = 2000;

/** Use of the codes over held-out items. @throws Error where the data of the model is not open */
export async function usageOfCodes(): Promise<CodeUsage> {
  const { trained, inference, parts } = live();
  const dataset = parts?.validation ?? parts?.test ?? parts?.train;
  const layout = trained.model.codes!;
  const { classes, space } = layout;
  const counts = classes.map((size) => new Float64Array(size));
  const count = Math.min(ITEMS, dataset?.count ?? 0);
  if (count > 0) {
    const step = dataset!.count / count;
    const piece = subset(
      dataset!,
      Uint32Array.from({ length: count }, (_, i) => Math.floor(i * step)),
    );
    const { codes } = await inference.encode(itemsOf(trained, piece), conditionsIn(trained, piece));
    for (const [i, code] of codes!.data.entries()) counts[i % classes.length]![code]! += 1;
  }
  return { items: count, space, counts, perplexity: counts.map(perplexityOf) };
}

/** exp(entropy) of counts; 0 without any. */
export function perplexityOf(counts: Float64Array): number {
  const all = counts.reduce((a, b) => a + b, 0);
  if (all === 0) return 0;
  return Math.exp(counts.reduce((sum, n) => (n > 0 ? sum - (n / all) * Math.log(n / all) : sum), 0));
}

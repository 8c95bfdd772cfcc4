// Which items of a data set keep their label in semi-supervised training.

import { Generator } from "../array/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";

/** How many items keep their label. */
export interface LabelledOptions {
  /** Number of items, or with `fraction` a share of them; default every item that has a label. */
  readonly labelled?: number | undefined;
  readonly fraction?: number | undefined;
}

/** Number of labelled items among `count`. */
export function labelledCount({ labelled, fraction }: LabelledOptions, count: number): number {
  return labelled ?? (fraction === undefined ? count : Math.max(1, Math.round(fraction * count)));
}

/**
 * Draws the items that keep their label, one of each class in turn, so that classes are as even as the data allows; in order of
 * the data set.
 * @throws DataError for data without labels; ConfigError where there are fewer items with a label than asked for
 */
export function labelledItems(dataset: Dataset, options: LabelledOptions, seed: number): Uint32Array<ArrayBuffer> {
  const { labels, count, name } = dataset;
  if (labels === undefined) {
    throw new DataError(`${name}: model.classifier learns from labels, got items without; give them with --labels`);
  }
  const order = new Generator(seed, "labelled").permutation(count).filter((i) => labels[i]! >= 0);
  const wanted =
    options.labelled === undefined && options.fraction === undefined ? order.length : labelledCount(options, count);
  if (wanted > order.length || wanted === 0) {
    throw new ConfigError(
      `model.classifier.labelled: must be 1 to ${order.length}, the training items with a label, got ${wanted}`,
    );
  }
  // Rank within the class first, then the class.
  const seen = new Map<number, number>();
  const ranked = [...order].map((item) => {
    const label = labels[item]!;
    const rank = seen.get(label) ?? 0;
    seen.set(label, rank + 1);
    return { item, label, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.label - b.label);
  return Uint32Array.from(ranked.slice(0, wanted), ({ item }) => item).sort();
}

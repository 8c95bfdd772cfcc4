// What private training asks of a config: nothing may be chosen by looking at the rows, and batches are large, since the
// noise on a step is the same for few rows as for many.

import { ConfigError } from "../errors.ts";
import type { ItemShape, Json } from "../models/index.ts";

type Tree = { [key: string]: Json | Tree };

const [FEWEST, MOST] = [256, 8192];

/** Settles the choices of a private run over `rows` items. @throws ConfigError for windows, which share their rows */
export function decidePrivate(tree: Tree, item: ItemShape["kind"], rows: number, reasons: string[]): void {
  if (item === "series") {
    throw new ConfigError(
      "train.private: protects items one by one, got windows of a time series, several of which hold the same step; leave it out",
    );
  }
  const training = tree.train as Tree;
  const { kind = "prior" } = (tree.sampler ?? {}) as { kind?: Json };
  if (kind !== "prior") {
    tree.sampler = { kind: "prior" };
    reasons.push("sampler prior: a mixture would be fitted to the training rows without noise");
  }
  if (training.patience !== null) {
    training.patience = null;
    reasons.push(
      "patience null: private training keeps the last weights, as choosing an epoch by its validation loss is not accounted for",
    );
  }
  // The limit on each row's gradient takes its place.
  training.clip = null;
  if (training.batch === "auto") {
    const wanted = 2 ** Math.round(Math.log2(rows / 32));
    training.batch = Math.min(MOST, Math.max(FEWEST, wanted), rows);
    reasons.push(
      `batch ${training.batch}: about a 32nd of ${rows} items, between ${FEWEST} and ${MOST}, for private training`,
    );
  }
}

// What private training asks of a config: nothing may be chosen by looking at the rows, and defaults that suit noise, which
// is the same for few and for many rows in a batch.

import type { Json } from "../models/index.ts";

type Tree = { [key: string]: Json | Tree };

/** Settles the choices of a private run; leaves other runs as they are. */
export function decidePrivate(tree: Tree, rows: number, table: boolean, reasons: string[]): void {
  const training = tree.train as Tree;
  if (training.private === undefined) return;
  const sampler = tree.sampler as Tree | undefined;
  if (sampler !== undefined && sampler.kind !== "prior") {
    tree.sampler = { kind: "prior" };
    reasons.push("sampler prior: a mixture would be fitted to the training rows without noise");
  }
  if (training.patience !== null) {
    training.patience = null;
    reasons.push(
      "patience null: private training keeps the last weights, since a choice by validation is not accounted for",
    );
  }
  // The limit on a row's gradient takes its place.
  training.clip = null;
}

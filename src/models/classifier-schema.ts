// What a config says of a classifier beside the encoder.

import { z } from "zod";
import { layerSchema } from "../nn/index.ts";

/** Schema of a classifier. */
export const classifierSchema = z.strictObject({
  /** From an item to features of its own; default the encoder's. Class scores are a dense layer on them. */
  layers: z.array(layerSchema).min(1).optional(),
  /** Training items that keep their label, as even over the classes as the data allows; default all that have one. */
  labelled: z.int().positive().optional(),
  /** The same as a share of the training items. */
  fraction: z.number().gt(0).max(1).optional(),
  /** Share of a batch that labelled items take; they come again as often as needed. Default 0.1. */
  share: z.number().gt(0).lt(1).optional(),
  /** Weight of the classifier's cross-entropy on labelled items, alpha / N of the paper; default 0.1. */
  weight: z.number().min(0).optional(),
});

/** A classifier's choices. */
export type ClassifierSpec = z.infer<typeof classifierSchema>;

// The schema of the sampler `pixelcnn`, apart from what trains it, so that configs can be checked without.

import { z } from "zod";

/** Schema of the kind `pixelcnn`. */
export const codePriorSchema = z.strictObject({
  kind: z.literal("pixelcnn"),
  /** Channels of each of the two stacks; default 32. */
  filters: z.int().positive().optional(),
  /** Gated layers; default 5. */
  layers: z.int().positive().max(64).optional(),
  /** Width of the field of a layer; default 3. */
  kernel: z.union([z.literal(3), z.literal(5), z.literal(7)]).optional(),
  /** Passes over the codes; default as many as make 2000 steps, at most 200, stopped early. */
  epochs: z.int().positive().optional(),
});

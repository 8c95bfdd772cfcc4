// The schema of a flow in a config.

import { z } from "zod";

const layers = z.int().min(1).max(256);
const hidden = z.array(z.int().min(1)).min(1).optional();

/** Schema of `FlowSpec`. */
export const flowSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("planar"), layers }),
  z.strictObject({ kind: z.literal("radial"), layers }),
  z.strictObject({ kind: z.literal("householder"), layers }),
  z.strictObject({ kind: z.literal("iaf"), layers, hidden }),
  z.strictObject({ kind: z.literal("maf"), layers, hidden }),
  z.strictObject({ kind: z.literal("realnvp"), layers, hidden }),
]);

/**
 * A flow as plain JSON. `layers` is the number of steps; `hidden` the units of each hidden layer of the network in a
 * step, default two layers of 64 or twice the size of the vectors, whichever is more.
 *
 * | kind | forward | inverse | source |
 * |---|---|---|---|
 * | `planar` | one pass | none | Rezende & Mohamed 2015 |
 * | `radial` | one pass | one pass | Rezende & Mohamed 2015 |
 * | `householder` | one pass | one pass | Tomczak & Welling 2016; keeps volumes |
 * | `iaf` | one pass | one pass per dimension | Kingma et al. 2016 |
 * | `maf` | one pass per dimension | one pass | Papamakarios et al. 2017 |
 * | `realnvp` | one pass | one pass | Dinh et al. 2017 |
 */
export type FlowSpec = z.infer<typeof flowSchema>;

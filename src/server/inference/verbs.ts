// The verbs: each reads the bodies of its requests, calls one task and takes the answers apart again. Requests are joined where
// an item's answer does not depend on its neighbours; where the draws of an item depend on its place, each runs alone.

import type { Verb } from "../calls.ts";
import { decodeVerb, encodeVerb, reconstructVerb } from "./codes.ts";
import { imputeVerb, sampleVerb } from "./made.ts";
import { scoreVerb } from "./scores.ts";
import type { VerbRecord } from "./station.ts";

/** The verbs by name. */
export const verbs: { readonly [V in Verb]: VerbRecord<never> } = {
  encode: encodeVerb as VerbRecord<never>,
  decode: decodeVerb as VerbRecord<never>,
  reconstruct: reconstructVerb as VerbRecord<never>,
  sample: sampleVerb as VerbRecord<never>,
  score: scoreVerb as VerbRecord<never>,
  impute: imputeVerb as VerbRecord<never>,
};

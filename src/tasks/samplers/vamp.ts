// The even mixture of the posteriors of some training items: nothing is fitted. It is the VampPrior's optimum for pseudo-inputs that
// are training items (Tomczak & Welling 2018, section 3.1). Like a kernel density it stores what the model knows of those items.

import { z } from "zod";
import { float32, Generator } from "../../array/index.ts";
import { ConfigError } from "../../errors.ts";
import { rowsAt } from "./rows.ts";
import type { DensitySampler, FitContext, SamplerWeights } from "./sampler.ts";

/** Schema of the kind `vamp`; `components` is the number of items, default 500. */
export const vampSchema = z.strictObject({
  kind: z.literal("vamp"),
  components: z.int().positive().max(50_000).optional(),
});

/** Stores the posteriors of items drawn at random. @throws ConfigError for posteriors that are no diagonal normals */
export function fitVamp(
  { latents, posteriors, size, seed }: FitContext,
  { components = 500 }: z.infer<typeof vampSchema>,
): SamplerWeights {
  if (posteriors === undefined) {
    throw new ConfigError(
      "sampler.kind: vamp is a mixture of posteriors that are diagonal normals, which this model does not have; use kde",
    );
  }
  const order = new Generator(seed, "sampler/vamp").permutation(latents.length / size).subarray(0, components);
  const of = (values: Float32Array) => float32(rowsAt(values, size, order), [order.length, size]);
  return {
    "sampler.vamp.means": of(posteriors.mean),
    "sampler.vamp.logVariances": of(posteriors.logVariance),
  };
}

/** A saved mixture of posteriors. */
export function loadVamp(weights: SamplerWeights, size: number): DensitySampler {
  const of = (name: string) => weights[`sampler.vamp.${name}`]!.data as Float32Array;
  const [means, logVariances] = [of("means"), of("logVariances")];
  const deviations = logVariances.map((v) => Math.exp(v / 2));
  const components = means.length / size;
  const constants = Float64Array.from({ length: components }, (_, k) => {
    let total = -Math.log(components) - (size / 2) * Math.log(2 * Math.PI);
    for (let d = 0; d < size; d++) total -= logVariances[k * size + d]! / 2;
    return total;
  });
  const terms = new Float64Array(components);
  return {
    kind: "vamp",
    draw(count, generator, temperature = 1) {
      const out = new Float32Array(count * size);
      const noise = new Float32Array(size);
      for (let i = 0; i < count; i++) {
        const from = generator.integer(components) * size;
        generator.fillNormal(noise);
        for (let d = 0; d < size; d++) {
          out[i * size + d] = means[from + d]! + temperature * deviations[from + d]! * noise[d]!;
        }
      }
      return out;
    },
    logDensity: (latents) =>
      Float64Array.from({ length: latents.length / size }, (_, i) => {
        for (let k = 0, at = 0; k < components; k++) {
          let square = 0;
          for (let d = 0; d < size; d++, at++) square += ((latents[i * size + d]! - means[at]!) / deviations[at]!) ** 2;
          terms[k] = constants[k]! - square / 2;
        }
        const top = terms.reduce((most, term) => Math.max(most, term), Number.NEGATIVE_INFINITY);
        return top + Math.log(terms.reduce((total, term) => total + Math.exp(term - top), 0));
      }),
  };
}

// The distribution of a flow's output for standard normal input. Not a `Distribution`: it has one density per vector.

import { add, type Key, randn, type Tensor } from "../../graph/index.ts";
import { sumEvent } from "../distribution.ts";
import { standardNormal } from "../normal.ts";
import type { Flow } from "./flow.ts";

/** A distribution over vectors of `size` elements. */
export interface FlowDensity {
  /** log p(z) [n] in nats for z [n, size]. @throws ConfigError for a flow without an inverse */
  logProb(z: Tensor): Tensor;
  /** `count` reparameterised draws [count, size]. */
  sample(key: Key, count: number): Tensor;
}

/** z = f(u) with u ~ N(0, I): log p(z) = log N(f^-1(z); 0, I) + log |det df^-1/dz| (Dinh et al. 2017, eq. 3). */
export function flowDensity(flow: Flow, size: number): FlowDensity {
  return {
    logProb(z) {
      const { value, logDeterminant } = flow.inverse(z);
      return add(sumEvent(standardNormal(value.shape).logProb(value)), logDeterminant);
    },
    sample: (key, count) => flow.forward(randn(key, [count, size])).value,
  };
}

// Spike and slab: a normal that is exactly zero with some probability, for sparse codes (Tonolini et al. 2020, Variational
// Sparse Coding). The choice between the two is relaxed when sampling; log p, mean and KL are those of the exact variable.

import type { Shape } from "../array/index.ts";
import { ConfigError } from "../errors.ts";
import {
  asTensor,
  broadcastTo,
  equal,
  type Key,
  mul,
  neg,
  type Operand,
  sigmoid,
  softplus,
  sub,
  type Tensor,
  where,
} from "../graph/index.ts";
import { commonShape, expand } from "./_parameters.ts";
import type { RelaxedSampleOptions } from "./_relaxed.ts";
import { Distribution } from "./distribution.ts";
import { Normal } from "./normal.ts";
import { RelaxedBernoulli } from "./relaxed-bernoulli.ts";

/** N(loc, scale^2) with probability gamma = sigmoid(logits), else 0; independent per element. */
export class SpikeAndSlab extends Distribution {
  readonly name = "SpikeAndSlab";
  readonly shape: Shape;
  /** The choice of the slab. */
  readonly active: RelaxedBernoulli;
  /** The values where active. */
  readonly slab: Normal;

  /** @throws ShapeError when the parameters do not broadcast @throws ConfigError for a temperature <= 0 */
  constructor(logits: Operand, loc: Operand, scale: Operand, temperature: Operand) {
    super();
    this.active = new RelaxedBernoulli(logits, temperature);
    this.slab = new Normal(loc, scale);
    this.shape = commonShape(this.name, {
      logits: this.active.logits,
      loc: this.slab.loc,
      scale: this.slab.scale,
      temperature: this.active.temperature,
    });
  }

  /**
   * Reparameterised sample s (loc + scale eps) with s a sample of the relaxed choice: small instead of zero where inactive.
   * With `straightThrough` s is 0 or 1, the sample follows `logProb` and its gradient is biased.
   */
  override sample(key: Key, options: RelaxedSampleOptions = {}): Tensor {
    const s = new RelaxedBernoulli(expand(this.active.logits, this.shape), this.active.temperature);
    const slab = new Normal(expand(this.slab.loc, this.shape), this.slab.scale);
    return mul(s.sample(key.fold("active"), options), slab.sample(key.fold("slab")));
  }

  /** log(1 - gamma) at exactly 0, elsewhere log gamma + log N(x; loc, scale^2): a density plus one atom. */
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    const { logits } = this.active;
    const slab = sub(this.slab.logProb(x), softplus(neg(logits)));
    return where(equal(x, 0), neg(softplus(logits)), slab);
  }

  /** gamma loc. */
  mean(): Tensor {
    return expand(mul(sigmoid(this.active.logits), this.slab.loc), this.shape);
  }
}

/**
 * The prior of sparse codes over `shape`: N(0, 1) with probability `probability`, else 0.
 * @throws ConfigError unless 0 < probability < 1
 */
export function standardSpikeAndSlab(shape: Shape, probability: number, temperature: Operand = 0.5): SpikeAndSlab {
  if (!(probability > 0 && probability < 1)) {
    throw new ConfigError(`standardSpikeAndSlab: probability must lie between 0 and 1, got ${probability}`);
  }
  const logit = Math.log(probability / (1 - probability));
  return new SpikeAndSlab(broadcastTo(asTensor(logit), shape), 0, 1, temperature);
}

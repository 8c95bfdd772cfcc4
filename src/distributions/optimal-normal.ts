// Normal whose one variance is the best for the batch it is trained on, the mean squared error (Rybkin et al. 2021, optimal
// sigma-VAE): it has no gradient step of its own and fits at once.

import type { Shape } from "../array/index.ts";
import { add, type Key, maximum, mean, mul, type Scope, sqrt, square, sub, type Tensor } from "../graph/index.ts";
import { Distribution } from "./distribution.ts";
import { Normal } from "./normal.ts";

/** Where the variance starts, and what the scale stays above. */
export interface OptimalNormalOptions {
  /** First scale. */
  readonly value: number;
  /** Smallest scale. */
  readonly minimum: number;
}

// Share of a batch's variance in the running one after a step.
const MOMENTUM = 0.1;

/**
 * N(loc, scale^2) with one scale for all elements, kept as the state `variance` of a scope: a running mean of the variances
 * of batches. While training, `logProb` takes the batch's own, mean (x - loc)^2, whose gradient passes through.
 */
export class OptimalNormal extends Distribution {
  readonly name = "OptimalNormal";
  readonly shape: Shape;
  readonly loc: Tensor;
  /** The running scale, a scalar. */
  readonly scale: Tensor;
  private readonly options: OptimalNormalOptions;
  private readonly scope: Scope;

  constructor(loc: Tensor, options: OptimalNormalOptions, scope: Scope) {
    super();
    this.loc = loc;
    this.shape = loc.shape;
    this.options = options;
    this.scope = scope;
    this.scale = sqrt(this.variance);
  }

  private get variance(): Tensor {
    return this.scope.state("variance", [], (out) => out.fill(this.options.value ** 2));
  }

  private get running(): Normal {
    return new Normal(this.loc, this.scale);
  }

  sample(key: Key): Tensor {
    return this.running.sample(key);
  }

  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    if (!this.scope.training) return this.running.logProb(x);
    const best = maximum(mean(square(sub(x, this.loc))), this.options.minimum ** 2);
    this.scope.update("variance", add(mul(this.variance, 1 - MOMENTUM), mul(best, MOMENTUM)));
    return new Normal(this.loc, sqrt(best)).logProb(x);
  }

  mean(): Tensor {
    return this.running.mean();
  }

  override entropy(): Tensor {
    return this.running.entropy();
  }

  override mode(): Tensor {
    return this.mean();
  }
}

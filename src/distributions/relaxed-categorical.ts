// Relaxed categorical variable on the simplex, also Concrete or Gumbel-softmax (Maddison et al. 2017; Jang et al. 2017): a
// categorical latent with gradients.

import { float32, formatShape, type Shape } from "../array/index.ts";
import { ShapeError } from "../errors.ts";
import {
  add,
  argmax,
  cast,
  constant,
  div,
  equal,
  exp,
  type Key,
  log,
  logSoftmax,
  mul,
  type Operand,
  reshape,
  softmax,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { exactly } from "./_parameters.ts";
import { gumbel, insideUnit, type RelaxedSampleOptions, straightThroughOf, temperatureOf } from "./_relaxed.ts";
import { Categorical } from "./categorical.ts";
import { VectorDistribution } from "./vector-distribution.ts";

/**
 * Relaxed one-hot vector: softmax((logits + Gumbel noise) / temperature), logits [..., K]. Its largest element is class k
 * with probability softmax(logits)_k at every temperature; towards temperature 0 it becomes the one-hot vector of `discrete`.
 * As a posterior its KL is usually taken between `discrete` and a Categorical prior, in closed form (Jang et al. 2017).
 */
export class RelaxedOneHot extends VectorDistribution {
  readonly name = "RelaxedOneHot";
  readonly shape: Shape;
  readonly logits: Tensor;
  readonly temperature: Tensor;
  /** The discrete variable that this one relaxes. */
  readonly discrete: Categorical;

  /** @throws ShapeError for logits without an axis of classes or a temperature that is no scalar @throws ConfigError for a temperature <= 0 */
  constructor(logits: Tensor, temperature: Operand) {
    super();
    if (logits.shape.length === 0) throw new ShapeError("RelaxedOneHot: logits must be [..., classes], got a scalar");
    this.temperature = temperatureOf(this.name, temperature);
    if (this.temperature.shape.length !== 0) {
      throw new ShapeError(`RelaxedOneHot: temperature must be a scalar, got ${formatShape(this.temperature.shape)}`);
    }
    this.logits = logits;
    this.shape = logits.shape;
    this.discrete = new Categorical(logits);
  }

  /** Reparameterised sample [..., K] on the simplex; in float32 its small elements reach 0. */
  override sample(key: Key, { straightThrough = false }: RelaxedSampleOptions = {}): Tensor {
    const y = this.sampleLog(key);
    return straightThrough ? straightThroughOf(oneHotOfLargest(y), exp(y)) : exp(y);
  }

  /** Logarithm of the sample that `sample` draws for the same key (ExpConcrete); it never saturates. */
  sampleLog(key: Key): Tensor {
    return logSoftmax(div(add(this.logits, gumbel(key, this.shape)), this.temperature));
  }

  /**
   * Log-density [...] of relaxed vectors x [..., K], over the first K - 1 elements; each is held within
   * [1e-30, 1 - 2^-24]. For samples that may saturate compare densities of their logarithms instead, `logProbOfLog`.
   */
  // log p(x) = log p(y) - sum y, y = log x
  logProb(x: Tensor): Tensor {
    this.expectVectors(x);
    const y = log(insideUnit(x));
    return sub(this.logProbOfLog(y), sum(y, { axes: -1 }));
  }

  /** Log-density [...] of the logarithms y [..., K] of relaxed vectors (ExpConcrete, Maddison et al. 2017). */
  // log p(y) = log (K - 1)! + (K - 1) log T + sum log softmax(logits - T y)
  logProbOfLog(y: Tensor): Tensor {
    this.expectVectors(y, "logProbOfLog");
    const free = this.shape.at(-1)! - 1;
    let logFactorial = 0;
    for (let k = 2; k <= free; k++) logFactorial += Math.log(k);
    const classes = sum(logSoftmax(sub(this.logits, mul(this.temperature, y))), { axes: -1 });
    return add(classes, add(mul(log(this.temperature), free), exactly(logFactorial)));
  }

  /** Probabilities softmax(logits) [..., K], the mean of `discrete` as one-hot. The relaxed variable's own has no closed form. */
  mean(): Tensor {
    return softmax(this.logits);
  }
}

// Compared as float32, which every runtime does at full speed.
function oneHotOfLargest(x: Tensor): Tensor {
  const all = constant(float32(Array.from({ length: x.shape.at(-1)! }, (_, k) => k)));
  const largest = cast(argmax(x), "float32");
  return cast(equal(reshape(largest, [...largest.shape, 1]), all), "float32");
}

// Relaxed Bernoulli, also binary Concrete or binary Gumbel-softmax (Maddison et al. 2017; Jang et al. 2017): a binary latent
// with gradients. Not a likelihood of grey levels: see continuous-bernoulli.ts.

import type { Shape } from "../array/index.ts";
import {
  add,
  asTensor,
  div,
  type Key,
  log,
  mul,
  type Operand,
  sigmoid,
  softplus,
  step,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { commonShape, expand } from "./_parameters.ts";
import { insideUnit, logistic, type RelaxedSampleOptions, straightThroughOf, temperatureOf } from "./_relaxed.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Distribution } from "./distribution.ts";

/**
 * Relaxed Bernoulli variable in (0, 1): sigmoid((logits + logistic noise) / temperature). P(x > 1/2) = sigmoid(logits) at
 * every temperature; towards temperature 0 it becomes the Bernoulli `discrete`. As a posterior its KL is usually taken
 * between `discrete` and a Bernoulli prior, in closed form (Jang et al. 2017).
 */
export class RelaxedBernoulli extends Distribution {
  readonly name = "RelaxedBernoulli";
  readonly shape: Shape;
  readonly logits: Tensor;
  readonly temperature: Tensor;
  /** The discrete variable that this one relaxes. */
  readonly discrete: Bernoulli;

  /** @throws ShapeError when the parameters do not broadcast @throws ConfigError for a temperature <= 0 */
  constructor(logits: Operand, temperature: Operand) {
    super();
    this.logits = asTensor(logits);
    this.temperature = temperatureOf(this.name, temperature);
    this.shape = commonShape(this.name, { logits: this.logits, temperature: this.temperature });
    this.discrete = new Bernoulli(this.logits);
  }

  /** Reparameterised sample; in float32 it reaches 0 and 1 where its logits leave about [-17, 17]. */
  override sample(key: Key, { straightThrough = false }: RelaxedSampleOptions = {}): Tensor {
    const l = this.sampleLogits(key);
    return straightThrough ? straightThroughOf(step(l), sigmoid(l)) : sigmoid(l);
  }

  /** Logits log(x / (1 - x)) of the sample that `sample` draws for the same key; they never saturate. */
  sampleLogits(key: Key): Tensor {
    return div(add(this.logits, logistic(key, this.shape)), this.temperature);
  }

  /**
   * Log-density of relaxed values x in (0, 1); x is held within [1e-30, 1 - 2^-24]. For samples that may saturate compare
   * densities of their logits instead, `logProbOfLogits`.
   */
  // log p(x) = log p(l) - log x - log(1 - x), l = log x - log(1 - x)
  logProb(x: Tensor): Tensor {
    this.expectValue(x);
    const inside = insideUnit(x);
    const [one, zero] = [log(inside), log(sub(1, inside))];
    return sub(this.logProbOfLogits(sub(one, zero)), add(one, zero));
  }

  /** Log-density of the logits l of a relaxed value: a logistic of mean logits / T and scale 1 / T (Maddison et al. 2017). */
  // log p(l) = log T + d - 2 softplus(d), d = logits - T l
  logProbOfLogits(l: Tensor): Tensor {
    this.expectValue(l);
    const d = sub(this.logits, mul(this.temperature, l));
    return add(log(this.temperature), sub(d, mul(softplus(d), 2)));
  }

  /** sigmoid(logits), the mean of `discrete`. The relaxed variable's own mean has no closed form and lies nearer to 1/2. */
  mean(): Tensor {
    return expand(this.discrete.mean(), this.shape);
  }
}

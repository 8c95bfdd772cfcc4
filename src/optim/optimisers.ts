// The optimisers. Running means are kept unscaled (m = beta m + g, without the factor 1 - beta): the factors move into
// the step's scalars, which saves two passes over every parameter.

import { abs, add, div, maximum, mul, sign, sqrt, sub, type Tensor } from "../graph/index.ts";
import type { UpdateRule } from "./rule.ts";
import type { OptimiserSpec } from "./spec.ts";

type SpecOf<K extends OptimiserSpec["kind"]> = Extract<OptimiserSpec, { kind: K }>;

const square = (x: Tensor) => mul(x, x);

/** Stochastic gradient descent, with momentum as PyTorch defines it and optionally Nesterov's look-ahead. */
function sgd({ momentum = 0, nesterov = false }: SpecOf<"sgd">): UpdateRule {
  return {
    slots: momentum === 0 ? {} : { momentum: 0 },
    scalars: ["rate"],
    scalarsAt: (_step, rate) => ({ rate }),
    update(p, g, slots, { rate }) {
      if (momentum === 0) return { parameter: sub(p, mul(g, rate!)), slots: {} };
      const velocity = add(mul(slots.momentum!, momentum), g);
      const direction = nesterov ? add(g, mul(velocity, momentum)) : velocity;
      return { parameter: sub(p, mul(direction, rate!)), slots: { momentum: velocity } };
    },
  };
}

/** RMSprop (Tieleman & Hinton 2012), optionally centred (Graves 2013) and with momentum. */
function rmsprop({ decay = 0.99, epsilon = 1e-8, momentum = 0, centred = false }: SpecOf<"rmsprop">): UpdateRule {
  return {
    slots: { square: 0, ...(centred ? { mean: 0 } : {}), ...(momentum > 0 ? { momentum: 0 } : {}) },
    scalars: ["rate"],
    scalarsAt: (_step, rate) => ({ rate }),
    update(p, g, slots, { rate }) {
      const s = add(mul(slots.square!, decay), mul(square(g), 1 - decay));
      const mean = centred ? add(mul(slots.mean!, decay), mul(g, 1 - decay)) : undefined;
      const scaled = div(g, add(sqrt(mean === undefined ? s : sub(s, square(mean))), epsilon));
      const velocity = momentum > 0 ? add(mul(slots.momentum!, momentum), scaled) : undefined;
      return {
        parameter: sub(p, mul(velocity ?? scaled, rate!)),
        slots: { square: s, ...(mean ? { mean } : {}), ...(velocity ? { momentum: velocity } : {}) },
      };
    },
  };
}

// p - rate mHat / (sqrt(vHat) + eps) with mHat = m (1 - b1) / (1 - b1^t), vHat = v (1 - b2) / (1 - b2^t), m and v
// unscaled; dividing through by the root of v's factor leaves two scalars.
function adamScalars(beta1: number, beta2: number, epsilon: number, step: number, rate: number) {
  const root = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
  return { alpha: (rate * (1 - beta1)) / (1 - beta1 ** step) / root, epsilon: epsilon / root };
}

/** Adam (Kingma & Ba 2015), optionally AMSGrad (Reddi et al. 2018). */
function adam({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  amsgrad = false,
  initialSecondMoment = 0,
}: Omit<SpecOf<"adam">, "kind">): UpdateRule {
  return {
    slots: { first: 0, second: initialSecondMoment / (1 - beta2), ...(amsgrad ? { largest: 0 } : {}) },
    scalars: ["alpha", "epsilon"],
    scalarsAt: (step, rate) => adamScalars(beta1, beta2, epsilon, step, rate),
    update(p, g, slots, { alpha, epsilon: eps }) {
      const first = add(mul(slots.first!, beta1), g);
      const second = add(mul(slots.second!, beta2), square(g));
      const largest = amsgrad ? maximum(slots.largest!, second) : undefined;
      const direction = div(mul(first, alpha!), add(sqrt(largest ?? second), eps!));
      return { parameter: sub(p, direction), slots: { first, second, ...(largest ? { largest } : {}) } };
    },
  };
}

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019). */
function adamw({ weightDecay = 0.01, ...options }: SpecOf<"adamw">): UpdateRule {
  const rule = adam(options);
  return {
    ...rule,
    scalars: [...rule.scalars, "keep"],
    scalarsAt: (step, rate) => ({ ...rule.scalarsAt(step, rate), keep: 1 - rate * weightDecay }),
    update: (p, g, slots, scalars) => rule.update(mul(p, scalars.keep!), g, slots, scalars),
  };
}

/** Adamax (Kingma & Ba 2015, section 7.1). */
function adamax({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: SpecOf<"adamax">): UpdateRule {
  return {
    slots: { first: 0, infinity: 0 },
    scalars: ["alpha"],
    scalarsAt: (step, rate) => ({ alpha: (rate * (1 - beta1)) / (1 - beta1 ** step) }),
    update(p, g, slots, { alpha }) {
      const first = add(mul(slots.first!, beta1), g);
      const infinity = maximum(mul(slots.infinity!, beta2), add(abs(g), epsilon));
      return { parameter: sub(p, div(mul(first, alpha!), infinity)), slots: { first, infinity } };
    },
  };
}

/** Adagrad (Duchi et al. 2011). */
function adagrad({ epsilon = 1e-10, initialAccumulator = 0 }: SpecOf<"adagrad">): UpdateRule {
  return {
    slots: { sum: initialAccumulator },
    scalars: ["rate"],
    scalarsAt: (_step, rate) => ({ rate }),
    update(p, g, slots, { rate }) {
      const sum = add(slots.sum!, square(g));
      return { parameter: sub(p, div(mul(g, rate!), add(sqrt(sum), epsilon))), slots: { sum } };
    },
  };
}

/** Adds L2 and L1 penalties' gradients: g + weightDecay p + l1 sign(p). */
function penalised(rule: UpdateRule, weightDecay: number, l1: number): UpdateRule {
  if (weightDecay === 0 && l1 === 0) return rule;
  return {
    ...rule,
    update(p, g, slots, scalars) {
      const ridge = weightDecay === 0 ? g : add(g, mul(p, weightDecay));
      return rule.update(p, l1 === 0 ? ridge : add(ridge, mul(sign(p), l1)), slots, scalars);
    },
  };
}

/** Keeps an exponential moving average of the parameters in the slot `ema`, started from their first values. */
export function withEma(rule: UpdateRule, decay: number): UpdateRule {
  return {
    ...rule,
    slots: { ...rule.slots, ema: "parameter" },
    update(p, g, { ema, ...slots }, scalars) {
      const updated = rule.update(p, g, slots, scalars);
      const average = add(mul(ema!, decay), mul(updated.parameter, 1 - decay));
      return { parameter: updated.parameter, slots: { ...updated.slots, ema: average } };
    },
  };
}

/** The update rule that a spec describes. */
export function optimiser(spec: OptimiserSpec): UpdateRule {
  switch (spec.kind) {
    case "sgd":
      return penalised(sgd(spec), spec.weightDecay ?? 0, spec.l1 ?? 0);
    case "rmsprop":
      return penalised(rmsprop(spec), spec.weightDecay ?? 0, spec.l1 ?? 0);
    case "adam":
      return penalised(adam(spec), spec.weightDecay ?? 0, spec.l1 ?? 0);
    case "adamw":
      return penalised(adamw(spec), 0, spec.l1 ?? 0);
    case "adamax":
      return penalised(adamax(spec), spec.weightDecay ?? 0, spec.l1 ?? 0);
    case "adagrad":
      return penalised(adagrad(spec), spec.weightDecay ?? 0, spec.l1 ?? 0);
  }
}

// Activation functions as layers.

import { z } from "zod";
import {
  elu as eluOf,
  gelu,
  geluTanh,
  hardSigmoid,
  hardSwish,
  leakyRelu as leakyReluOf,
  logSigmoid,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  type Tensor,
  tanh,
} from "../../graph/index.ts";
import type { LayerRecord } from "./record.ts";

const functions = {
  relu,
  selu,
  gelu,
  geluTanh,
  silu,
  mish,
  softplus,
  softsign,
  tanh,
  sigmoid,
  logSigmoid,
  hardSigmoid,
  hardSwish,
} satisfies Record<string, (x: Tensor) => Tensor>;

/** Names of the activations without options. */
export type PlainActivation = keyof typeof functions;

/** An activation without options. */
export type PlainActivationLayer = { [K in PlainActivation]: { kind: K } }[PlainActivation];

const leakySchema = z.strictObject({
  kind: z.literal("leakyRelu"),
  /** Slope where x is negative; default 0.01. */
  slope: z.number().exactOptional(),
});
const eluSchema = z.strictObject({
  kind: z.literal("elu"),
  /** Minus the limit for very negative x; default 1. */
  alpha: z.number().exactOptional(),
});

/** x where positive, else slope * x. */
export type LeakyReluLayer = z.infer<typeof leakySchema>;

/** x where positive, else alpha * (exp(x) - 1). */
export type EluLayer = z.infer<typeof eluSchema>;

/** The kind `leakyRelu`. */
export const leakyRelu: LayerRecord<LeakyReluLayer> = {
  schema: leakySchema,
  apply: ({ slope = 0.01 }, x) => leakyReluOf(x, slope),
};

/** The kind `elu`. */
export const elu: LayerRecord<EluLayer> = {
  schema: eluSchema,
  apply: ({ alpha = 1 }, x) => eluOf(x, alpha),
};

function plain<K extends PlainActivation>(kind: K): LayerRecord<{ kind: K }> {
  return { schema: z.strictObject({ kind: z.literal(kind) }), apply: (_layer, x) => functions[kind](x) };
}

/** The kinds without options. */
export const plainActivations: { readonly [K in PlainActivation]: LayerRecord<{ kind: K }> } = {
  relu: plain("relu"),
  selu: plain("selu"),
  gelu: plain("gelu"),
  geluTanh: plain("geluTanh"),
  silu: plain("silu"),
  mish: plain("mish"),
  softplus: plain("softplus"),
  softsign: plain("softsign"),
  tanh: plain("tanh"),
  sigmoid: plain("sigmoid"),
  logSigmoid: plain("logSigmoid"),
  hardSigmoid: plain("hardSigmoid"),
  hardSwish: plain("hardSwish"),
};

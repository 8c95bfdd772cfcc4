// The loss of a batch, from a model's parts and the objective that its config names.

import type { Distribution } from "../distributions/index.ts";
import { ConfigError } from "../errors.ts";
import { add, type Key, neg, randn, type Scope, stopGradient, sub, type Tensor } from "../graph/index.ts";
import {
  elbo,
  type ImportanceSpec,
  importanceObjective,
  type Objective,
  overDraws,
  reconstructionObjective,
} from "../objectives/index.ts";
import type { ModelConfig } from "./config.ts";
import type { ItemShape } from "./item.ts";
import type { Draw, DrawOptions, Encoded, PriorDrawOptions } from "./latents/latents.ts";
import { penaltyOf } from "./penalties/index.ts";
import { tiled } from "./posteriors/tiled.ts";

/** What a decoder says of a batch. */
export interface Decoded {
  /** Expected item [batch, ...event]. */
  readonly mean: Tensor;
  /** The decoder's raw output [batch, ...]. */
  readonly output: Tensor;
  /** The likelihood; absent in an autoencoder. */
  readonly distribution?: Distribution;
  /** log p(x|z), or minus an autoencoder's error, per item [batch]. */
  logLikelihood(x: Tensor): Tensor;
}

/** Inputs of the training objective. */
export interface TrainingInputs {
  /** What the model sees [batch, ...event]. */
  readonly input: Tensor;
  /** What it is scored on [batch, ...event]. */
  readonly target: Tensor;
  /** Weight of each item [batch]; they sum to one. */
  readonly weights: Tensor;
  /** What `Model.scheduled` names, as scalars. */
  readonly scheduled: Readonly<Record<string, Tensor>>;
  /** What the items are conditioned on [batch, width]. */
  readonly condition?: Tensor | undefined;
  /** Items in the training set; some penalties need it. Default the batch's. */
  readonly items?: number;
}

/** What the objective needs of a model. */
export interface ObjectiveModel {
  readonly config: ModelConfig;
  readonly item: ItemShape;
  readonly klKind: DrawOptions["kl"];
  encode(x: Tensor, scope: Scope, condition?: Tensor): Encoded;
  draw(encoded: Encoded, options: Omit<DrawOptions, "logJoint"> & { readonly target?: Tensor }): Draw;
  decode(z: Tensor, scope: Scope, condition?: Tensor): Decoded;
  drawPrior(count: number, options: PriorDrawOptions): Tensor;
  logPosterior(encoded: Encoded, z: Tensor, options: { readonly scope: Scope }): Tensor;
  logPrior(z: Tensor, options: Omit<PriorDrawOptions, "key">): Tensor;
}

/** Beginnings of the names of an encoder's parameters. */
export const ENCODER_PREFIXES: readonly string[] = ["encoder.", "posterior."];

/** The loss of a batch with its terms. */
export function trainingObjective(model: ObjectiveModel, inputs: TrainingInputs, scope: Scope): Objective {
  const { objective } = model.config;
  const encoded = model.encode(inputs.input, scope, inputs.condition);
  const parts = { model, inputs, scope, encoded };
  const samples = objective.kind === "elbo" ? (objective.samples ?? 1) : 1;
  const { scheduled, condition, target } = inputs;
  const key = scope.key("posterior").fold("sample");
  const draw = model.draw(encoded, { scope, key, samples, kl: model.klKind, condition, target, scheduled });
  const bound = objective.kind === "importance" ? importance(parts, objective) : singleBound(parts, draw, samples);
  return withPenalties(parts, bound, draw);
}

interface Parts {
  readonly model: ObjectiveModel;
  readonly inputs: TrainingInputs;
  readonly scope: Scope;
  readonly encoded: Encoded;
}

// The ELBO, or an autoencoder's error, with what the latents add themselves.
function singleBound({ model, inputs, scope }: Parts, { z, cost, penalty }: Draw, samples: number): Objective {
  const { objective } = model.config;
  const { target, weights, scheduled, condition } = inputs;
  const decoded = model.decode(z, scope, condition && tiled(condition, samples));
  const batch = weights.shape[0]!;
  const logLikelihood = overDraws(decoded.logLikelihood(tiled(target, samples)), batch);
  const plain =
    objective.kind === "elbo"
      ? elbo({ logLikelihood, kl: overDraws(cost!.kl, batch), weights, beta: scheduled.beta! }, objective)
      : reconstructionObjective(neg(logLikelihood), weights);
  if (penalty === undefined) return plain;
  return { ...plain, loss: add(plain.loss, penalty.loss), terms: { ...plain.terms, ...penalty.terms } };
}

function importance({ model, inputs, scope, encoded }: Parts, spec: ImportanceSpec): Objective {
  const { target, weights, condition, scheduled } = inputs;
  const samples = spec.samples * (spec.groups ?? 1);
  const key = scope.key("posterior").fold("samples");
  const { z, cost } = model.draw(encoded, { scope, key, samples, condition, target, scheduled });
  const given = condition && tiled(condition, samples);
  const x = tiled(target, samples);
  const logLikelihood = model.decode(z, scope, given).logLikelihood(x);
  const { logPrior, logPosterior, kl } = cost!;
  const held = Object.fromEntries(
    Object.entries(encoded).map(([name, tensor]) => [name, tensor && stopGradient(tensor)]),
  ) as unknown as Encoded;
  const logWeightsAt = (latents: Tensor) =>
    sub(
      add(model.decode(latents, scope, given).logLikelihood(x), model.logPrior(latents, { scope, condition: given })),
      model.logPosterior(held, latents, { scope }),
    );
  const logWeights = sub(add(logLikelihood, logPrior), logPosterior);
  return importanceObjective(
    { z, logLikelihood, logWeights, logWeightsAt, kl, weights, encoder: ENCODER_PREFIXES },
    spec,
  );
}

function withPenalties({ model, inputs, scope, encoded }: Parts, bound: Objective, draw: Draw): Objective {
  const { penalties = [] } = model.config;
  const { target, weights, scheduled, condition, items = weights.shape[0]! } = inputs;
  const variational = model.config.kind === "vae";
  const standard = (count: number, key: Key) => randn(key, [count, encoded.mean.shape[1]!]);
  return penalties.reduce<Objective>((sum, spec, i) => {
    const penalty = penaltyOf(spec, {
      item: model.item,
      variational,
      scope,
      key: scope.key("penalties").fold(i),
      encoded,
      draw,
      target,
      weights,
      items,
      scheduled,
      decode: (z) => model.decode(z, scope, condition),
      drawPrior: (count, key) =>
        variational ? model.drawPrior(count, { scope, key, condition }) : standard(count, key),
    });
    return {
      loss: add(sum.loss, penalty.loss),
      terms: { ...sum.terms, ...penalty.terms },
      owners: [
        ...(sum.owners ?? []).map((owner) => ({ ...owner, loss: add(owner.loss, penalty.loss) })),
        ...(penalty.owners ?? []),
      ],
    };
  }, bound);
}

/** @throws ConfigError when an objective needs a density that a part does not have */
export function requireDensity<T>(density: T | undefined, what: string): T {
  if (density !== undefined) return density;
  throw new ConfigError(
    `model.objective: this gradient needs log ${what} of any latents, which this model does not have; use the gradient "reparameterised"`,
  );
}

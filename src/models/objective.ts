// The loss of a batch, from a model's parts and the objective that its config names.

import type { Distribution } from "../distributions/index.ts";
import { ConfigError } from "../errors.ts";
import { add, type Key, neg, randn, type Scope, sub, type Tensor } from "../graph/index.ts";
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
import { batchInformation } from "./penalties/aggregate.ts";
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
  /** Asks for a term `mutualInformation`: that of the batch's items and latents, in nats. Default false. */
  readonly mutualInformation?: boolean;
}

/** What the objective needs of a model. */
export interface ObjectiveModel {
  readonly config: ModelConfig;
  readonly item: ItemShape;
  readonly klKind: DrawOptions["kl"];
  encode(x: Tensor, scope: Scope, condition?: Tensor): Encoded;
  draw(encoded: Encoded, options: Omit<DrawOptions, "logJoint"> & { readonly target?: Tensor }): Draw;
  decode(z: Tensor, scope: Scope, condition?: Tensor, decoderInput?: Tensor): Decoded;
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
  const { scheduled, condition, target, weights } = inputs;
  const key = scope.key("posterior").fold("sample");
  const draw = model.draw(encoded, { scope, key, samples, kl: model.klKind, condition, target, weights, scheduled });
  const bound = objective.kind === "importance" ? importance(parts, objective) : singleBound(parts, draw, samples);
  const all = withPenalties(parts, bound, draw);
  if (!inputs.mutualInformation) return all;
  return { ...all, terms: { ...all.terms, mutualInformation: batchInformation(encoded, draw, weights) } };
}

interface Parts {
  readonly model: ObjectiveModel;
  readonly inputs: TrainingInputs;
  readonly scope: Scope;
  readonly encoded: Encoded;
}

// The ELBO, or an autoencoder's error, with what the latents add themselves.
function singleBound({ model, inputs, scope }: Parts, draw: Draw, samples: number): Objective {
  const { z, cost, penalty, decoderInput } = draw;
  const { objective } = model.config;
  const { target, weights, condition } = inputs;
  const { beta, capacity } = inputs.scheduled;
  const decoded = model.decode(z, scope, condition && tiled(condition, samples), decoderInput);
  const batch = weights.shape[0]!;
  const logLikelihood = overDraws(decoded.logLikelihood(tiled(target, samples)), batch);
  const plain =
    objective.kind === "elbo"
      ? elbo({ logLikelihood, kl: overDraws(cost!.kl, batch), weights, beta: beta!, capacity }, objective)
      : reconstructionObjective(neg(logLikelihood), weights);
  if (penalty === undefined) return plain;
  return { ...plain, loss: add(plain.loss, penalty.loss), terms: { ...plain.terms, ...penalty.terms } };
}

function importance({ model, inputs, scope, encoded }: Parts, spec: ImportanceSpec): Objective {
  const { target, weights, condition, scheduled } = inputs;
  const samples = spec.samples * (spec.groups ?? 1);
  const key = scope.key("posterior").fold("samples");
  const { z, cost, decoderInput } = model.draw(encoded, { scope, key, samples, condition, target, scheduled });
  const given = condition && tiled(condition, samples);
  const x = tiled(target, samples);
  const logLikelihood = model.decode(z, scope, given, decoderInput).logLikelihood(x);
  const { logPrior, logPosterior, kl } = cost!;
  const logJointAt = (latents: Tensor) =>
    add(model.decode(latents, scope, given).logLikelihood(x), model.logPrior(latents, { scope, condition: given }));
  const logPosteriorAt = (latents: Tensor) => model.logPosterior(encoded, latents, { scope });
  const logWeights = sub(add(logLikelihood, logPrior), logPosterior);
  return importanceObjective(
    { z, logLikelihood, logWeights, logJointAt, logPosteriorAt, kl, weights, encoder: ENCODER_PREFIXES },
    spec,
  );
}

function withPenalties({ model, inputs, scope, encoded }: Parts, bound: Objective, draw: Draw): Objective {
  const { penalties = [] } = model.config;
  const { target, weights, scheduled, condition, items = weights.shape[0]! } = inputs;
  const variational = model.config.kind === "vae";
  const standard = (count: number, key: Key) => randn(key, [count, encoded.mean.shape[1]!]);
  const added = penalties.map((spec, i) =>
    penaltyOf(spec, {
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
    }),
  );
  const whole = (loss: Tensor) => added.reduce((sum, penalty) => add(sum, penalty.loss), loss);
  const loss = whole(bound.loss);
  const beside = added.flatMap((penalty) => penalty.beside ?? []);
  return {
    loss,
    terms: Object.assign({}, bound.terms, ...added.map(({ terms }) => terms)),
    owners: [
      ...(bound.owners ?? []).map((owner) => ({ ...owner, loss: whole(owner.loss) })),
      ...beside.map((owner) => ({ ...owner, loss: add(loss, owner.loss) })),
      ...added.flatMap((penalty) => penalty.owners ?? []),
    ],
  };
}

/** @throws ConfigError when an objective needs a density that a part does not have */
export function requireDensity<T>(density: T | undefined, what: string): T {
  if (density !== undefined) return density;
  throw new ConfigError(
    `model.objective: this gradient needs log ${what} of any latents, which this model does not have; use the gradient "reparameterised"`,
  );
}

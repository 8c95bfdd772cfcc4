// Autoencoder and variational autoencoder (Kingma & Welling 2014; Rezende et al. 2014) as functions of tensors: encode,
// decode, and the training objective. Everything they train is declared in the scope they are traced in.

import { sizeOf } from "../array/index.ts";
import {
  type Distribution,
  type Likelihood,
  likelihoodDistribution,
  Normal,
  outputsPerElement,
  standardNormal,
  sumEvent,
} from "../distributions/index.ts";
import { ConfigError } from "../errors.ts";
import { add, clip, concat, exp, mul, neg, randn, reshape, type Scope, slice, type Tensor } from "../graph/index.ts";
import { applyLayers, type Layer } from "../nn/index.ts";
import {
  elbo,
  klPerDimension,
  type Objective,
  type ReconstructionSpec,
  reconstructed,
  reconstructionError,
  reconstructionObjective,
} from "../objectives/index.ts";
import { decoderLayers, hiddenMirror, withInit } from "./architecture.ts";
import { cellsOf, columnFeatures } from "./columns/features.ts";
import { type ColumnHeads, columnHeads } from "./columns/heads.ts";
import { cellLogLikelihood, columnsLogLikelihood, likelyCells } from "./columns/likelihood.ts";
import { type ColumnLayout, columnLayout } from "./columns/shape.ts";
import type { ColumnsLikelihood } from "./columns/spec.ts";
import type { ItemShape, ModelConfig } from "./config.ts";

// exp(-30) to exp(20): wide enough for any posterior, narrow enough that float32 stays finite.
const LOG_VARIANCE = [-30, 20] as const;

/** What an encoder says of a batch. */
export interface Encoded {
  /** Posterior mean, or an autoencoder's code [batch, latent]. */
  readonly mean: Tensor;
  /** Posterior log-variance [batch, latent]; absent in an autoencoder. */
  readonly logVariance?: Tensor;
}

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
  /** Weight of the KL, a scalar. */
  readonly beta: Tensor;
}

// One member of a table's model, decoded up to its heads.
interface TablePart {
  readonly likelihood: ColumnsLikelihood;
  readonly scope: Scope;
  readonly hidden: Tensor;
}

/** A model over items of one shape. */
export class Model {
  readonly config: ModelConfig;
  readonly item: ItemShape;
  readonly encoder: readonly Layer[];
  readonly decoder: readonly Layer[];
  /** Where the columns of a table lie; undefined for other items. */
  readonly layout: ColumnLayout | undefined;
  // Likelihoods of a table's members; one member of no consequence for other items.
  private readonly members: readonly ColumnsLikelihood[];

  /** @throws ConfigError when parts do not fit together */
  constructor(config: ModelConfig, item: ItemShape) {
    const variational = config.kind === "vae";
    if (variational !== (config.objective.kind === "elbo")) {
      const need = variational ? "elbo" : "reconstruction";
      throw new ConfigError(
        `model.objective: a model of kind ${config.kind} needs "${need}", got "${config.objective.kind}"`,
      );
    }
    if (variational && config.likelihood === undefined) {
      throw new ConfigError('model.likelihood: a vae needs one, got none; use for example {"kind": "bernoulli"}');
    }
    this.config = config;
    this.item = item;
    this.encoder = withInit(config.encoder, config.init);
    const { likelihood } = config;
    if (item.kind === "table") {
      if (likelihood?.kind !== "columns") {
        throw new ConfigError(
          `model.likelihood: a table needs {"kind": "columns"}, got ${JSON.stringify(likelihood ?? null)}; use the preset table`,
        );
      }
      const { scales } = config;
      this.members = scales?.map((value) => ({ ...likelihood, scale: "fixed", value })) ?? [likelihood];
      this.layout = columnLayout(item.columns!);
      this.decoder = withInit(hiddenMirror(config, this.layout.featureColumns.length), config.init);
      return;
    }
    if (likelihood?.kind === "columns") {
      throw new ConfigError(
        `model.likelihood: columns is for tables, got items of kind ${item.kind}; use another kind`,
      );
    }
    if (config.scales !== undefined) {
      throw new ConfigError(`model.scales: is for tables, got items of kind ${item.kind}; leave it out`);
    }
    const outputs = likelihood === undefined ? 1 : outputsPerElement(likelihood);
    this.members = [{ kind: "columns" }];
    this.layout = undefined;
    this.decoder = withInit(decoderLayers(config, item, outputs), config.init);
  }

  /** Size of a latent: that of all members together where there are several. */
  get latent(): number {
    return this.config.latent * this.members.length;
  }

  /** True when the model has a posterior and a prior. */
  get variational(): boolean {
    return this.config.kind === "vae";
  }

  /** Encodes items [batch, ...event]. */
  encode(x: Tensor, scope: Scope): Encoded {
    if (this.members.length === 1) return this.encodeOne(x, scope);
    const all = this.members.map((_, m) => this.encodeOne(x, scope.child(`member${m}`)));
    return {
      mean: concat(
        all.map(({ mean }) => mean),
        1,
      ),
      logVariance: concat(
        all.map(({ logVariance }) => logVariance!),
        1,
      ),
    };
  }

  private encodeOne(x: Tensor, scope: Scope): Encoded {
    const seen = this.layout ? columnFeatures(x, this.layout) : x;
    const features = applyLayers(this.encoder, seen, scope.child("encoder"), "encoder");
    const flat = reshape(features, [features.shape[0]!, sizeOf(features.shape.slice(1))]);
    const head = (name: string) =>
      applyLayers(
        withInit([{ kind: "dense", units: this.config.latent }], this.config.init),
        flat,
        scope.child(name),
        name,
      );
    if (!this.variational) return { mean: head("code") };
    return { mean: head("posterior.mean"), logVariance: clip(head("posterior.logVariance"), ...LOG_VARIANCE) };
  }

  /** Decodes latents [batch, latent]. */
  decode(z: Tensor, scope: Scope): Decoded {
    if (this.layout) return this.decodeTable(z, scope);
    const output = applyLayers(this.decoder, z, scope.child("decoder"), "decoder");
    if (this.variational) {
      const { shape } = this.item;
      const likelihood = this.config.likelihood as Likelihood;
      const distribution = likelihoodDistribution(likelihood, output, shape, scope.child("likelihood"));
      return {
        output,
        distribution,
        mean: distribution.mean(),
        logLikelihood: (x) => sumEvent(distribution.logProb(x)),
      };
    }
    const spec = this.config.objective as ReconstructionSpec;
    const bounded = this.item.kind === "image";
    return {
      output,
      mean: reconstructed(output, spec, bounded),
      logLikelihood: (x) => neg(reconstructionError(x, output, spec, bounded)),
    };
  }

  // The expected cells are those of the member with the smallest scale.
  private decodeTable(z: Tensor, scope: Scope): Decoded {
    const layout = this.layout!;
    const finest = this.finest(z, scope);
    return {
      output: finest.hidden,
      mean: likelyCells(this.columnHeads(finest, undefined), layout),
      logLikelihood: (x) =>
        this.parts(z, scope)
          .map((part) => columnsLogLikelihood(this.columnHeads(part, x), x, layout, part.likelihood))
          .reduce((total, term) => add(total, term)),
    };
  }

  /** log p(cell | z, cells before) of a table's items x [batch, 2 D] as [batch, D], in nats. */
  cellLogLikelihood(z: Tensor, x: Tensor, scope: Scope): Tensor {
    return this.parts(z, scope)
      .map((part) => cellLogLikelihood(this.columnHeads(part, x), x, this.layout!, part.likelihood))
      .reduce((total, term) => add(total, term));
  }

  /** Codes of a table's items [batch, D]. */
  codesOf(x: Tensor): Tensor {
    return cellsOf(x).codes;
  }

  /** What every column of a table is drawn from, given latents and the cells that are known (`x`, -2 for the others). */
  columnDistributions(z: Tensor, x: Tensor, scope: Scope): ColumnHeads {
    return this.columnHeads(this.finest(z, scope), x);
  }

  // Each member's share of a latent, decoded up to its heads.
  private parts(z: Tensor, scope: Scope): TablePart[] {
    const { latent } = this.config;
    return this.members.map((likelihood, m) => {
      const several = this.members.length > 1;
      const own = several ? scope.child(`member${m}`) : scope;
      const part = several ? slice(z, { axis: 1, start: m * latent, end: (m + 1) * latent }) : z;
      return { likelihood, scope: own, hidden: applyLayers(this.decoder, part, own.child("decoder"), "decoder") };
    });
  }

  private finest(z: Tensor, scope: Scope): TablePart {
    const scales = this.config.scales ?? [1];
    return this.parts(z, scope)[scales.indexOf(Math.min(...scales))]!;
  }

  private columnHeads({ hidden, likelihood, scope }: TablePart, x: Tensor | undefined): ColumnHeads {
    const layout = this.layout!;
    const before = x && columnFeatures(x, layout);
    return columnHeads(hidden, before, layout, likelihood, scope.child("likelihood"));
  }

  /** Posterior q(z|x). @throws ConfigError for an autoencoder, which has none */
  posterior({ mean, logVariance }: Encoded): Normal {
    if (logVariance === undefined) throw new ConfigError("posterior: an autoencoder has none; use a model of kind vae");
    return new Normal(mean, exp(mul(logVariance, 0.5)));
  }

  /** Prior p(z) of latents of a shape [batch, latent]. */
  prior(shape: readonly number[]): Distribution {
    return standardNormal(shape);
  }

  /** The loss of a batch with its terms. */
  objective({ input, target, weights, beta }: TrainingInputs, scope: Scope): Objective {
    const { objective } = this.config;
    const encoded = this.encode(input, scope);
    if (objective.kind === "reconstruction") {
      return reconstructionObjective(neg(this.decode(encoded.mean, scope).logLikelihood(target)), weights);
    }
    const posterior = this.posterior(encoded);
    const key = scope.key("posterior");
    const z = add(posterior.loc, mul(posterior.scale, randn(key.fold("sample"), posterior.loc.shape)));
    const logLikelihood = this.decode(z, scope).logLikelihood(target);
    const kl = klPerDimension(posterior, this.prior(z.shape), objective.kl, key.fold("kl"));
    return elbo({ logLikelihood, kl, weights, beta }, objective);
  }
}

// Autoencoder and variational autoencoder (Kingma & Welling 2014; Rezende et al. 2014) as functions of tensors: encode,
// draw latents, decode. Everything they train is declared in the scope they are traced in.

import { float32 } from "../array/index.ts";
import { type Likelihood, likelihoodDistribution, outputsPerElement, sumEvent } from "../distributions/index.ts";
import { ConfigError } from "../errors.ts";
import { add, concat, constant, neg, type Scope, sum, type Tensor } from "../graph/index.ts";
import { applyLayer, applyLayers, type Layer } from "../nn/index.ts";
import {
  type Objective,
  type ReconstructionSpec,
  reconstructed,
  reconstructionError,
  scheduledAt,
} from "../objectives/index.ts";
import { decoderLayers, hiddenMirror } from "./architecture.ts";
import { checkParts } from "./check.ts";
import { type ClassBound, type ClassBoundOptions, classScores, overClasses, semiSupervised } from "./classifier.ts";
import { cellsOf, columnFeatures } from "./columns/features.ts";
import type { ColumnHeads } from "./columns/heads.ts";
import { ColumnsDecoder } from "./columns/members.ts";
import { type ColumnLayout, columnLayout } from "./columns/shape.ts";
import type { ColumnsLikelihood } from "./columns/spec.ts";
import { conditioned, layersBeforeCondition, widthOf, withCondition } from "./condition.ts";
import type { ModelConfig } from "./config.ts";
import { withInit } from "./init.ts";
import type { ItemShape } from "./item.ts";
import { makeLatents } from "./latents/index.ts";
import type {
  CodeLayout,
  Draw,
  DrawOptions,
  Encoded,
  LatentLayer,
  Latents,
  LayerSweep,
  PriorDrawOptions,
} from "./latents/latents.ts";
import { type Decoded, requireDensity, type TrainingInputs, trainingObjective } from "./objective.ts";
import { posteriorAt } from "./posteriors/index.ts";
import { tiled } from "./posteriors/tiled.ts";
import { applySkipping, checkSkip } from "./skip.ts";

/** How `Model.draw` draws: as latents do, and the items that some posteriors and all evidence need. */
export interface ModelDrawOptions extends Omit<DrawOptions, "logJoint"> {
  /** What the latents are to explain [batch, ...event]. */
  readonly target?: Tensor;
}

/** A model over items of one shape. */
export class Model {
  readonly config: ModelConfig;
  readonly item: ItemShape;
  readonly encoder: readonly Layer[];
  readonly decoder: readonly Layer[];
  /** Width of the condition; 0 for a model without one. */
  readonly conditionWidth: number;
  // Of one member, where there are several.
  private readonly latents: Latents;
  private readonly columns: ColumnsDecoder | undefined;
  private readonly members: number;
  // Layers of the encoder that a condition has no part in.
  private readonly stemLayers: number;

  /** @throws ConfigError when parts do not fit together */
  constructor(config: ModelConfig, item: ItemShape) {
    checkParts(config, item);
    this.config = config;
    this.item = item;
    this.conditionWidth = widthOf(config.condition);
    this.encoder = withInit(config.encoder, config.init);
    this.stemLayers = layersBeforeCondition(this.encoder);
    const { likelihood, scales } = config;
    // Items that a prior makes up have no condition that is known.
    this.latents = makeLatents(config, item, (x, scope) => this.encodeOne(x, scope, this.unknown(x.shape[0]!)));
    this.members = scales?.length ?? 1;
    if (item.kind === "table") {
      const columns = likelihood as ColumnsLikelihood;
      const members = scales?.map((value) => ({ ...columns, scale: "fixed" as const, value })) ?? [columns];
      const layout = columnLayout(item.columns!);
      this.decoder = withInit(hiddenMirror(config, layout.featureColumns.length), config.init);
      this.columns = new ColumnsDecoder(layout, this.decoder, members, config.latent);
    } else {
      const outputs = likelihood === undefined ? 1 : outputsPerElement(likelihood as Likelihood);
      this.decoder = withInit(decoderLayers(config, item, outputs, this.latents.decoderShape), config.init);
      this.columns = undefined;
      if (config.skip) checkSkip(this.decoder);
    }
  }

  /** Width of z: that of all members together where there are several. */
  get latent(): number {
    return this.latents.size * this.members;
  }

  /** Shape of what the decoder's layers read of one item, before a condition joins. */
  get decoderShape(): readonly number[] {
    return this.latents.decoderShape ?? [this.latents.size];
  }

  /** What the groups of the KL are called, from the first to the last, where they are no latent dimensions. */
  get groupNames(): readonly string[] | undefined {
    return this.latents.groupNames;
  }

  /** How the codes of discrete latents lie and what they stand for; undefined for other latents. */
  get codes(): CodeLayout | undefined {
    return this.latents.codes;
  }

  /** Where the columns of a table lie; undefined for other items. */
  get layout(): ColumnLayout | undefined {
    return this.columns?.layout;
  }

  /** Of a hierarchy: its layers from the top, which is drawn first, downwards; undefined for other latents. */
  get layers(): readonly LatentLayer[] | undefined {
    return this.latents.layers;
  }

  /** Of a hierarchy: latents z [n, latent] with some of them moved, and what lies below following by the priors' means. */
  sweep(z: Tensor, sweep: LayerSweep, scope: Scope): Tensor {
    return this.latents.sweep!(z, sweep, scope);
  }

  /** True when the model has a posterior and a prior. */
  get variational(): boolean {
    return this.config.kind === "vae";
  }

  /** True where p(z) is N(0, I). */
  get standardNormalPrior(): boolean {
    return this.latents.standardNormal === true;
  }

  /** Whether draws from p(z) can be narrowed or widened by a factor on their normal noise. */
  get temperedPrior(): boolean {
    return this.latents.tempered === true;
  }

  /** Encodes items [batch, ...event], conditioned on [batch, width]. */
  encode(x: Tensor, scope: Scope, condition?: Tensor): Encoded {
    if (this.members === 1) return this.encodeOne(x, scope, condition);
    const all = Array.from({ length: this.members }, (_, m) => this.encodeOne(x, scope.child(`member${m}`)));
    const joined = (name: string) =>
      concat(
        all.map((one) => one[name]!),
        1,
      );
    return { mean: joined("mean"), logVariance: joined("logVariance") };
  }

  private encodeOne(x: Tensor, scope: Scope, condition?: Tensor): Encoded {
    return this.encodeStem(this.stem(x, scope), scope, condition);
  }

  /** What the encoder's first layers make of items [batch, ...event], before a condition joins. */
  stem(x: Tensor, scope: Scope): Tensor {
    const seen = this.columns ? columnFeatures(x, this.columns.layout) : x;
    return applyLayers(this.encoder.slice(0, this.stemLayers), seen, scope.child("encoder"), "encoder");
  }

  /** What is known of the latents from such a stem, conditioned on [batch, width]. */
  encodeStem(stem: Tensor, scope: Scope, condition?: Tensor): Encoded {
    this.checkCondition(condition);
    return this.latents.encode(conditioned(this.features(stem, scope, condition), condition), scope);
  }

  // The encoder's other layers.
  private features(stem: Tensor, scope: Scope, condition?: Tensor): Tensor {
    const own = scope.child("encoder");
    const { stemLayers } = this;
    const { init } = this.config;
    const joined = condition && stemLayers > 0 ? withCondition(stem, condition, { scope: own, init }) : stem;
    return this.encoder
      .slice(stemLayers)
      .reduce((x, layer, index) => applyLayer(layer, stemLayers + index, x, own, "encoder"), joined);
  }

  /** Class scores [batch, classes] of items: logits of q(y|x). Only of a model with a classifier. */
  classify(x: Tensor, scope: Scope): Tensor {
    const features = () => this.features(this.stem(x, scope), scope);
    return classScores(this.config, { x, features, classes: this.conditionWidth }, scope);
  }

  /** The bound of items of unknown class. Only of a model with a classifier. */
  overClasses(options: ClassBoundOptions): ClassBound {
    return overClasses(this, options);
  }

  /** Draws latents of encoded items, the draw varying slowest, with what they cost. */
  draw(encoded: Encoded, { target, ...options }: ModelDrawOptions): Draw {
    const { scope, samples = 1, condition } = options;
    if (target === undefined) return this.latents.draw(encoded, options);
    const given = condition && tiled(condition, samples);
    const logJoint = (z: Tensor) =>
      add(
        this.decode(z, scope, given).logLikelihood(tiled(target, samples)),
        this.latents.logPrior!(z, { scope, condition: given }),
      );
    return this.latents.draw(encoded, this.latents.logPrior ? { ...options, logJoint } : options);
  }

  /** Draws latents of new items [count, latent]. @throws ConfigError for a model without a prior */
  drawPrior(count: number, options: PriorDrawOptions): Tensor {
    if (this.members === 1) return this.latents.prior(count, options);
    const { scope, key } = options;
    const all = Array.from({ length: this.members }, (_, m) =>
      this.latents.prior(count, { scope: scope.child(`member${m}`), key: key.fold(m) }),
    );
    return concat(all, 1);
  }

  /** Decodes latents [batch, latent], conditioned on [batch, width]; of a draw's own latents its `decoderInput` saves work. */
  decode(z: Tensor, scope: Scope, condition?: Tensor, decoderInput?: Tensor): Decoded {
    const { columns } = this;
    if (columns) {
      const { cells, hidden } = columns.expected(z, scope);
      return { output: hidden, mean: cells, logLikelihood: (x) => columns.logLikelihood(z, x, scope) };
    }
    this.checkCondition(condition);
    const given = conditioned(decoderInput ?? this.latents.decoderInput(z, scope), condition);
    const decoding = scope.child("decoder");
    const output = this.config.skip
      ? applySkipping(this.decoder, given, decoding)
      : applyLayers(this.decoder, given, decoding, "decoder");
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

  /** log p(cell | z, cells before) of a table's items x [batch, 2 D] as [batch, D], in nats. */
  cellLogLikelihood(z: Tensor, x: Tensor, scope: Scope): Tensor {
    return this.columns!.cellLogLikelihood(z, x, scope);
  }

  /** Codes of a table's items [batch, D]. */
  codesOf(x: Tensor): Tensor {
    return cellsOf(x).codes;
  }

  /** What every column of a table is drawn from, given latents and the cells that are known (`x`, -2 for the others). */
  columnDistributions(z: Tensor, x: Tensor, scope: Scope): ColumnHeads {
    return this.columns!.distributions(z, x, scope);
  }

  /** True when log q(z|x) is known for any latents, not only for those drawn. */
  get knowsPosterior(): boolean {
    return this.members === 1 && this.latents.logPosterior !== undefined;
  }

  /** True when log p(z) is known for any latents. */
  get knowsPrior(): boolean {
    return this.members === 1 && this.latents.logPrior !== undefined;
  }

  /** log q(z|x) of any latents [samples * batch, latent]. @throws ConfigError for a model without it */
  logPosterior(encoded: Encoded, z: Tensor, options: { readonly scope: Scope }): Tensor {
    return requireDensity(this.latents.logPosterior, "q(z|x)")(encoded, z, options);
  }

  /** log p(z) of any latents [n, latent]. @throws ConfigError for a model without it */
  logPrior(z: Tensor, options: Omit<PriorDrawOptions, "key">): Tensor {
    return requireDensity(this.latents.logPrior, "p(z)")(z, options);
  }

  /** KL(q(z|x) || p(z)) per item [batch], in nats. */
  divergence(encoded: Encoded, options: ModelDrawOptions): Tensor {
    return sum(this.draw(encoded, { ...options, kl: this.klKind }).cost!.kl, { axes: 1 });
  }

  /** How the objective takes its KL. */
  get klKind(): DrawOptions["kl"] {
    const { objective } = this.config;
    return objective.kind === "elbo" ? objective.kl : undefined;
  }

  /** The numbers that a training step reads beside the batch, at a time in epochs. */
  scheduled(epoch: number): Readonly<Record<string, number>> {
    const { objective, posterior } = this.config;
    return { ...scheduledAt(objective, epoch), ...(posterior && posteriorAt(posterior, epoch)) };
  }

  /** The loss of a batch with its terms. */
  objective(inputs: TrainingInputs, scope: Scope): Objective {
    return this.config.classifier ? semiSupervised(this, inputs, scope) : trainingObjective(this, inputs, scope);
  }

  private unknown(count: number): Tensor | undefined {
    const { conditionWidth: width } = this;
    return width === 0 ? undefined : constant(float32(new Float32Array(count * width), [count, width]));
  }

  private checkCondition(condition: Tensor | undefined): void {
    const { conditionWidth: width } = this;
    if ((condition?.shape[1] ?? 0) === width) return;
    const rule = width === 0 ? "no condition" : `a condition [n, ${width}] (${this.config.condition!.of.join(", ")})`;
    throw new ConfigError(
      `model.condition: this model takes ${rule}, got ${condition ? `[${condition.shape.join(", ")}]` : "none"}`,
    );
  }
}

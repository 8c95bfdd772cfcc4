// The decoder of a table: the hidden layers of each member, the heads of its columns, and the likelihood of their cells.

import { add, type Scope, slice, type Tensor } from "../../graph/index.ts";
import { applyLayers, type Layer } from "../../nn/index.ts";
import { columnFeatures } from "./features.ts";
import { type ColumnHeads, columnHeads } from "./heads.ts";
import { cellLogLikelihood, columnsLogLikelihood, likelyCells } from "./likelihood.ts";
import type { ColumnLayout } from "./shape.ts";
import type { ColumnsLikelihood } from "./spec.ts";

// One member, decoded up to its heads.
interface Part {
  readonly likelihood: ColumnsLikelihood;
  readonly scope: Scope;
  readonly hidden: Tensor;
}

/** What the members of a table's model say of latents [batch, members * latent]. */
export class ColumnsDecoder {
  readonly layout: ColumnLayout;
  private readonly layers: readonly Layer[];
  private readonly likelihoods: readonly ColumnsLikelihood[];
  private readonly latent: number;

  /** `likelihoods`: one per member; `latent`: the width of a member's own latents. */
  constructor(
    layout: ColumnLayout,
    layers: readonly Layer[],
    likelihoods: readonly ColumnsLikelihood[],
    latent: number,
  ) {
    this.layout = layout;
    this.layers = layers;
    this.likelihoods = likelihoods;
    this.latent = latent;
  }

  /** Expected cells [batch, 2 D], those of the member with the smallest scale, and its hidden features. */
  expected(z: Tensor, scope: Scope): { cells: Tensor; hidden: Tensor } {
    const finest = this.finest(z, scope);
    return { cells: likelyCells(this.heads(finest, undefined), this.layout), hidden: finest.hidden };
  }

  /** log p(x|z) of items x [batch, 2 D] as [batch]: the members' bounds add up. */
  logLikelihood(z: Tensor, x: Tensor, scope: Scope): Tensor {
    return this.parts(z, scope)
      .map((part) => columnsLogLikelihood(this.heads(part, x), x, this.layout, part.likelihood))
      .reduce((total, term) => add(total, term));
  }

  /** log p(cell | z, cells before) of items x [batch, 2 D] as [batch, D], in nats. */
  cellLogLikelihood(z: Tensor, x: Tensor, scope: Scope): Tensor {
    return this.parts(z, scope)
      .map((part) => cellLogLikelihood(this.heads(part, x), x, this.layout, part.likelihood))
      .reduce((total, term) => add(total, term));
  }

  /** What every column is drawn from, given latents and the cells that are known (`x`, -2 for the others). */
  distributions(z: Tensor, x: Tensor, scope: Scope): ColumnHeads {
    return this.heads(this.finest(z, scope), x);
  }

  // Each member's share of a latent, decoded up to its heads.
  private parts(z: Tensor, scope: Scope): Part[] {
    const { latent } = this;
    return this.likelihoods.map((likelihood, m) => {
      const several = this.likelihoods.length > 1;
      const own = several ? scope.child(`member${m}`) : scope;
      const part = several ? slice(z, { axis: 1, start: m * latent, end: (m + 1) * latent }) : z;
      return { likelihood, scope: own, hidden: applyLayers(this.layers, part, own.child("decoder"), "decoder") };
    });
  }

  private finest(z: Tensor, scope: Scope): Part {
    const scales = this.likelihoods.map(({ value = 1 }) => value);
    return this.parts(z, scope)[scales.indexOf(Math.min(...scales))]!;
  }

  private heads({ hidden, likelihood, scope }: Part, x: Tensor | undefined): ColumnHeads {
    const before = x && columnFeatures(x, this.layout);
    return columnHeads(hidden, before, this.layout, likelihood, scope.child("likelihood"));
  }
}

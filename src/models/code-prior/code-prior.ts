// A distribution over grids of codes, p(c) = prod p(c_i | c_<i), site after site, row by row. A position with several codes
// (levels of a residual quantiser, channels of a scalar one) is as many sites next to each other, so that each code knows
// those before it.

import { float32, sizeOf } from "../../array/index.ts";
import {
  add,
  cast,
  constant,
  div,
  gather,
  logSoftmax,
  mul,
  neg,
  oneHot,
  reshape,
  type Scope,
  sum,
  type Tensor,
  transpose,
} from "../../graph/index.ts";
import { initialiser } from "../../nn/index.ts";
import { type Objective, weightedMean } from "../../objectives/index.ts";
import type { ItemShape } from "../item.ts";
import type { CodeLayout } from "../latents/latents.ts";
import type { TrainingInputs } from "../objective.ts";
import { type PixelCnnOptions, pixelCnn } from "./pixelcnn.ts";

// What a class that a site does not have scores beside the others.
const NEVER = -1e9;

/** A PixelCNN over the codes of a model; the training loop trains it as it does a model. */
export class CodePrior {
  /** One row of sites after the other: [1, height, width * codes of a position]. */
  readonly item: ItemShape;
  /** Largest number of classes of a site. */
  readonly classes: number;
  private readonly layout: Pick<CodeLayout, "space" | "classes">;
  private readonly options: PixelCnnOptions;

  constructor(layout: Pick<CodeLayout, "space" | "classes">, options: PixelCnnOptions) {
    const { space, classes } = layout;
    const width = space.at(-1)! * classes.length;
    this.item = { kind: "image", shape: [1, sizeOf(space) / space.at(-1)!, width] };
    this.classes = Math.max(...classes);
    this.layout = layout;
    this.options = options;
  }

  /** Codes of an item. */
  get sites(): number {
    return sizeOf(this.item.shape);
  }

  /** Nothing is scheduled. */
  scheduled(): Readonly<Record<string, number>> {
    return {};
  }

  /** Scores [batch, classes, sites] of the classes of every site, given the codes [batch, ...] before it. */
  logits(codes: Tensor, scope: Scope): Tensor {
    const { filters } = this.options;
    const [, height, width] = this.item.shape as [number, number, number];
    const batch = codes.shape[0]!;
    const { classes } = this.layout;
    // Codes of one level have rows of the table of their own.
    const first = classes.map((_, level) => classes.slice(0, level).reduce((total, size) => total + size, 0));
    const offsets = constant(float32(this.perSite((level) => first[level]!)));
    const rows = classes.reduce((total, size) => total + size, 0);
    const table = scope.parameter("embedding", [rows, filters], initialiser({ kind: "normal", deviation: 1 }, 1, 1));
    const indices = cast(add(reshape(codes, [batch, this.sites]), offsets), "int64");
    const embedded = reshape(gather(table, indices), [batch, height, width, filters]);
    const place = scope.parameter("place", [2 * filters, height, width], initialiser("zeros", 1, 1));
    const x = transpose(embedded, [0, 3, 1, 2]);
    const scores = reshape(pixelCnn(x, this.classes, this.options, place, scope), [batch, this.classes, this.sites]);
    return classes.every((size) => size === this.classes) ? scores : add(scores, this.missing());
  }

  /** -log p of codes [batch, ...] in nats [batch]. */
  surprise(codes: Tensor, scope: Scope): Tensor {
    const batch = codes.shape[0]!;
    const logits = logSoftmax(this.logits(codes, scope), 1);
    const chosen = oneHot(cast(reshape(codes, [batch, this.sites]), "int64"), this.classes);
    return neg(sum(mul(transpose(logits, [0, 2, 1]), chosen), { axes: [1, 2] }));
  }

  /** Scores [batch, classes] of one site, its index a float [1]. */
  logitsAt(codes: Tensor, site: Tensor, scope: Scope): Tensor {
    const one = gather(this.logits(codes, scope), cast(site, "int64"), 2);
    return reshape(one, [codes.shape[0]!, this.classes]);
  }

  /** The mean surprise of a batch, with the term `bitsPerCode`. */
  objective({ target, weights }: Pick<TrainingInputs, "target" | "weights">, scope: Scope): Objective {
    const loss = weightedMean(this.surprise(target, scope), weights);
    return { loss, terms: { bitsPerCode: div(loss, this.sites * Math.LN2) } };
  }

  // A value of the level of each site.
  private perSite(value: (level: number) => number): number[] {
    const levels = this.layout.classes.length;
    return Array.from({ length: this.sites }, (_, site) => value(site % levels));
  }

  // [classes, sites]: rules out the classes that a site does not have.
  private missing(): Tensor {
    const sizes = this.perSite((level) => this.layout.classes[level]!);
    const values = Array.from({ length: this.classes }, (_, c) => sizes.map((size) => (c < size ? 0 : NEVER)));
    return constant(float32(values.flat(), [this.classes, this.sites]));
  }
}

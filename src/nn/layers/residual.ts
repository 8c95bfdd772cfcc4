// Residual connection (He et al. 2016): layers whose output is added to their input.

import { z } from "zod";
import { sameShape } from "../../array/index.ts";
import { add, conv, matmul, type Scope, type Tensor, upsampleNearest } from "../../graph/index.ts";
import { fitSpace } from "./crop.ts";
import { formatBatch, type LayerRecord, unfit, weightOf } from "./record.ts";

/**
 * x + layers(x). Where the layers change the shape, x passes a trained projection without bias: dense for [N, features],
 * otherwise a convolution with kernel 1 whose stride, or nearest upsampling, follows the change of size.
 */
export interface ResidualLayer<L> {
  readonly kind: "residual";
  readonly layers: readonly L[];
}

/** The kind `residual`, from the check and the meaning of layer lists. */
export function residualRecord<L>(
  layer: z.ZodType<L>,
  applyLayers: (layers: readonly L[], x: Tensor, scope: Scope) => Tensor,
): LayerRecord<ResidualLayer<L>> {
  return {
    schema: z.strictObject({ kind: z.literal("residual"), layers: z.array(layer).min(1).readonly() }),
    apply({ layers }, x, scope) {
      const y = applyLayers(layers, x, scope.child("layers"));
      return add(sameShape(x.shape, y.shape) ? x : shortcut(x, y, scope.child("shortcut")), y);
    },
  };
}

function shortcut(x: Tensor, y: Tensor, scope: Scope): Tensor {
  const rank = x.shape.length;
  const [channels, filters] = [x.shape[1]!, y.shape[1]!];
  if (rank !== y.shape.length || rank < 2 || rank > 4) {
    const change = `layers that keep [N, features] or [N, channels, ...space], which these turn into ${formatBatch(y.shape)}`;
    throw unfit(change, x, "move flatten and reshape out of the residual");
  }
  if (rank === 2) return matmul(x, weightOf(scope, [filters, channels], {}), { transposeB: true });
  const [from, to] = [x.shape.slice(2), y.shape.slice(2)];
  const stride = from.map((n, i) => Math.max(1, Math.round(n / to[i]!)));
  const factor = from.map((n, i) => Math.max(1, Math.round(to[i]! / n)));
  const weight = weightOf(scope, [filters, channels, ...from.map(() => 1)], {});
  const projected = conv(x, weight, { stride });
  const grown = factor.every((f) => f === 1) ? projected : upsampleNearest(projected, factor);
  return fitSpace(grown, to);
}

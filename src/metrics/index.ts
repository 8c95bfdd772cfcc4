export {
  type Bound,
  type BoundOptions,
  BoundScorer,
  boundOf,
  columnMeans,
  columnVariances,
  type ItemScores,
  type Weights,
} from "./bound.ts";
export { importanceNll, LogSumExp, type NllOptions, type NllResult } from "./nll.ts";
export { meanSquaredError, psnr, ssim } from "./pictures.ts";

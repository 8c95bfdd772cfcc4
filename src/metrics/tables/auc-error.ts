// Sampling error of an area under the ROC curve.

/** Standard error of `auc` measured on so many rows of each class (Hanley & McNeil 1982). */
export function rocAucError(auc: number, positives: number, negatives: number): number {
  const both = auc / (2 - auc);
  const same = (2 * auc * auc) / (1 + auc);
  const variance =
    (auc * (1 - auc) + (positives - 1) * (both - auc * auc) + (negatives - 1) * (same - auc * auc)) /
    (positives * negatives);
  return Math.sqrt(Math.max(0, variance));
}

// The parts of a data set, and the names that files and folders give them.

/** A part of a data set. */
export type Part = "train" | "validation" | "test";

/** The parts in the order in which they are listed. */
export const PARTS: readonly Part[] = ["train", "validation", "test"];

/** Usual names of the parts; `t10k` is what MNIST calls its test part. */
export const PART_NAMES: Readonly<Record<string, Part>> = {
  train: "train",
  training: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  t10k: "test",
  test: "test",
};

// What an item is.

import type { ColumnShape } from "./columns/shape.ts";

/** What one item is, as far as a model cares. */
export interface ItemShape {
  /**
   * `image`: [channels, height, width] with values in [0, 1]; `vector`: [size], standardised; `series`: [channels, window],
   * standardised; `table`: codes, then values.
   */
  readonly kind: "image" | "vector" | "series" | "table";
  readonly shape: readonly number[];
  /** Of a table; `shape` is [2 columns.length]. */
  readonly columns?: readonly ColumnShape[];
}

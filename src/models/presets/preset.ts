// What a preset is: a named config as plain JSON, with the word "auto" where the data decides.

import type { ItemShape } from "../item.ts";

/** JSON values. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A named combination of choices. */
export interface Preset {
  readonly name: string;
  /** One line for listings. */
  readonly summary: string;
  /** Where it comes from. */
  readonly source: string;
  /** Kinds of items it takes. */
  readonly items: readonly ItemShape["kind"][];
  /** `model` and `train`, with "auto" for what the data decides. */
  readonly config: { readonly [key: string]: Json };
  /** What is different for private training, laid over `config` beneath the user's choices. */
  readonly private?: { readonly [key: string]: Json };
}

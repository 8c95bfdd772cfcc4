// What a report is made of.

import type { Markup } from "./escape.ts";

/** A section of the page. */
export interface Section {
  /** Anchor. */
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

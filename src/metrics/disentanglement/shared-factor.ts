// Draws items that share the value of a factor. The papers ask a simulator for such items; here they are drawn from the
// given ones, grouped by value, with replacement.

import type { Generator } from "../../array/index.ts";
import { DataError } from "../../errors.ts";
import type { LabelledCodes } from "./labelled-codes.ts";

/** Draws groups of items in which one factor is the same. */
export class SharedFactor {
  // For each factor and level its items, and the items whose level others share.
  private readonly groups: readonly (readonly Uint32Array[])[];
  private readonly candidates: readonly Uint32Array[];
  private readonly sample: LabelledCodes;
  private readonly generator: Generator;

  constructor(sample: LabelledCodes, generator: Generator) {
    this.sample = sample;
    this.generator = generator;
    this.groups = sample.factors.map(({ codes, levels }) => {
      const members = Array.from(levels, () => [] as number[]);
      codes.forEach((code, i) => {
        members[code]!.push(i);
      });
      return members.map((items) => Uint32Array.from(items));
    });
    this.candidates = this.groups.map((groups, j) => {
      const items = groups.flatMap((group) => (group.length > 1 ? [...group] : []));
      if (items.length > 0) return Uint32Array.from(items);
      const { name } = sample.factors[j]!;
      throw new DataError(
        `disentanglement: some value of factor ${JSON.stringify(name)} must occur twice, got none; give more items`,
      );
    });
  }

  /** A factor, each as likely as the others. */
  factor(): number {
    return this.generator.integer(this.sample.factors.length);
  }

  /** All items with one value of a factor; the value is that of an item drawn among those that share theirs. */
  group(factor: number): Uint32Array {
    const items = this.candidates[factor]!;
    const item = items[this.generator.integer(items.length)]!;
    return this.groups[factor]![this.sample.factors[factor]!.codes[item]!]!;
  }

  /** An item of a group. */
  item(group: Uint32Array): number {
    return group[this.generator.integer(group.length)]!;
  }

  /** Two different items of a group. */
  pair(group: Uint32Array): [number, number] {
    const first = this.generator.integer(group.length);
    const second = (first + 1 + this.generator.integer(group.length - 1)) % group.length;
    return [group[first]!, group[second]!];
  }
}

// How much of a table's cells comes back through the code.

import { codeShapes, modelled, type TableSchema } from "../../data/index.ts";
import type { Items } from "../inference.ts";

/** What comes back; absent where the table has no such column. */
export interface RestoredCells {
  /** Share of the categorical cells with the same code; pooled levels share one. */
  readonly cellAccuracy?: number;
  /** Mean squared error of places on the columns' lines, in standard deviations. */
  readonly numberError?: number;
}

/** Compares the cells that are there with the restored ones, both [n, 2 D] codes and values. */
export function restoredCells(items: Items, restored: Items, schema: TableSchema): RestoredCells {
  const shapes = codeShapes(schema);
  const size = shapes.length;
  const levels = modelled(schema).map(({ encoding }) => encoding?.kind === "levels");
  const [cells, numbers] = [
    { count: 0, equal: 0 },
    { count: 0, error: 0 },
  ];
  const place = ({ data }: Items, at: number, j: number) => {
    const code = data[at]!;
    return shapes[j]!.position[code]! + shapes[j]!.width[code]! * data[at + size]!;
  };
  for (let row = 0; row < items.data.length; row += 2 * size) {
    for (let j = 0; j < size; j++) {
      const at = row + j;
      if (items.data[at]! < 0) continue;
      if (levels[j]) {
        cells.count++;
        if (items.data[at] === restored.data[at]) cells.equal++;
      } else {
        numbers.count++;
        numbers.error += (place(items, at, j) - place(restored, at, j)) ** 2;
      }
    }
  }
  return {
    ...(cells.count > 0 && { cellAccuracy: cells.equal / cells.count }),
    ...(numbers.count > 0 && { numberError: numbers.error / numbers.count }),
  };
}

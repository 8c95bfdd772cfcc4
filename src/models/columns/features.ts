// Codes and values of a batch [batch, 2 D] as features that a network can read: one-hot codes, flags of missing cells,
// places on the columns' own scales, and sines and cosines of dates. A hidden cell is zero in all of them.

import { float32, int64 } from "../../array/index.ts";
import {
  add,
  cast,
  concat,
  constant,
  cos,
  equal,
  gather,
  greater,
  maximum,
  mul,
  reshape,
  sin,
  slice,
  type Tensor,
} from "../../graph/index.ts";
import type { ColumnGroup, ColumnLayout } from "./shape.ts";

/** A batch of cells. */
export interface ColumnCells {
  /** [batch, D]: -1 missing, -2 hidden. */
  readonly codes: Tensor;
  /** [batch, D]. */
  readonly values: Tensor;
}

/** Codes and values of items [batch, 2 D]. */
export function cellsOf(x: Tensor): ColumnCells {
  const size = x.shape[1]! / 2;
  return {
    codes: slice(x, { axis: 1, start: 0, end: size }),
    values: slice(x, { axis: 1, start: size, end: 2 * size }),
  };
}

/** Features [batch, layout.featureColumns.length]. */
export function columnFeatures(x: Tensor, layout: ColumnLayout): Tensor {
  const cells = cellsOf(x);
  const batch = x.shape[0]!;
  const parts = layout.groups.map((group) =>
    reshape(groupOneHot(cells.codes, group, layout), [batch, group.columns.length * group.codes]),
  );
  parts.push(cast(equal(cells.codes, -1), "float32"));
  if (layout.placed.length > 0) {
    const places = placesOf(cells, layout);
    parts.push(places, ...cycleFeatures(places, cells.codes, layout));
  }
  return concat(parts, 1);
}

/** One-hot codes of a group's columns [batch, columns, codes]; zeros where a cell is missing or hidden. */
export function groupOneHot(codes: Tensor, group: ColumnGroup, layout: ColumnLayout): Tensor {
  const own = pick(codes, group.columns, layout.columns.length);
  const [batch, size] = own.shape as [number, number];
  const steps = constant(
    float32(
      Float32Array.from({ length: group.codes }, (_, code) => code),
      [group.codes],
    ),
  );
  return cast(equal(reshape(own, [batch, size, 1]), steps), "float32");
}

/** 1 where a cell is there [batch, D]. */
export function presentCells(codes: Tensor): Tensor {
  return cast(greater(codes, -0.5), "float32");
}

/** Places of the columns with one, in standard deviations [batch, placed]; 0 where a cell is missing or hidden. */
export function placesOf({ codes, values }: ColumnCells, layout: ColumnLayout): Tensor {
  const { placed, columns } = layout;
  const own = pick(codes, placed, columns.length);
  const index = tableIndex(own, placed, layout);
  const base = gather(tableOf(layout, placed, "position"), index);
  const width = gather(tableOf(layout, placed, "width"), index);
  return mul(add(base, mul(width, pick(values, placed, columns.length))), presentCells(own));
}

/** A number per code, looked up for the columns `chosen` [batch, chosen]; the first code's where a cell is not there. */
export function lookUp(codes: Tensor, chosen: readonly number[], layout: ColumnLayout, key: TableKey): Tensor {
  const own = pick(codes, chosen, layout.columns.length);
  return gather(tableOf(layout, chosen, key), tableIndex(own, chosen, layout));
}

/** The columns `chosen` of [batch, size] as [batch, chosen]; the tensor itself where all are chosen in order. */
export function pick(x: Tensor, chosen: readonly number[], size: number): Tensor {
  if (chosen.length === size && chosen.every((column, i) => column === i)) return x;
  const [first] = chosen;
  if (chosen.every((column, i) => column === first! + i)) {
    return slice(x, { axis: 1, start: first!, end: first! + chosen.length });
  }
  return gather(x, indices(chosen), 1);
}

/** Whole numbers as a constant. */
export function indices(values: readonly number[]): Tensor {
  return constant(int64(values));
}

type TableKey = "position" | "width" | "logDensity";

// All codes' numbers of the chosen columns, one column after the other.
function tableOf({ columns }: ColumnLayout, chosen: readonly number[], key: TableKey): Tensor {
  const all = chosen.flatMap((column) => [...columns[column]![key]]);
  return constant(float32(Float32Array.from(all), [all.length]));
}

function tableIndex(own: Tensor, chosen: readonly number[], { columns }: ColumnLayout): Tensor {
  const starts = new Float32Array(chosen.length);
  for (let i = 1; i < chosen.length; i++) starts[i] = starts[i - 1]! + columns[chosen[i - 1]!]!.codes;
  return cast(add(maximum(own, 0), constant(float32(starts, [starts.length]))), "int64");
}

function cycleFeatures(places: Tensor, codes: Tensor, { placed, columns }: ColumnLayout): Tensor[] {
  return placed.flatMap((column, at) => {
    const cycles = columns[column]!.cycles ?? [];
    if (cycles.length === 0) return [];
    const place = slice(places, { axis: 1, start: at, end: at + 1 });
    const present = presentCells(slice(codes, { axis: 1, start: column, end: column + 1 }));
    return cycles.flatMap(({ frequency, phase }) => {
      const angle = add(mul(place, frequency), phase);
      return [mul(sin(angle), present), mul(cos(angle), present)];
    });
  });
}

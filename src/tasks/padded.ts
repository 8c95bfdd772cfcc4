// Executables have a fixed batch size; the last batch is filled up with zeros.

import { float32, type HostArray, sizeOf } from "../array/index.ts";

/** Items [n, ...event] as [batch, ...event], n <= batch; the rows after the first n are zeros. */
export function padded(items: HostArray<"float32">, batch: number): HostArray<"float32"> {
  if (items.shape[0] === batch) return items;
  const shape = [batch, ...items.shape.slice(1)];
  const data = new Float32Array(sizeOf(shape));
  data.set(items.data);
  return float32(data, shape);
}

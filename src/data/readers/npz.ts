// NumPy's .npz: a zip archive of .npy files.

import { zipSync } from "fflate";
import { DataError } from "../../errors.ts";
import { readNpy, writeNpy } from "./npy.ts";
import type { NumericArray } from "./numeric.ts";
import { readZip } from "./zip.ts";

/** The arrays of an archive by name, each decoded when asked for. */
export type NpzArrays = ReadonlyMap<string, () => NumericArray>;

/** Opens a .npz file. @throws DataError naming `source`, the array and the byte when it is damaged or cut off */
export function readNpz(bytes: Uint8Array, source: string): NpzArrays {
  const arrays = new Map<string, () => NumericArray>();
  for (const [file, { unpack }] of readZip(bytes, source)) {
    if (!file.endsWith(".npy")) continue;
    arrays.set(file.slice(0, -4), () => readNpy(unpack(), `${source}: ${file}`));
  }
  if (arrays.size === 0)
    throw new DataError(`${source}: the archive holds no arrays (.npy); save them with numpy.savez`);
  return arrays;
}

/** Writes named arrays, compressed; equal content gives equal bytes. */
export function writeNpz(arrays: Readonly<Record<string, NumericArray>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)] as const);
  return zipSync(Object.fromEntries(files), { mtime: "1980-01-02T00:00:00" });
}

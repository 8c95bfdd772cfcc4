// CIFAR-10's binary version: records of one label byte and 3 x 32 x 32 bytes of red, green and blue planes.

import { DataError } from "../../errors.ts";

/** Class names of CIFAR-10, by label. */
export const CIFAR10_LABELS = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
] as const;

const PIXELS = 3 * 32 * 32;
const RECORD = 1 + PIXELS;

/** Pictures [count, 3, 32, 32] and the class of each. */
export interface CifarRecords {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

/** Reads CIFAR-10 records. @throws DataError naming `source` and the byte when they are cut off or damaged */
export function readCifar(bytes: Uint8Array, source: string): CifarRecords {
  const count = Math.floor(bytes.length / RECORD);
  if (count === 0 || bytes.length % RECORD !== 0) {
    throw new DataError(
      `${source}: byte ${count * RECORD}: CIFAR-10 records have ${RECORD} bytes, got ${bytes.length % RECORD} at the end; the file is cut off or not CIFAR-10`,
    );
  }
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * RECORD;
    labels[i] = bytes[at]!;
    if (labels[i]! > 9) {
      throw new DataError(
        `${source}: byte ${at}: a CIFAR-10 label must be 0 to 9, got ${labels[i]}; the file is damaged`,
      );
    }
    pixels.set(bytes.subarray(at + 1, at + RECORD), i * PIXELS);
  }
  return { count, pixels, labels };
}

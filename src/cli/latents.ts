// Files of latents, as encode writes them.

import { extname } from "node:path";
import { float32, type HostArray } from "../array/index.ts";
import { type NumericArray, readCsvNumbers, readNpy, readNpz } from "../data/index.ts";
import { readBytes } from "../data/node.ts";
import { DataError } from "../errors.ts";

/** Latents [n, latent] of a .npy, .npz (array z) or .csv file. @throws DataError naming file and place */
export async function readLatents(path: string, latent: number): Promise<HostArray<"float32">> {
  const array = decodeArray(await readBytes(path), path);
  const { shape } = array;
  if (shape.length !== 2 || shape[1] !== latent || shape[0] === 0) {
    throw new DataError(
      `${path}: latents must be [n, ${latent}] for this model, got [${shape.join(", ")}]; encode items with the same model`,
    );
  }
  const data = Float32Array.from(array.data as ArrayLike<number>, Number);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new DataError(
      `${path}: row ${Math.floor(bad / latent) + 1}, column ${(bad % latent) + 1} must be a finite number, got ${data[bad]}; repair the file`,
    );
  }
  return float32(data, shape);
}

function decodeArray(bytes: Uint8Array, path: string): NumericArray {
  switch (extname(path).toLowerCase()) {
    case ".npy":
      return readNpy(bytes, path);
    case ".npz": {
      const arrays = readNpz(bytes, path);
      const name = arrays.has("z") ? "z" : arrays.size === 1 ? [...arrays.keys()][0]! : undefined;
      if (name === undefined) {
        throw new DataError(`${path}: the archive must hold an array z, got ${[...arrays.keys()].join(", ")}`);
      }
      return arrays.get(name)!();
    }
    case ".csv": {
      // The label column that encode adds is not part of the latents.
      const [first = ""] = new TextDecoder().decode(bytes.subarray(0, 100_000)).split("\n");
      const labelled = first.trim().split(",").at(-1) === "label";
      const { values, rows, size } = readCsvNumbers(bytes, path, labelled ? { labelColumn: "label" } : {});
      return { type: "f8", shape: [rows, size], data: values };
    }
    default:
      throw new DataError(`${path}: latents must be a .npy, .npz or .csv file; encode writes them`);
  }
}

// One picture as a data set of one item.

import type { DataBundle } from "../dataset.ts";
import type { PictureCodec, PictureOptions } from "./codec.ts";
import { PictureStack } from "./stack.ts";

/** A data set of one picture. @throws DataError naming `source` when it cannot be read */
export async function openPicture(
  codec: PictureCodec,
  bytes: Uint8Array,
  source: string,
  name: string,
  options: PictureOptions,
): Promise<DataBundle> {
  const picture = await codec.decode(bytes, source, options);
  const stack = new PictureStack(1, picture);
  stack.put(0, picture);
  return { name, train: stack.dataset(name), notes: [`${source} is one picture.`] };
}

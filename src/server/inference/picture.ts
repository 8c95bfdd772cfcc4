// One PNG picture as an item. Its size is looked at before it is unpacked: a small file may stand for a huge picture.

import { checkSchema, type Dataset, datasetFromArray, type ImageSchema } from "../../data/index.ts";
import { sharpCodec } from "../../data/node-pictures.ts";
import { checkPng } from "../../data/readers/png.ts";
import { CallError } from "../calls.ts";
import { attempt } from "./attempt.ts";
import type { Guard } from "./kept-runtime.ts";

/** A picture in the channels of the model. @throws DataError when it is damaged; CallError 422 for another size than the model's */
export async function pictureItem(schema: ImageSchema, bytes: Uint8Array, guard: Guard): Promise<Dataset> {
  checkPng(bytes, "picture");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = bytes.length < 24 ? [0, 0] : [view.getUint32(16), view.getUint32(20)];
  if (width * height === 0) throw new CallError(400, "picture: must have at least one pixel; give another", "DATA");
  await attempt(422, () => checkSchema(schema, { ...schema, width, height }, "picture"));
  const decode = () => sharpCodec.decode(bytes, "picture.png", { channels: schema.channels });
  const { channels, pixels: data } = await guard(decode);
  return datasetFromArray("picture", { type: "u1", shape: [1, height, width, channels], data }, "picture");
}

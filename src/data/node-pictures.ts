// PNG, JPEG and WebP through sharp.

import type { Sharp } from "sharp";
import { DataError } from "../errors.ts";
import { channelsFor, dropOpaque, type FileColours, type PictureCodec, type PictureOptions } from "./picture/codec.ts";
import type { Picture } from "./pictures.ts";
import { checkPng } from "./readers/png.ts";

/** Decodes and resizes with sharp, which is loaded with the first picture. */
export const sharpCodec: PictureCodec = {
  async decode(bytes, source, options) {
    if (/\.png$/i.test(source)) checkPng(bytes, source);
    const { default: sharp } = await import("sharp");
    try {
      const image = sharp(bytes, { failOn: "warning" });
      const { space, hasAlpha } = await image.metadata();
      return await toPixels(image.autoOrient(), { grey: space === "b-w" || space === "grey16", hasAlpha }, options);
    } catch (error) {
      const reason = (error as Error).message.split("\n")[0];
      throw new DataError(
        `${source}: cannot be read as a picture (${reason}; ${bytes.length} bytes); repair or remove the file`,
      );
    }
  },
  async convert({ width, height, channels, pixels }, options) {
    const { default: sharp } = await import("sharp");
    const file = { grey: channels === 1, hasAlpha: channels === 4 };
    return toPixels(sharp(pixels, { raw: { width, height, channels } }), file, options);
  },
};

async function toPixels(
  image: Sharp,
  file: FileColours,
  { resize, fit = "cover", channels }: PictureOptions,
): Promise<Picture> {
  const wanted = channelsFor(file, channels);
  if (resize) {
    const background = { r: 0, g: 0, b: 0, alpha: file.hasAlpha ? 0 : 1 };
    image = image.resize(resize.width, resize.height, { fit, background });
  }
  if (wanted === 4) image = image.ensureAlpha();
  else if (file.hasAlpha) image = image.flatten({ background: "#000" });
  const { data, info } = await image
    .toColourspace(wanted === 1 ? "b-w" : "srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== wanted) throw new Error(`expected ${wanted} channels, got ${info.channels}`);
  const picture = { width: info.width, height: info.height, channels: wanted, pixels: data } as const;
  return channels === undefined ? dropOpaque(picture, file.grey) : picture;
}

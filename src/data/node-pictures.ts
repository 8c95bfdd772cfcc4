// PNG, JPEG and WebP through sharp: one file to bytes, and pictures brought to another size.

import type { Sharp } from "sharp";
import { DataError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";
import { byteImages, channelsFirst } from "./from-arrays.ts";
import { checkPng } from "./readers/png.ts";

/** How pictures are brought to one form. */
export interface PictureOptions {
  /** Size in pixels that every picture is brought to. Default: pictures stay as they are. */
  readonly resize?: { readonly width: number; readonly height: number } | undefined;
  /** `cover` cuts what stands over, `contain` fills the rest with black (transparent where there is opacity). Default "cover". */
  readonly fit?: "cover" | "contain" | undefined;
  /** 1 grey, 3 colour, 4 colour with opacity. Default: what the files are; opacity that hides nothing is dropped. */
  readonly channels?: 1 | 3 | 4 | undefined;
}

/** A decoded picture, channels interleaved. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly pixels: Uint8Array;
}

/** True for the names of pictures that decodePicture reads. */
export function isPictureName(name: string): boolean {
  return /\.(png|jpe?g|webp)$/i.test(name);
}

/** Decodes a picture, turned as its EXIF orientation says. @throws DataError naming `source` when it is damaged */
export async function decodePicture(
  bytes: Uint8Array,
  source: string,
  options: PictureOptions = {},
): Promise<DecodedPicture> {
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
}

async function toPixels(
  image: Sharp,
  file: { grey: boolean; hasAlpha: boolean },
  { resize, fit = "cover", channels }: PictureOptions,
): Promise<DecodedPicture> {
  const { grey, hasAlpha } = file;
  const alpha = channels === 4 || (channels === undefined && hasAlpha);
  const wanted = alpha ? 4 : (channels ?? (grey ? 1 : 3));
  if (resize) {
    const background = { r: 0, g: 0, b: 0, alpha: hasAlpha ? 0 : 1 };
    image = image.resize(resize.width, resize.height, { fit, background });
  }
  if (alpha) image = image.ensureAlpha();
  else if (hasAlpha) image = image.flatten({ background: "#000" });
  const { data, info } = await image
    .toColourspace(wanted === 1 ? "b-w" : "srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== wanted) throw new Error(`expected ${wanted} channels, got ${info.channels}`);
  const picture = { width: info.width, height: info.height, channels: wanted, pixels: data } as const;
  return channels === undefined && alpha ? dropOpaque(picture, grey) : picture;
}

// An alpha channel of 255 everywhere says nothing; what is left is colour, or grey where the file is grey.
function dropOpaque(picture: DecodedPicture, grey: boolean): DecodedPicture {
  const { pixels } = picture;
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return picture;
  return pickChannels(picture, grey ? 1 : 3);
}

function pickChannels(picture: DecodedPicture, channels: 1 | 3): DecodedPicture {
  const area = picture.width * picture.height;
  const pixels = new Uint8Array(area * channels);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < channels; c++) pixels[i * channels + c] = picture.pixels[i * 4 + c]!;
  }
  return { ...picture, channels, pixels };
}

/** `picture` with full opacity added, where it has none. */
export function withAlpha(picture: DecodedPicture): DecodedPicture {
  const { channels, width, height } = picture;
  if (channels === 4) return picture;
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) pixels[i * 4 + c] = picture.pixels[i * channels + (channels === 1 ? 0 : c)]!;
  }
  return { ...picture, channels: 4, pixels };
}

/** One data set from pictures of one size and channel count. */
export function pictureDataset(name: string, pictures: readonly DecodedPicture[]): Dataset {
  const { width, height, channels } = pictures[0]!;
  const size = width * height * channels;
  const pixels = new Uint8Array(pictures.length * size);
  for (const [index, picture] of pictures.entries()) pixels.set(picture.pixels, index * size);
  return byteImages(name, channelsFirst(pixels, { width, height, channels }), { width, height, channels });
}

/** Brings decoded pictures to another size or channel count; those that fit already are returned as they are. */
export async function convertDataset(dataset: Dataset, options: PictureOptions): Promise<Dataset> {
  const { schema, values, scale } = dataset;
  if (schema.kind !== "image") {
    if (options.resize === undefined && options.channels === undefined) return dataset;
    throw new DataError(`${dataset.name}: resize and channels need pictures, got rows of numbers; leave them out`);
  }
  const { width, height, channels } = schema;
  const same = (options.resize?.width ?? width) === width && (options.resize?.height ?? height) === height;
  if (same && (options.channels ?? channels) === channels) return dataset;
  if (!(values instanceof Uint8Array)) {
    throw new DataError(
      `${dataset.name}: only pictures of 8 bits can be converted, got fractions; convert them beforehand`,
    );
  }
  const area = width * height;
  const file = { grey: channels === 1, hasAlpha: channels === 4 };
  const target = { channels, ...options };
  const { default: sharp } = await import("sharp");
  const pictures = await mapPool(dataset.count, (i) => {
    const item = new Uint8Array(area * channels);
    for (let j = 0; j < item.length; j++) {
      const value = values[i * item.length + (j % channels) * area + Math.floor(j / channels)]!;
      item[j] = scale === 1 ? value * 255 : value;
    }
    return toPixels(sharp(item, { raw: { width, height, channels } }), file, target);
  });
  const { labels, factors } = dataset;
  const converted = pictureDataset(dataset.name, pictures);
  return {
    ...converted,
    schema: { ...converted.schema, ...(schema.labels && { labels: schema.labels }) },
    ...(labels && { labels }),
    ...(factors && { factors }),
  };
}

/** Results of `task` for 0..count-1, in order, a few at a time; the first failure ends it. */
export async function mapPool<T>(count: number, task: (index: number) => Promise<T>): Promise<T[]> {
  const results = new Array<T>(count);
  let next = 0;
  const work = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await task(index);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return results;
}

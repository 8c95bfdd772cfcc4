// What opens pictures: PNG, JPEG and WebP become bytes, by a library of the machine or by the browser; the rules are here.

import type { Picture } from "../pictures.ts";

/** How pictures are brought to one form. */
export interface PictureOptions {
  /** Size in pixels that every picture is brought to. Default: pictures stay as they are. */
  readonly resize?: { readonly width: number; readonly height: number } | undefined;
  /** `cover` cuts what stands over, `contain` fills the rest with black (transparent where there is opacity). Default "cover". */
  readonly fit?: "cover" | "contain" | undefined;
  /** 1 grey, 3 colour, 4 colour with opacity. Default: what the files are; opacity that hides nothing is dropped. */
  readonly channels?: 1 | 3 | 4 | undefined;
}

/** Decodes pictures and brings decoded ones to another form. */
export interface PictureCodec {
  /** A picture turned as its EXIF orientation says. @throws DataError naming `source` when it is damaged */
  decode(bytes: Uint8Array, source: string, options: PictureOptions): Promise<Picture>;
  /** A decoded picture at another size or channel count. */
  convert(picture: Picture, options: PictureOptions): Promise<Picture>;
}

/** What a picture's file says of its colours. */
export interface FileColours {
  readonly grey: boolean;
  readonly hasAlpha: boolean;
}

/** True for the names of pictures that a codec decodes. */
export function isPictureName(name: string): boolean {
  return /\.(png|jpe?g|webp)$/i.test(name);
}

/** Channels that a file's picture is brought to; opacity that was not asked for is then looked at by `dropOpaque`. */
export function channelsFor({ grey, hasAlpha }: FileColours, channels: PictureOptions["channels"]): 1 | 3 | 4 {
  return channels ?? (hasAlpha ? 4 : grey ? 1 : 3);
}

/** Without an opacity of 255 everywhere, which says nothing; what is left is colour, or grey where the file is grey. */
export function dropOpaque(picture: Picture, grey: boolean): Picture {
  const { pixels, channels } = picture;
  if (channels !== 4) return picture;
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return picture;
  return firstChannels(picture, grey ? 1 : 3);
}

/** Only the first channels of each pixel. */
export function firstChannels(picture: Picture, channels: 1 | 3): Picture {
  const area = picture.width * picture.height;
  const pixels = new Uint8Array(area * channels);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < channels; c++) pixels[i * channels + c] = picture.pixels[i * picture.channels + c]!;
  }
  return { ...picture, channels, pixels };
}

// PNG, JPEG and WebP in the browser. Plain PNG is decoded in code, exactly; the rest by the browser, through a canvas.

import { decode as decodePng } from "fast-png";
import { DataError } from "../errors.ts";
import type { FileColours, PictureCodec } from "./picture/codec.ts";
import { PictureFormer } from "./picture/form.ts";
import { fileColours, isPlainPng } from "./picture/head.ts";
import type { Picture } from "./pictures.ts";
import { checkPng } from "./readers/png.ts";

/** Decodes with the browser; sizes and channels are made in code, so that every browser gives the same pixels. */
export function canvasCodec(): PictureCodec {
  const canvas = new Canvas();
  const former = new PictureFormer();
  return {
    async decode(bytes, source, options) {
      if (/\.png$/i.test(source)) checkPng(bytes, source);
      try {
        const file = fileColours(bytes);
        const picture = isPlainPng(bytes) ? plainPicture(bytes, file) : await canvas.decode(bytes);
        return former.form(picture, file, options);
      } catch (error) {
        throw new DataError(
          `${source}: cannot be read as a picture (${(error as Error).message}; ${bytes.length} bytes); repair or remove the file`,
        );
      }
    },
    async convert(picture, options) {
      const { channels } = picture;
      return former.form(picture, { grey: channels === 1, hasAlpha: channels === 4 }, options);
    },
  };
}

// A canvas would round colours under opacity.
function plainPicture(bytes: Uint8Array, { grey, hasAlpha }: FileColours): Picture {
  const { width, height, data } = decodePng(bytes);
  if (!grey || !hasAlpha) {
    return { width, height, channels: hasAlpha ? 4 : grey ? 1 : 3, pixels: data as Uint8Array };
  }
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => data[(i >> 2) * 2 + (i % 4 === 3 ? 1 : 0)]!);
  return { width, height, channels: 4, pixels };
}

// One canvas for all pictures of a size.
class Canvas {
  private context: OffscreenCanvasRenderingContext2D | undefined;

  async decode(bytes: Uint8Array): Promise<Picture> {
    if (typeof createImageBitmap !== "function" || typeof OffscreenCanvas !== "function") {
      throw new Error("JPEG, WebP and unusual PNG need a browser with createImageBitmap and OffscreenCanvas");
    }
    const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), { premultiplyAlpha: "none" });
    const { width, height } = bitmap;
    const context = this.sized(width, height);
    context.clearRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, channels: 4, pixels: new Uint8Array(data.buffer) };
  }

  private sized(width: number, height: number): OffscreenCanvasRenderingContext2D {
    const { canvas } = this.context ?? {};
    if (canvas?.width !== width || canvas.height !== height) {
      this.context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
    }
    return this.context!;
  }
}

// Pictures of one size as one data set, put into place as they are decoded: no second copy of all of them is held.

import type { Dataset } from "../dataset.ts";
import { byteImages } from "../from-arrays.ts";
import type { Picture } from "../pictures.ts";

/** Planes [count, channels, height, width] of pictures that come in any order. */
export class PictureStack {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  private planes: Uint8Array;
  private held: 1 | 3 | 4;

  /** A stack for `count` pictures like `first`. */
  constructor(count: number, first: Pick<Picture, "width" | "height" | "channels">) {
    this.width = first.width;
    this.height = first.height;
    this.count = count;
    this.held = first.channels;
    this.planes = new Uint8Array(count * this.size);
  }

  /** Channels of all pictures: with opacity once one of them has it. */
  get channels(): 1 | 3 | 4 {
    return this.held;
  }

  private get size(): number {
    return this.width * this.height * this.held;
  }

  /** Puts a picture of the stack's size at `index`; what has no opacity among others that have is opaque. */
  put(index: number, { pixels, channels }: Picture): void {
    if (channels === 4 && this.held !== 4) this.addOpacity();
    const area = this.width * this.height;
    for (let c = 0; c < this.held; c++) {
      const start = index * this.size + c * area;
      if (c >= channels && c === 3) this.planes.fill(255, start, start + area);
      else
        for (let i = 0, from = channels === 1 ? 0 : c; i < area; i++, from += channels)
          this.planes[start + i] = pixels[from]!;
    }
  }

  /** All pictures, with bytes of 0 and 1 only taken as they are. */
  dataset(name: string): Dataset {
    return byteImages(name, this.planes, { width: this.width, height: this.height, channels: this.held });
  }

  private addOpacity(): void {
    const { planes, size, held } = this;
    const area = this.width * this.height;
    this.held = 4;
    this.planes = new Uint8Array(this.count * this.size).fill(255);
    for (let i = 0; i < this.count; i++) {
      for (let c = 0; c < 3; c++) {
        const from = i * size + (held === 1 ? 0 : c) * area;
        this.planes.set(planes.subarray(from, from + area), i * this.size + c * area);
      }
    }
  }
}

/** Runs `task` for 0..count-1, a few at a time; the first failure ends it. */
export async function mapPool(count: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const work = async () => {
    while (next < count && !failed) {
      try {
        await task(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

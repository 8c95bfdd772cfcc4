// Original, what the model saw, reconstruction and error as one PNG.

import { attempt } from "../../state/problems.ts";
import type { PictureItems } from "../../worker/api.ts";
import type { Look } from "../../worker/restore.ts";
import { diverging, drawHidden, drawLarge, errorImage, imageOf, scaleOf } from "./pictures.ts";
import { hidden, index, part } from "./state.ts";

/** Hands the pictures to the browser as a file. */
export async function download({ clean, seen, restored, difference }: Look, element: Element): Promise<void> {
  await attempt(async () => {
    if (clean.kind !== "pictures") return;
    const { width, height } = clean;
    const zoom = Math.max(1, Math.round(256 / Math.max(width, height)));
    const [step, gap] = [width * zoom + 16, 16];
    const canvas = new OffscreenCanvas(4 * step - gap, height * zoom);
    const context = canvas.getContext("2d")!;
    for (const [i, items] of [clean, seen, restored].entries()) {
      drawLarge(context, imageOf(items as PictureItems), zoom, i * step);
    }
    drawHidden(context, hidden.value, { width, zoom, left: step });
    drawLarge(context, errorImage(difference, width, scaleOf(difference), diverging(element)), zoom, 3 * step);
    save(await canvas.convertToBlob({ type: "image/png" }), `${part.value?.part ?? "drawing"}-${index.value}.png`);
  });
}

/** Saves a file from the page. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

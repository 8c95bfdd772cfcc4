// Points on a plain canvas, for browsers without WebGL2: squares written straight into pixels.

import type { Box } from "./camera.ts";
import type { Painter, Scene } from "./painter.ts";

/** A painter on a canvas. */
export function canvasPainter(context: CanvasRenderingContext2D): Painter {
  let [from, to] = [new Float32Array(0), new Float32Array(0)];
  let [colours, sizes] = [new Uint8Array(0), new Uint8Array(0)];
  let behind: { readonly picture: OffscreenCanvas; readonly box: Box } | undefined;
  return {
    place(origin, target) {
      [from, to] = [origin as typeof from, target as typeof to];
    },
    look(shades, radii) {
      [colours, sizes] = [shades as typeof colours, radii as typeof sizes];
    },
    ground(picture, box) {
      behind = undefined;
      if (picture === undefined || box === undefined) return;
      const kept = new OffscreenCanvas(picture.width, picture.height);
      kept.getContext("2d")!.putImageData(picture, 0, 0);
      behind = { picture: kept, box };
    },
    draw({ camera, size, ratio, t, radius, every }: Scene) {
      const { canvas } = context;
      const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      context.clearRect(0, 0, width, height);
      const scale = camera.scale * ratio;
      if (behind) {
        const { left, right, top, bottom } = behind.box;
        context.imageSmoothingEnabled = false;
        const [x, y] = [width / 2 + (left - camera.x) * scale, height / 2 - (top - camera.y) * scale];
        context.drawImage(behind.picture, x, y, (right - left) * scale, (top - bottom) * scale);
      }
      const count = Math.min(to.length / 2, sizes.length);
      if (count === 0) return;
      const image = context.getImageData(0, 0, width, height);
      for (let i = 0; i < count; i += every) {
        const px = from[2 * i]! + t * (to[2 * i]! - from[2 * i]!);
        const py = from[2 * i + 1]! + t * (to[2 * i + 1]! - from[2 * i + 1]!);
        const r = Math.max(1, Math.round((radius * ratio * sizes[i]!) / 32));
        const x = Math.round(width / 2 + (px - camera.x) * scale);
        const y = Math.round(height / 2 - (py - camera.y) * scale);
        if (x > r && y > r && x < width - r - 1 && y < height - r - 1) dab(image, x, y, r, colours, 4 * i);
      }
      context.putImageData(image, 0, 0);
    },
    dispose() {},
  };
}

// A small disc over what is there.
function dab({ data, width }: ImageData, x: number, y: number, r: number, colours: Uint8Array, at: number): void {
  const opacity = colours[at + 3]! / 255;
  for (let dy = -r; dy <= r; dy++) {
    for (let dx = -r; dx <= r; dx++) {
      if (dx * dx + dy * dy > r * r + 0.5) continue;
      const to = ((y + dy) * width + x + dx) * 4;
      const below = (data[to + 3]! / 255) * (1 - opacity);
      const over = opacity + below;
      for (let c = 0; c < 3; c++) data[to + c] = (colours[at + c]! * opacity + data[to + c]! * below) / over;
      data[to + 3] = over * 255;
    }
  }
}

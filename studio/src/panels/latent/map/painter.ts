// Draws points, and a picture behind them. WebGL2 where there is any, otherwise a canvas.

import type { Box, Camera, Size } from "./camera.ts";
import { canvasPainter } from "./painter-canvas.ts";
import { webglPainter } from "./painter-webgl.ts";

/** What is drawn at a moment. */
export interface Scene {
  readonly camera: Camera;
  readonly size: Size;
  /** Pixels of the screen to one of the page. */
  readonly ratio: number;
  /** How far points are on their way from their last places, 0 to 1. */
  readonly t: number;
  /** Radius of a point in pixels of the page. */
  readonly radius: number;
  /** Only every n-th point is drawn: 1, 2, 4, 8 or 16. */
  readonly every: number;
}

/** Draws points. */
export interface Painter {
  /** Moves points [count, 2] from one set of places to another; NaN is nowhere. */
  place(from: Float32Array, to: Float32Array): void;
  /** Colours with opacity [count, 4], and radii as 1/32 of the scene's [count]. */
  look(colours: Uint8Array, sizes: Uint8Array): void;
  /** A picture over a stretch of the plane, behind the points. */
  ground(picture: ImageData | undefined, box?: Box): void;
  draw(scene: Scene): void;
  dispose(): void;
}

/** The painter that this browser can have. */
export function makePainter(canvas: HTMLCanvasElement): Painter {
  const gl = canvas.getContext("webgl2", {
    antialias: false,
    premultipliedAlpha: true,
    powerPreference: "high-performance",
  });
  return gl ? webglPainter(gl) : canvasPainter(canvas.getContext("2d")!);
}

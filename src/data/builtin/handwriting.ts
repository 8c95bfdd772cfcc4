// A shaky hand: turns a skeleton into the path that one writer's pen takes this time. Ink is stroke.ts.

import type { Generator } from "../../array/index.ts";
import type { Skeleton } from "./skeletons.ts";
import { appendCurve, type Path } from "./stroke.ts";

/** The path of a written digit in units of about 1/100 of its height; `ends` says where each stroke stops. */
export interface Writing extends Path {
  readonly ends: number[];
}

const STEP = 7; // length of a piece of the polyline: 1.4 pixels of MNIST

/** Writes `skeleton` with shaken points, bent, slanted, turned and stretched at random. */
export function write(skeleton: Skeleton, generator: Generator): Writing {
  const writing: Writing = { x: [], y: [], ends: [] };
  const shake = 1 + 1.5 * generator.uniform();
  for (const { points, corners } of skeleton.strokes) {
    // Later strokes miss their place a little.
    const miss = writing.ends.length === 0 ? 0 : 2;
    const offset = [miss * moderate(generator), miss * moderate(generator)];
    const moved = points.map((value, i) => value + offset[i % 2]! + shake * moderate(generator));
    appendCurve(writing, moved, corners, STEP);
    writing.ends.push(writing.x.length);
  }
  bend(writing, generator);
  lean(writing, generator);
  return writing;
}

/** A standard normal number cut at two standard deviations, so that no digit leaves the legible. */
export function moderate(generator: Generator): number {
  return Math.min(2, Math.max(-2, generator.normal()));
}

/** A sine wave over the plane with random direction and phase and a wavelength of 90 to 200 units, within [-1, 1]. */
export function randomWave(generator: Generator): (x: number, y: number) => number {
  const angle = 2 * Math.PI * generator.uniform();
  const k = (2 * Math.PI) / (90 + 110 * generator.uniform());
  const phase = 2 * Math.PI * generator.uniform();
  const [kx, ky] = [k * Math.cos(angle), k * Math.sin(angle)];
  return (x, y) => Math.sin(kx * x + ky * y + phase);
}

// Low-frequency elastic noise: one wave displaces the x coordinates, another the y coordinates.
function bend({ x, y }: Path, generator: Generator): void {
  const [sizeX, sizeY] = [6 * moderate(generator), 6 * moderate(generator)];
  const [waveX, waveY] = [randomWave(generator), randomWave(generator)];
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [x[i]!, y[i]!];
    x[i] = px + sizeX * waveX(px, py);
    y[i] = py + sizeY * waveY(px, py);
  }
}

// Stretch, then slant (writers lean to the right), then rotation.
function lean({ x, y }: Path, generator: Generator): void {
  const stretch = Math.exp(0.11 + 0.19 * moderate(generator));
  const slant = 0.12 + 0.24 * moderate(generator);
  const turn = 0.09 * moderate(generator);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  for (let i = 0; i < x.length; i++) {
    const py = y[i]!;
    const px = stretch * x[i]! - slant * py;
    x[i] = cos * px - sin * py;
    y[i] = sin * px + cos * py;
  }
}

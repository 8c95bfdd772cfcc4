// A round pen on a grey picture: smooth paths through points, and anti-aliased ink along them.

/** A polyline: the coordinates of its points. */
export interface Path {
  readonly x: number[];
  readonly y: number[];
}

/**
 * Appends the smooth curve through `points` (x, y pairs) to `path`, one point per `step` of chord length or finer.
 * Cubic Hermite spans whose tangents are weighted by chord length; at `corners` each side has its own tangent.
 */
export function appendCurve(path: Path, points: Float64Array, corners: Uint8Array, step: number): void {
  const last = corners.length - 1;
  path.x.push(points[0]!);
  path.y.push(points[1]!);
  let [inX, inY] = [0, 0]; // unit-speed tangent at the start of the span, where the path is smooth
  for (let i = 0; i < last; i++) {
    const x0 = points[2 * i]!;
    const y0 = points[2 * i + 1]!;
    const dx = points[2 * i + 2]! - x0;
    const dy = points[2 * i + 3]! - y0;
    const chord = Math.hypot(dx, dy) + 1e-9;
    if (i === 0 || corners[i] === 1) [inX, inY] = [dx / chord, dy / chord];
    let outX = dx / chord;
    let outY = dy / chord;
    if (i + 1 < last && corners[i + 1] === 0) {
      const nextX = points[2 * i + 4]! - points[2 * i + 2]!;
      const nextY = points[2 * i + 5]! - points[2 * i + 3]!;
      const next = Math.hypot(nextX, nextY) + 1e-9;
      outX = (outX * next + (nextX / next) * chord) / (chord + next);
      outY = (outY * next + (nextY / next) * chord) / (chord + next);
    }
    const spans = Math.max(1, Math.ceil(chord / step));
    for (let k = 1; k <= spans; k++) {
      const t = k / spans;
      // Hermite basis: position blend 3t^2 - 2t^3, tangents t(1-t)^2 and -t^2(1-t).
      const blend = t * t * (3 - 2 * t);
      const a = t * (1 - t) * (1 - t) * chord;
      const b = -t * t * (1 - t) * chord;
      path.x.push(x0 + blend * dx + a * inX + b * outX);
      path.y.push(y0 + blend * dy + a * inY + b * outY);
    }
    inX = outX;
    inY = outY;
  }
}

/**
 * Inks the segment from (x0, y0) to (x1, y1) of a round pen whose radius runs from r0 to r1. Pixel centres lie at whole
 * coordinates; the edge is a linear ramp `softness` pixels wide; overlapping ink keeps the darker value.
 */
export function inkSegment(
  pixels: Uint8Array,
  size: number,
  x0: number,
  y0: number,
  r0: number,
  x1: number,
  y1: number,
  r1: number,
  softness: number,
): void {
  const reach = Math.max(r0, r1) + softness / 2;
  const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
  const right = Math.min(size - 1, Math.floor(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
  const bottom = Math.min(size - 1, Math.floor(Math.max(y0, y1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const inverse = 1 / (dx * dx + dy * dy + 1e-12);
  const scale = 255 / softness;
  for (let y = top; y <= bottom; y++) {
    const py = y - y0;
    for (let x = left; x <= right; x++) {
      const px = x - x0;
      const along = (px * dx + py * dy) * inverse;
      const t = along < 0 ? 0 : Math.min(along, 1);
      const ex = px - t * dx;
      const ey = py - t * dy;
      const square = ex * ex + ey * ey;
      if (square >= reach * reach) continue;
      const ink = 127.5 + (r0 + t * (r1 - r0) - Math.sqrt(square)) * scale;
      const index = y * size + x;
      if (ink > pixels[index]!) pixels[index] = Math.min(ink, 255);
    }
  }
}

// Which points lie inside a drawn line or a rectangle.

/** Corners of a closed line in the plane, [x, y] each. */
export type Outline = readonly (readonly [number, number])[];

/** Indices of the points [count, 2] inside an outline, by the even-odd rule. */
export function pointsInside(
  points: Float32Array,
  outline: Outline,
  shown: (index: number) => boolean = () => true,
): Uint32Array {
  if (outline.length < 3) return new Uint32Array(0);
  const xs = Float64Array.from(outline, ([x]) => x);
  const ys = Float64Array.from(outline, ([, y]) => y);
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found: number[] = [];
  for (let i = 0, at = 0; at < points.length; i++, at += 2) {
    const [x, y] = [points[at]!, points[at + 1]!];
    if (x < left || x > right || y < bottom || y > top || !shown(i)) continue;
    let inside = false;
    for (let a = 0, b = xs.length - 1; a < xs.length; b = a++) {
      if (ys[a]! > y !== ys[b]! > y && x < ((xs[b]! - xs[a]!) * (y - ys[a]!)) / (ys[b]! - ys[a]!) + xs[a]!)
        inside = !inside;
    }
    if (inside) found.push(i);
  }
  return Uint32Array.from(found);
}

/** The outline of a rectangle between two corners. */
export function rectangle([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): Outline {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

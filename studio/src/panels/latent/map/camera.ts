// Which stretch of the plane is seen: a middle and a scale, the same along both axes. y grows upwards.

/** What is seen. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  /** Pixels of the page to a unit of the plane. */
  readonly scale: number;
}

/** Size of the view in pixels of the page. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A stretch of the plane. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** The box of nearly all points: a few that lie far out do not make the rest small. Without points that of N(0, I). Points at NaN have no place. */
export function boxOf(points: Float32Array, share = 0.0015): Box {
  const count = points.length / 2;
  const step = Math.max(1, Math.floor(count / 5000));
  const range = (axis: number): [number, number] => {
    const some = Float32Array.from({ length: Math.ceil(count / step) }, (_, i) => points[2 * i * step + axis]!);
    const values = some.filter(Number.isFinite).sort();
    const n = values.length;
    if (n === 0) return [-3.2, 3.2];
    const [low, high] = [values[Math.ceil(share * (n - 1))]!, values[Math.floor((1 - share) * (n - 1))]!];
    const room = 0.08 * (high - low) || 0.5;
    return [low - room, high + room];
  };
  const [[left, right], [bottom, top]] = [range(0), range(1)];
  return { left, right, bottom, top };
}

/** The camera that sees a box. */
export function fitted(box: Box, { width, height }: Size): Camera {
  const scale = Math.min(width / (box.right - box.left), height / (box.top - box.bottom));
  return { x: (box.left + box.right) / 2, y: (box.bottom + box.top) / 2, scale: Math.max(scale, 1e-6) };
}

/** What a camera sees. */
export function seen({ x, y, scale }: Camera, { width, height }: Size): Box {
  const [w, h] = [width / scale / 2, height / scale / 2];
  return { left: x - w, right: x + w, bottom: y - h, top: y + h };
}

/** A place of the plane as pixels from the upper left corner. */
export function toScreen({ x, y, scale }: Camera, { width, height }: Size, px: number, py: number): [number, number] {
  return [width / 2 + (px - x) * scale, height / 2 - (py - y) * scale];
}

/** A place of the plane under a pixel. */
export function toPlane({ x, y, scale }: Camera, { width, height }: Size, sx: number, sy: number): [number, number] {
  return [x + (sx - width / 2) / scale, y - (sy - height / 2) / scale];
}

/** Moved by pixels, as if the plane was dragged. */
export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / camera.scale };
}

/** Magnified by a factor, with the place under a pixel staying where it is. */
export function zoomed(camera: Camera, size: Size, factor: number, sx = size.width / 2, sy = size.height / 2): Camera {
  const [px, py] = toPlane(camera, size, sx, sy);
  const scale = camera.scale * factor;
  return { x: px - (sx - size.width / 2) / scale, y: py + (sy - size.height / 2) / scale, scale };
}

/** Part of the way from one camera to another. */
export function between(from: Camera, to: Camera, t: number): Camera {
  const mix = (a: number, b: number) => a + t * (b - a);
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), scale: Math.exp(mix(Math.log(from.scale), Math.log(to.scale))) };
}

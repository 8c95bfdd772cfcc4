// Points sorted into cells, so that those near a place are found without looking at all.

/** Points of the plane in cells. */
export class PointGrid {
  private readonly points: Float32Array;
  private readonly left: number;
  private readonly bottom: number;
  private readonly cell: number;
  private readonly columns: number;
  private readonly rows: number;
  // Points of cell c: order[starts[c]] to order[starts[c + 1]].
  private readonly starts: Uint32Array;
  private readonly order: Uint32Array;

  /** Points [count, 2]; those at NaN and those for which `shown` is false are left out. */
  constructor(points: Float32Array, shown: (index: number) => boolean = () => true) {
    this.points = points;
    const count = points.length / 2;
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    const here = (i: number) => points[2 * i]! === points[2 * i] && shown(i);
    for (let i = 0; i < count; i++) {
      if (!here(i)) continue;
      left = Math.min(left, points[2 * i]!);
      right = Math.max(right, points[2 * i]!);
      bottom = Math.min(bottom, points[2 * i + 1]!);
      top = Math.max(top, points[2 * i + 1]!);
    }
    if (left > right) [left, right, bottom, top] = [0, 0, 0, 0];
    const [width, height] = [Math.max(right - left, 1e-9), Math.max(top - bottom, 1e-9)];
    this.left = left;
    this.bottom = bottom;
    // About three points to a cell where they lie evenly.
    this.cell = Math.max(Math.sqrt((3 * width * height) / Math.max(count, 1)), Math.max(width, height) / 400);
    this.columns = Math.max(1, Math.ceil(width / this.cell) + 1);
    this.rows = Math.max(1, Math.ceil(height / this.cell) + 1);
    this.starts = new Uint32Array(this.columns * this.rows + 1);
    const cells = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      cells[i] = here(i) ? this.cellOf(points[2 * i]!, points[2 * i + 1]!) : -1;
      if (cells[i]! >= 0) this.starts[cells[i]! + 1]!++;
    }
    for (let c = 1; c < this.starts.length; c++) this.starts[c]! += this.starts[c - 1]!;
    this.order = new Uint32Array(this.starts.at(-1)!);
    const next = this.starts.slice();
    for (let i = 0; i < count; i++) if (cells[i]! >= 0) this.order[next[cells[i]!]!++] = i;
  }

  private cellOf(x: number, y: number): number {
    return Math.floor((y - this.bottom) / this.cell) * this.columns + Math.floor((x - this.left) / this.cell);
  }

  /** The point nearest to a place, at most `within` away; -1 where there is none. */
  nearest(x: number, y: number, within = Infinity): number {
    let [found, best] = [-1, within * within];
    this.rings(
      x,
      y,
      () => Math.sqrt(best),
      (i) => {
        const square = (this.points[2 * i]! - x) ** 2 + (this.points[2 * i + 1]! - y) ** 2;
        if (square < best) [found, best] = [i, square];
      },
    );
    return found;
  }

  /**
   * The next point from point `from` in a direction (dx, dy) of length 1: near, and not far off the direction. -1 where there is none.
   */
  towards(from: number, dx: number, dy: number): number {
    const [x, y] = [this.points[2 * from]!, this.points[2 * from + 1]!];
    let [found, best] = [-1, Infinity];
    this.rings(
      x,
      y,
      () => best,
      (i) => {
        const [a, b] = [this.points[2 * i]! - x, this.points[2 * i + 1]! - y];
        const along = a * dx + b * dy;
        const aside = Math.abs(a * dy - b * dx);
        if (i === from || along <= 1e-12 || aside > along) return;
        const cost = along + 2 * aside;
        if (cost < best) [found, best] = [i, cost];
      },
    );
    return found;
  }

  // Visits points cell by cell in growing squares around a place, until the next square is farther than `reach`.
  private rings(x: number, y: number, reach: () => number, visit: (index: number) => void): void {
    const { columns, rows, cell } = this;
    if (this.order.length === 0) return;
    const column = Math.min(columns - 1, Math.max(0, Math.floor((x - this.left) / cell)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor((y - this.bottom) / cell)));
    const outside = Math.max(
      0,
      this.left - x,
      x - this.left - columns * cell,
      this.bottom - y,
      y - this.bottom - rows * cell,
    );
    for (let ring = 0; ring <= Math.max(columns, rows); ring++) {
      if ((ring - 1) * cell + outside > reach()) return;
      for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++) {
        const edge = Math.abs(r - row) === ring;
        const step = edge || ring === 0 ? 1 : 2 * ring;
        for (let c = column - ring; c <= column + ring; c += step) {
          if (c < 0 || c >= columns) continue;
          const at = r * columns + c;
          for (let n = this.starts[at]!; n < this.starts[at + 1]!; n++) visit(this.order[n]!);
        }
      }
    }
  }
}

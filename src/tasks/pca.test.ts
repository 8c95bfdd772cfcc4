import { expect, it } from "vitest";
import { float32, Generator } from "../array/index.ts";
import { principalPlane } from "./pca.ts";

it("finds the two directions of largest variance and their shares", () => {
  const n = 4000;
  const g = new Generator(1, "pca");
  const data = new Float32Array(n * 3);
  // Variances 9, 4 and 1 along three orthogonal directions.
  for (let i = 0; i < n; i++) {
    const [a, b, c] = [3 * g.normal(), 2 * g.normal(), g.normal()];
    data.set([(a + b) * Math.SQRT1_2 + 5, c - 7, (a - b) * Math.SQRT1_2], i * 3);
  }
  const { points, explained, means, axes } = principalPlane(float32(data, [n, 3]));
  expect(Math.abs(explained[0] - 9 / 14)).toBeLessThan(0.02);
  expect(Math.abs(explained[1] - 4 / 14)).toBeLessThan(0.02);
  const variance = (axis: number) => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      sum += points[2 * i + axis]!;
      squares += points[2 * i + axis]! ** 2;
    }
    return squares / n - (sum / n) ** 2;
  };
  expect(Math.abs(variance(0) - 9)).toBeLessThan(0.6);
  expect(Math.abs(variance(1) - 4)).toBeLessThan(0.3);
  for (const axis of [0, 1] as const) {
    const along = axes[axis].reduce((sum, v, k) => sum + v * (data[k]! - means[k]!), 0);
    expect(along).toBeCloseTo(points[axis]!, 4);
  }
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { probeClasses } from "./latent-probe.ts";

// Made by test/fixtures/make_picture_metrics.py with scikit-learn.
const fixture = new URL("../../test/fixtures/picture-metrics.json", import.meta.url);
interface Rows {
  latents: number[];
  labels: number[];
}
const { probe } = JSON.parse(readFileSync(fixture, "utf8")) as {
  probe: {
    width: number;
    l2: number;
    train: Rows;
    test: Rows;
    linear: number;
    crossEntropy: number;
    neighbours: number;
  };
};
const rows = ({ latents, labels }: Rows) => ({ latents: Float32Array.from(latents), labels: Int32Array.from(labels) });

describe("probeClasses", () => {
  it("agrees with scikit-learn", () => {
    const got = probeClasses(rows(probe.train), rows(probe.test), probe.width, { l2: probe.l2 });
    expect(got.linear).toBeCloseTo(probe.linear, 12);
    expect(got.crossEntropy).toBeCloseTo(probe.crossEntropy, 4);
    // Ties of votes are settled another way there: at most three of 70 items.
    expect(Math.abs(got.neighbours - probe.neighbours)).toBeLessThan(3.5 / 70);
    expect(got.classes).toBe(3);
  });

  it("sees what is there: all of separate classes, nothing in noise", () => {
    const draw = (seed: number, gap: number) => {
      const labels = Int32Array.from({ length: 200 }, (_, i) => i % 4);
      const noise = new Generator(seed, "noise").fillNormal(new Float32Array(600));
      return { latents: noise.map((v, i) => v + gap * (Math.floor(i / 3) % 4)), labels };
    };
    const apart = probeClasses(draw(1, 20), draw(2, 20), 3);
    expect(apart).toMatchObject({ linear: 1, neighbours: 1, guess: 0.25, classes: 4 });
    const noise = probeClasses(draw(1, 0), draw(2, 0), 3);
    expect(noise.linear).toBeLessThan(0.4);
    expect(noise.neighbours).toBeLessThan(0.4);
  });

  it("refuses one class, and fewer items than neighbours", () => {
    const one = { latents: new Float32Array(12), labels: new Int32Array(6).fill(1) };
    expect(() => probeClasses(one, one, 2)).toThrow(/two classes are needed, got 1/);
    const few = { latents: new Float32Array(6), labels: Int32Array.of(0, 1, 0) };
    expect(() => probeClasses(few, few, 2)).toThrow(/5 neighbours need as many training items, got 3/);
  });
});

import { describe, expect, it } from "vitest";
import { type BinariseMode, binarise, parseBinarise } from "./binarise.ts";

function run(mode: BinariseMode, values: number[], { step = 0, seed = 1, indices = [0] } = {}): number[] {
  const data = Float32Array.from(values);
  binarise(data, mode, { seed, step, indices }, new Float32Array(data.length));
  return [...data];
}

const grey = Array.from({ length: 2000 }, () => 0.3);

describe("binarise", () => {
  it("leaves values alone with none and cuts at one half with threshold", () => {
    expect(run("none", [0, 0.25, 0.5, 1])).toEqual([0, 0.25, 0.5, 1]);
    expect(run("threshold", [0, 0.25, 0.5, 1])).toEqual([0, 0, 1, 1]);
  });

  it.each(["dynamic", "fixed"] as const)("%s draws only 0 and 1, with the value as probability", (mode) => {
    const drawn = run(mode, grey);
    expect(new Set(drawn)).toEqual(new Set([0, 1]));
    const share = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(0.04); // 4 standard errors of 0.0102
    expect(run(mode, [0, 1, 0, 1])).toEqual([0, 1, 0, 1]);
  });

  it("dynamic draws anew at another step, and the same at the same one", () => {
    expect(run("dynamic", grey, { step: 3 })).toEqual(run("dynamic", grey, { step: 3 }));
    expect(run("dynamic", grey, { step: 3 })).not.toEqual(run("dynamic", grey, { step: 4 }));
  });

  it("fixed draws the same for an item at any step and place in the batch", () => {
    const first = run("fixed", grey, { indices: [5, 9], step: 1 });
    const second = run("fixed", grey, { indices: [9, 5], step: 2 });
    expect(first.slice(0, 1000)).toEqual(second.slice(1000));
    expect(first.slice(1000)).toEqual(second.slice(0, 1000));
    expect(first.slice(0, 1000)).not.toEqual(first.slice(1000));
  });
});

describe("parseBinarise", () => {
  it("knows the modes and hints at the nearest", () => {
    expect(parseBinarise("dynamic")).toBe("dynamic");
    expect(() => parseBinarise("dynamics")).toThrow(
      'binarise: mode must be known, got "dynamics"; did you mean "dynamic"?',
    );
  });
});

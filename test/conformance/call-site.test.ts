// Shape errors blame the line that asked for the impossible shape. Not beside the code: its own folder counts as inside.

import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { add, averagePool, input } from "../../src/graph/index.ts";

function errorOf(call: () => unknown): ShapeError {
  try {
    call();
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
  throw new Error("there was no error");
}

describe("a shape error", () => {
  it("names the operation, both shapes and the caller's line", () => {
    const error = errorOf(() => add(input("x", [2, 3]), input("y", [4])));
    expect(error.message).toMatch(
      /^add: shapes \[2, 3\] and \[4\] do not broadcast\n {4}at .*call-site\.test\.ts:\d+:\d+/,
    );
    expect(error.site).toMatch(/call-site\.test\.ts:\d+/);
    expect(error.code).toBe("SHAPE");
  });

  it("blames the caller of a composition, not the composition", () => {
    expect(errorOf(() => averagePool(input("x", [2, 3]), 2)).site).toMatch(/call-site\.test\.ts/);
  });
});

import { expect, test } from "vitest";
import { float32, Generator, sizeOf } from "../../array/index.ts";
import { constant, evaluate, input, Scope, type Tensor, vjp } from "../../graph/index.ts";
import { made } from "./made.ts";

const SIZE = 5;

/** Which of `seen` [1, k] each of the outputs [1, SIZE] depends on, by gradients at several points. */
function dependence(output: Tensor, seen: Tensor<"input">, inputs: readonly Tensor<"input">[]): boolean[][] {
  return Array.from({ length: SIZE }, (_, i) => {
    const unit = Float32Array.from({ length: SIZE }, (_, k) => Number(k === i));
    const [gradient] = vjp([output], [constant(float32(unit, [1, SIZE]))], [seen]);
    const depends = Array.from({ length: seen.shape[1]! }, () => false);
    for (let seed = 0; seed < 20; seed++) {
      const feeds = Object.fromEntries(
        inputs.map(({ attrs: { name }, shape }) => [
          name,
          new Generator(seed, name).fillNormal(new Float32Array(sizeOf(shape))),
        ]),
      );
      evaluate([gradient!], feeds)[0]!.data.forEach((v, k) => {
        depends[k] ||= v !== 0;
      });
    }
    return depends;
  });
}

const before = (i: number, k: number) => k < i;
const after = (i: number, k: number) => k > i;

test.each([
  { hidden: [12], reversed: false, contextual: false },
  { hidden: [12, 9], reversed: false, contextual: true },
  { hidden: [12, 9], reversed: true, contextual: false },
  { hidden: [8, 6, 7], reversed: true, contextual: true },
])(
  "outputs depend on all earlier elements and on no other: $hidden, reversed $reversed, context $contextual",
  (setting) => {
    const { hidden, reversed, contextual } = setting;
    const scope = new Scope({ training: true });
    const x = input("x", [1, SIZE]);
    const context = contextual ? input("context", [1, 2]) : undefined;
    const outputs = made(SIZE, { hidden, reversed, context }, scope)(x);
    const inputs = [x, ...(context ? [context] : []), ...scope.variables().map(({ tensor }) => tensor)];
    const allowed = reversed ? after : before;
    for (const output of outputs) {
      expect(output.shape).toEqual([1, SIZE]);
      expect(dependence(output, x, inputs)).toEqual(
        Array.from({ length: SIZE }, (_, i) => Array.from({ length: SIZE }, (_, k) => allowed(i, k))),
      );
      if (context) expect(dependence(output, context, inputs).flat()).toEqual(Array(2 * SIZE).fill(true));
    }
  },
);

test("with fewer units than elements the outputs still see no later element", () => {
  const scope = new Scope({ training: true });
  const x = input("x", [1, SIZE]);
  const [first] = made(SIZE, { hidden: [2] }, scope)(x);
  const seen = dependence(first, x, [x, ...scope.variables().map(({ tensor }) => tensor)]);
  seen.forEach((row, i) => {
    expect(row.slice(i).some(Boolean)).toBe(false);
  });
  expect(seen[SIZE - 1]).toEqual([true, true, true, true, false]);
});

// Every gradient against central finite differences in float64, to second order, and simplify() against no change.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { float32, Generator, type Shape, sizeOf } from "../../src/array/index.ts";
import { add, cast, constant, evaluate, grad, mul, simplify, sum, type Tensor } from "../../src/graph/index.ts";
import { allCases } from "./op-cases.ts";
import type { Built } from "./sample.ts";

const SEED = 2024;
const STEP = 1e-5;

function weights(shape: Shape, name: string): Tensor {
  const data = new Generator(7, name).fillNormal(new Float32Array(sizeOf(shape)));
  return constant(float32(data, shape));
}

// sum(op(x) * w)
function linearLoss({ output }: Built): Tensor {
  const y = cast(output, "float32");
  return sum(mul(y, weights(y.shape, "first")));
}

// sum((y + y^2 / 2) * w), so that operations linear in x have a second derivative too.
function curvedLoss({ output }: Built): Tensor {
  const y = cast(output, "float32");
  return sum(mul(add(y, mul(mul(y, y), 0.5)), weights(y.shape, "first")));
}

const floats = ({ inputs }: Built) => inputs.filter(({ dtype }) => dtype === "float32");

// Compares the gradient of `loss` at up to 10 places of each float input with central differences.
function expectGradients(loss: Tensor, built: Built, flat: boolean): void {
  const inputs = floats(built);
  const grads = evaluate(grad(loss, inputs), built.feeds);
  const scale = Math.max(1, ...grads.flatMap(({ data }) => [...data]).map(Math.abs));
  inputs.forEach(({ attrs: { name }, shape }, k) => {
    expect(grads[k]!.shape).toEqual(shape);
    const x = built.feeds[name]!;
    for (const place of new Generator(1, name).permutation(x.length).slice(0, 10)) {
      const at = (delta: number) =>
        evaluate([loss], { ...built.feeds, [name]: x.with(place, x[place]! + delta) })[0]!.data[0]!;
      const expected = flat ? 0 : (at(STEP) - at(-STEP)) / (2 * STEP);
      const error = Math.abs(grads[k]!.data[place]! - expected) / scale;
      if (!(error < 1e-6)) {
        expect.fail(`d/d${name}[${place}] = ${grads[k]!.data[place]}, finite difference ${expected}`);
      }
    }
  });
}

// A second-order loss: a random projection of the first gradient.
function gradientLoss(built: Built): Tensor {
  const inputs = floats(built);
  return grad(curvedLoss(built), inputs)
    .map((g, i) => sum(mul(g, weights(g.shape, `second${i}`))))
    .reduce(add);
}

describe("grad", () => {
  it.each(allCases)("of %s agrees with finite differences", (_name, { draw, always = [], flat = false }) => {
    fc.assert(
      fc.property(draw, (sample) => {
        const built = sample.build();
        expectGradients(linearLoss(built), built, flat);
      }),
      { seed: SEED, numRuns: 60, examples: always.map((sample) => [sample]) },
    );
  });

  it.each(allCases)(
    "of the gradient of %s agrees with finite differences",
    (_name, { draw, always = [], flat = false }) => {
      fc.assert(
        fc.property(draw, (sample) => {
          const built = sample.build();
          if (floats(built).length > 0) expectGradients(gradientLoss(built), built, flat);
        }),
        { seed: SEED + 1, numRuns: 30, examples: always.map((sample) => [sample]) },
      );
    },
  );
});

describe("simplify", () => {
  it.each(allCases)("keeps the values of %s, its gradient and its second gradient", (_name, { draw, always = [] }) => {
    fc.assert(
      fc.property(draw, (sample) => {
        const built = sample.build();
        const inputs = floats(built);
        const outputs = [built.output, ...grad(curvedLoss(built), inputs)];
        if (inputs.length > 0) outputs.push(...grad(gradientLoss(built), inputs));
        const before = evaluate(outputs, built.feeds);
        const simplified = simplify(outputs);
        const after = evaluate(simplified, built.feeds);
        before.forEach(({ shape, data }, i) => {
          expect(simplified[i]!.dtype).toBe(outputs[i]!.dtype);
          expect(after[i]!.shape).toEqual(shape);
          const scale = Math.max(1, ...data.map(Math.abs));
          data.forEach((value, at) => {
            // Folded constants are rounded to float32.
            if (!(Math.abs(after[i]!.data[at]! - value) <= 1e-6 * scale)) {
              expect.fail(`output ${i}[${at}] was ${value}, is ${after[i]!.data[at]}`);
            }
          });
        });
      }),
      { seed: SEED + 2, numRuns: 40, examples: always.map((sample) => [sample]) },
    );
  });
});

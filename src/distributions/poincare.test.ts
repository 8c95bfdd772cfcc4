import { expect, test } from "vitest";
import { curved, groupedBy } from "../../test/curved-fixture.ts";
import { expectClose, referenceValue } from "../../test/distribution-harness.ts";
import { grad, input, mul, sum } from "../graph/index.ts";
import {
  conformalFactor,
  expMap,
  expMapOrigin,
  logMap,
  logMapOrigin,
  mobiusAdd,
  poincareDistance,
  projectToBall,
} from "./index.ts";

test.each(groupedBy(curved.ball, ({ m, c }) => `m = ${m}, c = ${c}`))(
  "%s: agrees with the textbook formulas",
  (_, rows) => {
    const { m, c } = rows[0]!;
    const shape = [rows.length, m];
    const [x, y, u] = ["x", "y", "u"].map((name) => input(name, shape)) as [
      ReturnType<typeof input>,
      ...ReturnType<typeof input>[],
    ];
    const feeds = { x: rows.flatMap((r) => r.x), y: rows.flatMap((r) => r.y), u: rows.flatMap((r) => r.u) };
    const close = (tensor: Parameters<typeof sum>[0], want: readonly number[]) =>
      expectClose(referenceValue(tensor, feeds), want, 2e-6, 1e-7);
    close(
      conformalFactor(x, c),
      rows.map((r) => r.factor),
    );
    close(
      mobiusAdd(x, y!, c),
      rows.flatMap((r) => r.sum),
    );
    close(
      poincareDistance(x, y!, c),
      rows.map((r) => r.distance),
    );
    close(
      expMap(x, u!, c),
      rows.flatMap((r) => r.exponential),
    );
    close(
      logMap(x, y!, c),
      rows.flatMap((r) => r.logarithm),
    );
    close(logMap(x, expMap(x, u!, c), c), feeds.u);
  },
);

test("the maps at the origin are those at a point that is the origin", () => {
  const [x, u] = [input("x", [3, 2]), input("u", [3, 2])];
  const feeds = { x: [0, 0, 0, 0, 0, 0], u: [0.3, -0.4, 0, 0, 2, 1] };
  const at = (tensor: Parameters<typeof sum>[0]) => [...referenceValue(tensor, feeds)];
  expectClose(at(expMapOrigin(u, 0.5)), at(expMap(x, u, 0.5)), 1e-7);
  expectClose(at(logMapOrigin(expMapOrigin(u, 0.5), 0.5)), feeds.u, 1e-6);
});

test("points beyond the boundary are moved just inside, others stay", () => {
  const x = input("x", [3, 2]);
  const got = referenceValue(projectToBall(x, 4), { x: [3, 4, 0.3, 0.3, 0, 0] });
  expectClose(got, [0.3 * 0.99999, 0.4 * 0.99999, 0.3, 0.3, 0, 0], 1e-7);
});

test("the gradients at the origin and where points coincide are those of the flat limit", () => {
  const [x, u] = [input("x", [1, 2]), input("u", [1, 2])];
  const weights = input("w", [1, 2]);
  const slope = (y: Parameters<typeof sum>[0], wrt: typeof x) => [
    ...referenceValue(grad(sum(mul(y, weights)), [wrt])[0]!, { x: [0, 0], u: [0, 0], w: [1, -2] }),
  ];
  expectClose(slope(expMapOrigin(u), u), [1, -2], 1e-9);
  expectClose(slope(logMapOrigin(x), x), [1, -2], 1e-9);
  expectClose(slope(expMap(x, u), x), [1, -2], 1e-9);
  expectClose(slope(logMap(x, u), u), [1, -2], 1e-9);
  expect(slope(poincareDistance(x, u), x).every((v) => v === 0)).toBe(true);
});

import { describe, expect, it } from "vitest";
import { curved, groupedBy } from "../../../test/curved-fixture.ts";
import { expectClose, referenceValue } from "../../../test/distribution-harness.ts";
import { ConfigError } from "../../errors.ts";
import {
  asTensor,
  besselRatio,
  besselRatioGap,
  grad,
  input,
  logBesselI,
  logBesselIe,
  logBesselIReduced,
  mul,
  sum,
  type Tensor,
} from "../index.ts";

describe.each(groupedBy(curved.bessel, ({ v }) => `order ${v}`))("%s", (_, rows) => {
  const v = rows[0]!.v;
  const feeds = { x: rows.map((row) => row.x) };
  const x = input("x", [rows.length]);
  const gradient = (y: Tensor) => grad(sum(y), [x])[0]!;
  const column = (pick: (row: (typeof rows)[number]) => number) => rows.map(pick);

  it("agrees with mpmath for x from 1e-3 to 1e5", () => {
    const close = (y: Tensor, want: number[], absolute = 1e-12) =>
      expectClose(referenceValue(y, feeds), want, 1e-7, absolute);
    close(
      logBesselI(v, x),
      column((row) => row.logI),
      1e-7,
    );
    close(
      logBesselIe(v, x),
      column((row) => row.logIe),
      1e-7,
    );
    close(
      logBesselIReduced(v, x),
      column((row) => row.logReduced),
      1e-7,
    );
    close(
      besselRatio(v, x),
      column((row) => row.ratio),
    );
    close(
      besselRatioGap(v, x),
      column((row) => row.gap),
    );
  });

  it("has the derivatives of the definition, also where it is used twice", () => {
    const close = (y: Tensor, want: number[], absolute = 1e-12) =>
      expectClose(referenceValue(y, feeds), want, 3e-6, absolute);
    close(
      gradient(logBesselI(v, x)),
      column((row) => row.ratio + v / row.x),
    );
    close(
      gradient(logBesselIe(v, x)),
      column((row) => v / row.x - row.gap),
    );
    close(
      gradient(logBesselIReduced(v, x)),
      column((row) => -row.gap),
    );
    close(
      gradient(besselRatio(v, x)),
      column((row) => row.ratioSlope),
    );
    close(
      gradient(besselRatioGap(v, x)),
      column((row) => -row.ratioSlope),
    );
    const y = logBesselI(v, x);
    close(
      gradient(mul(y, y)),
      column((row) => 2 * row.logI * (row.ratio + v / row.x)),
      1e-7 * Math.max(...rows.map((row) => row.ratio + v / row.x)),
    );
  });

  it("has the second derivative of the definition", () => {
    const want = column((row) => row.ratioSlope - v / row.x ** 2);
    expectClose(referenceValue(gradient(gradient(logBesselI(v, x))), feeds), want, 3e-6);
  });
});

it("refuses an order below zero", () => {
  expect(() => logBesselI(-1, asTensor(1))).toThrow(ConfigError);
  expect(() => logBesselI(Number.NaN, asTensor(1))).toThrow("the order must be a number >= 0, got NaN");
});

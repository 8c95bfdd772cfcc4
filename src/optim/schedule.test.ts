import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Schedule, scheduleFactor, scheduleSchema } from "./schedule.ts";

interface Case {
  name: string;
  kind: string;
  options: Record<string, number | number[]>;
  multipliers: number[];
}

const { cases } = JSON.parse(readFileSync(new URL("../../test/fixtures/schedules.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

function scheduleOf({ kind, options: o }: Case): Schedule | undefined {
  switch (kind) {
    case "constant":
      return { kind: "constant" };
    case "step":
      return { kind: "step", every: o.step_size as number, factor: o.gamma as number };
    case "multi-step":
      return { kind: "milestones", at: o.milestones as number[], factor: o.gamma as number };
    case "exponential":
      return { kind: "exponential", factor: o.gamma as number };
    case "cosine":
      return { kind: "cosine", over: o.T_max as number, floor: o.eta_min as number };
    case "warm-up-cosine": {
      const over = o.warm_up as number;
      const from = (o.start_factor as number | undefined) ?? 0;
      const total = o.total as number;
      return { kind: "warm-up", over, from, after: { kind: "cosine", over: total - over } };
    }
    default:
      return undefined;
  }
}

describe("scheduleFactor follows PyTorch", () => {
  const known = cases.flatMap((test) => {
    const schedule = scheduleOf(test);
    return schedule === undefined ? [] : [{ test, schedule }];
  });
  it("knows every kind of the fixture but PyTorch's plain linear ramp", () => {
    expect(cases.length - known.length).toBe(1);
  });
  for (const { test, schedule } of known) {
    it(test.name, () => {
      expect(scheduleSchema.parse(schedule)).toEqual(schedule);
      test.multipliers.forEach((want, t) => {
        expect(scheduleFactor(schedule, t)).toBeCloseTo(want, 10);
      });
    });
  }
});

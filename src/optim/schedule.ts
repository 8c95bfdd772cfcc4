// Schedules as data: the factor on the learning rate at a time, counted in epochs (fractions within one) or steps.

import { z } from "zod";

const positive = z.number().positive();

const plain = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant") }),
  z.strictObject({ kind: z.literal("step"), every: positive, factor: positive }),
  z.strictObject({ kind: z.literal("milestones"), at: z.array(z.number().min(0)).min(1), factor: positive }),
  z.strictObject({ kind: z.literal("exponential"), factor: positive }),
  z.strictObject({ kind: z.literal("cosine"), over: positive, floor: z.number().min(0).lt(1).optional() }),
]);

/**
 * Schema of a schedule. `step`: factor^floor(t / every); `milestones`: factor once per milestone passed;
 * `exponential`: factor^t; `cosine`: half a cosine from 1 to `floor` (default 0) over `over`; `warm-up`: linear from
 * `from` (default 0) to 1 over `over`, then the schedule `after` counted from there.
 */
export const scheduleSchema = z.union([
  plain,
  z.strictObject({
    kind: z.literal("warm-up"),
    over: positive,
    from: z.number().min(0).lt(1).optional(),
    after: plain.optional(),
  }),
]);

/** A learning-rate schedule. */
export type Schedule = z.infer<typeof scheduleSchema>;

/** The factor on the learning rate at time `t` >= 0. */
export function scheduleFactor(schedule: Schedule, t: number): number {
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "step":
      return schedule.factor ** Math.floor(t / schedule.every);
    case "milestones":
      return schedule.factor ** schedule.at.filter((at) => t >= at).length;
    case "exponential":
      return schedule.factor ** t;
    case "cosine": {
      const { floor = 0, over } = schedule;
      return floor + ((1 - floor) * (1 + Math.cos((Math.PI * Math.min(t, over)) / over))) / 2;
    }
    case "warm-up": {
      const { from = 0, over, after = { kind: "constant" } } = schedule;
      return t < over ? from + ((1 - from) * t) / over : scheduleFactor(after, t - over);
    }
  }
}

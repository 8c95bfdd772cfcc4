// Temperatures of relaxed draws: a number, or one that falls exponentially in training.

import { z } from "zod";
import { asTensor, type Tensor } from "../../graph/index.ts";
import type { DrawOptions } from "../latents/latents.ts";

const positive = z.number().positive();

/** A number, or one that falls from `from` to `to` by the same factor each epoch, over `epochs`, and then stays (Jang et al. 2017). */
export const temperatureSchema = z.union([
  positive,
  z.strictObject({ from: positive, to: positive, epochs: positive }),
]);

/** A temperature of relaxed draws. */
export type Temperature = z.infer<typeof temperatureSchema>;

/** The temperature at a time in epochs. */
export function temperatureAt(temperature: Temperature, epoch: number): number {
  if (typeof temperature === "number") return temperature;
  const { from, to, epochs } = temperature;
  return from * (to / from) ** Math.min(1, epoch / epochs);
}

/** The temperature of a draw: the scheduled one, or the last. */
export function drawTemperature(temperature: Temperature, { scheduled }: Pick<DrawOptions, "scheduled">): Tensor {
  return scheduled?.temperature ?? asTensor(temperatureAt(temperature, Number.POSITIVE_INFINITY));
}

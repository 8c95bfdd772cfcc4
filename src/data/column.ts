// A standardised column of numbers: what vectors and the channels of time series are described by.

import { z } from "zod";

/** One numeric column, in the units of the file; fitted on the training part. */
export interface Column {
  readonly name: string;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  /** True when the training part holds one single value; such a column is encoded as 0. */
  readonly constant: boolean;
}

/** Checks a column read from a file. */
export const columnSchema: z.ZodType<Column> = z.strictObject({
  name: z.string(),
  mean: z.number(),
  standardDeviation: z.number().nonnegative(),
  min: z.number(),
  max: z.number(),
  constant: z.boolean(),
});

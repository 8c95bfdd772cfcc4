// What a set of time series is, as plain JSON: its channels, and how windows are cut from it.

import { z } from "zod";
import { type Column, columnSchema } from "../column.ts";
import { CLOCKS, type Clock } from "./clock.ts";

/** Windows of time series as [channels, window], each channel encoded as (value - mean) / standardDeviation. */
export interface SeriesSchema {
  readonly kind: "series";
  /** The channels, in order. */
  readonly columns: readonly Column[];
  /** Steps in a window. */
  readonly window: number;
  /** Steps from the start of one window to that of the next. */
  readonly stride: number;
  /** A pause of more than so many usual steps splits a series. */
  readonly gap: number;
  /** Column of the time stamps; without it, rows follow each other step by step. */
  readonly time?: string;
  /** How the time stamps are written; there where `time` is. */
  readonly clock?: Clock;
  /** The usual step between stamps: the median, in milliseconds, for plain numbers in their own unit. */
  readonly step?: number;
  /** Column that tells several series apart. */
  readonly series?: string;
  /** Windows have no classes. */
  readonly labels?: readonly string[];
}

const size = z.int().positive();

/** Checks the schema of time series read from a file. */
export const seriesSchema = z.strictObject({
  kind: z.literal("series"),
  columns: z.array(columnSchema).min(1).readonly(),
  window: size,
  stride: size,
  gap: z.number().positive(),
  time: z.string().exactOptional(),
  clock: z.enum(CLOCKS).exactOptional(),
  step: z.number().positive().exactOptional(),
  series: z.string().exactOptional(),
  labels: z.array(z.string()).readonly().exactOptional(),
});

// What the page and its worker say to each other: plain data. The page has no vaekit in it, only these types.

import type { BuiltinOptions } from "vaekit/data";
import type { ConfigChoices, EpochRecord, RunConfig } from "./vaekit.ts";

export type { ConfigChoices, EpochRecord, RunConfig };

/** How graphs are run. */
export type Backend = "wasm" | "webgpu";

/** The engine in use. */
export interface EngineInfo {
  readonly backend: Backend;
  readonly threads: number;
  /** Whether the page is cross-origin isolated; without it there is one thread. */
  readonly isolated: boolean;
  /** Whether this browser offers WebGPU with an adapter. */
  readonly webgpu: boolean;
  readonly cores: number;
}

/** Pictures as bytes, for a canvas. */
export interface PictureItems {
  readonly kind: "pictures";
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [count, height, width, channels], 0 to 255. */
  readonly pixels: Uint8ClampedArray;
}

/** Rows of a table as text. */
export interface RowItems {
  readonly kind: "rows";
  readonly count: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Windows of time series. */
export interface SeriesItems {
  readonly kind: "series";
  readonly count: number;
  readonly columns: readonly string[];
  readonly steps: number;
  /** [count, columns, steps], in the units of the source. */
  readonly values: Float32Array;
}

/** Items to be looked at. */
export type Items = PictureItems | RowItems | SeriesItems;

/** How files are to be read, where they do not say it themselves. */
export interface ReadOptions {
  /** Pictures: all to one size. */
  readonly resize?: { readonly width: number; readonly height: number } | undefined;
  /** A column, or one of the files, that holds the labels. */
  readonly labels?: string | undefined;
  /** A table as time series: steps of a window. */
  readonly window?: number | undefined;
  /** A table as time series: the column of the time stamps. */
  readonly time?: string | undefined;
}

/** Where data comes from. */
export type DataSource =
  | ({ readonly kind: "builtin"; readonly name: string } & BuiltinOptions)
  /** Files that the page was given; kept in the browser once they are trained on. */
  | {
      readonly kind: "files";
      readonly name: string;
      readonly files: readonly { path: string; blob: Blob }[];
      readonly options?: ReadOptions;
    }
  | { readonly kind: "kept"; readonly id: string; readonly name: string; readonly options?: ReadOptions };

/** What was understood of a data set. */
export interface DataSummary {
  readonly name: string;
  readonly kind: "image" | "vector" | "table" | "series";
  /** The schema in one line, for example "28 x 28 pictures, grey". */
  readonly text: string;
  readonly shape: readonly number[];
  readonly counts: { readonly train: number; readonly validation?: number; readonly test?: number };
  readonly labels: readonly { readonly name: string; readonly count: number }[];
  readonly columns: readonly { readonly name: string; readonly text: string }[];
  readonly notes: readonly string[];
  /** Milliseconds that opening took. */
  readonly milliseconds: number;
}

/** The model at work: the one that trains, or one that was opened. */
export interface ModelInfo {
  readonly run: string;
  /** Changes with each new set of weights. */
  readonly revision: number;
  readonly status: "training" | "paused" | "finished";
  readonly kind: DataSummary["kind"];
  readonly latent: number;
  readonly variational: boolean;
  readonly canSample: boolean;
  /** Whether a sampler was fitted to its latents, beside the prior. */
  readonly fitted: boolean;
  readonly shape: readonly number[];
  readonly preset: string;
  readonly parameters: number;
  readonly conditions: readonly { readonly name: string; readonly levels: readonly string[] }[];
  readonly labels: readonly string[];
  readonly config: RunConfig;
  readonly results?: Readonly<Record<string, unknown>> | undefined;
}

/** What training says. */
export type TrainUpdate =
  | {
      readonly kind: "start";
      readonly model: ModelInfo;
      readonly stepsPerEpoch: number;
      readonly epochs: number;
      readonly reasons: readonly string[];
      readonly history: readonly EpochRecord[];
      readonly step: number;
    }
  | {
      readonly kind: "steps";
      readonly epoch: number;
      readonly step: number;
      readonly stepInEpoch: number;
      readonly stepsPerSecond: number;
      readonly beta: number;
      /** Terms of steps since the last message: step and value each. */
      readonly terms: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;
    }
  | { readonly kind: "epoch"; readonly record: EpochRecord }
  | { readonly kind: "warning"; readonly text: string }
  | { readonly kind: "model"; readonly model: ModelInfo }
  | { readonly kind: "preview"; readonly preview: Preview };

/** A look at the model while it trains. */
export interface Preview {
  readonly samples?: Items | undefined;
  readonly originals: Items;
  readonly reconstructions: Items;
  readonly milliseconds: number;
}

/** How a training ended. */
export interface TrainOutcome {
  readonly stopped: "finished" | "early" | "interrupted";
  readonly model: ModelInfo;
  readonly seconds: number;
}

/** A run kept in this browser. */
export interface KeptRun {
  readonly name: string;
  readonly status: "training" | "finished";
  readonly preset: string;
  readonly data: string;
  readonly kind: string;
  readonly latent: number;
  readonly epochs: number;
  readonly bytes: number;
  readonly changed: number;
  readonly loss?: number | undefined;
  readonly measures: Readonly<Record<string, number>>;
}

/** What training needs. */
export interface TrainRequest {
  readonly run: string;
  readonly choices: ConfigChoices;
}

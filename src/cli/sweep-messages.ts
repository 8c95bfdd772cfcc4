// What a sweep and its worker processes say to each other; plain JSON.

import type { ConfigChoices } from "../tasks/index.ts";

/** To a worker. */
export type ToWorker =
  | {
      readonly kind: "run";
      /** The run's folder. */
      readonly folder: string;
      readonly resume: boolean;
      readonly data: string;
      readonly dataOptions: Readonly<Record<string, unknown>>;
      readonly choices: ConfigChoices;
      /** Threads per operation; all cores without. */
      readonly threads?: number;
    }
  | { readonly kind: "stop" };

/** From a worker. */
export type FromWorker =
  | { readonly kind: "progress"; readonly share: number }
  | {
      readonly kind: "done";
      readonly state: "finished" | "failed" | "interrupted";
      readonly error?: string;
    };

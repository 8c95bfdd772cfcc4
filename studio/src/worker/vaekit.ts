// Types of vaekit that the page speaks of. Types only, so that the page's script stays small.

export type { ConfigChoices, RunComparison, RunConfig } from "vaekit/tasks";
export type { EpochRecord } from "vaekit/train";

// What held-out items say of a sampler.

import { describeSampler, type RunFile, type SamplerChoice, samplerIn } from "../tasks/index.ts";
import { formatNumber, formatTable } from "./table.ts";

/** The run's sampler and the log densities of held-out latents, a row each. */
export function samplerTable(file: RunFile): string {
  const choice = samplerIn(file) ?? (file.results?.sampler as SamplerChoice | undefined);
  const what = choice?.kind === "pixelcnn" ? "log probability of codes" : "log density";
  const note = { prior: choice?.kind === "pixelcnn" ? "all codes equally often" : "", "two-stage": "at least" };
  const rows = Object.entries(choice?.heldOut ?? {}).map(([kind, value]) => [
    kind,
    formatNumber(value),
    `nats, ${what} of held-out items${note[kind as keyof typeof note] ? `, ${note[kind as keyof typeof note]}` : ""}`,
  ]);
  const line = `new items are drawn from ${describeSampler(file)}`;
  return rows.length === 0 ? line : `${line}\n${formatTable(rows)}`;
}

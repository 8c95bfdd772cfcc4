// A checkpoint is one file: the arrays of a snapshot with its progress as metadata, so that it is whole or not there.

import { decodeSafeTensors, encodeSafeTensors, type HostArray } from "../array/index.ts";
import { DataError } from "../errors.ts";
import type { Progress, Snapshot } from "../train/index.ts";
import { sha256 } from "./run.ts";

/** Path of the checkpoint within a run. */
export const CHECKPOINT = "checkpoint/state.safetensors";

type Arrays = Record<string, HostArray>;

const prefixed = (prefix: string, arrays: Readonly<Arrays>) =>
  Object.fromEntries(Object.entries(arrays).map(([name, value]) => [`${prefix}:${name}`, value]));

/** Bytes of a checkpoint. */
export async function encodeCheckpoint({ progress, state, best }: Snapshot): Promise<Uint8Array> {
  const arrays = {
    ...prefixed("parameters", state.parameters),
    ...prefixed("slots", state.slots),
    ...prefixed("states", state.states),
    ...prefixed("best", best ?? {}),
  };
  const body = encodeSafeTensors(arrays);
  return encodeSafeTensors(arrays, { progress: JSON.stringify(progress), sha256: await sha256(body) });
}

/** Reads a checkpoint. @throws DataError when it is damaged */
export async function decodeCheckpoint(bytes: Uint8Array, source: string): Promise<Snapshot> {
  const { tensors, metadata } = decodeSafeTensors(bytes, source);
  if (metadata.progress === undefined || (await sha256(encodeSafeTensors(tensors))) !== metadata.sha256) {
    throw new DataError(`${source}: the checkpoint is damaged; remove it and train again`);
  }
  const pick = (prefix: string): Arrays =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([name, value]) =>
        name.startsWith(`${prefix}:`) ? [[name.slice(prefix.length + 1), value]] : [],
      ),
    );
  const best = pick("best");
  return {
    progress: JSON.parse(metadata.progress) as Progress,
    state: { parameters: pick("parameters"), slots: pick("slots"), states: pick("states") },
    best: Object.keys(best).length === 0 ? null : best,
  };
}

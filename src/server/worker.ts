// A thread that loads the models and answers calls, one group after another. The thread that listens never computes.

import { parentPort, workerData } from "node:worker_threads";
import { VaekitError } from "../errors.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { loadRun } from "../tasks/node.ts";
import type { Answer } from "./calls.ts";
import { answerCalls } from "./inference/answer.ts";
import { type Guard, KeptRuntime } from "./inference/kept-runtime.ts";
import type { Station } from "./inference/station.ts";
import type { FromThread, ThreadData, ToThread } from "./pool/messages.ts";
import { Signals } from "./pool/signals.ts";

const { models, threads, maxItems, signals: buffer } = workerData as ThreadData;
const signals = new Signals(buffer);
const port = parentPort!;
const say = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

try {
  const guard: Guard = (call) => signals.within(call);
  const runtime = new KeptRuntime(nodeRuntime({ threads }), guard);
  const stations = new Map<string, Station>();
  for (const { name, path } of models) {
    const trained = { ...(await loadRun(path)), name };
    stations.set(name, { trained, runtime, guard, maxItems });
  }
  let last: Promise<void> = Promise.resolve();
  port.on("message", (message: ToThread) => {
    last = last.then(async () => {
      const { work, calls } = message;
      const answers = await answerCalls(stations.get(work.model)!, work, calls);
      say({ kind: "answers", answers }, answers.flatMap(bufferOf));
      await runtime.settle().catch(() => undefined);
    });
  });
  signals.enter(-1);
  say({ kind: "ready" });
} catch (error) {
  const mine = !(error instanceof VaekitError);
  say({ kind: "failed", message: mine ? String((error as Error).stack) : error.message, fault: mine });
}

// Bytes move to the other thread where the answer owns all of their buffer.
function bufferOf(answer: Answer): ArrayBuffer[] {
  if (!answer.ok || answer.bytes.byteLength !== answer.bytes.buffer.byteLength) return [];
  return [answer.bytes.buffer as ArrayBuffer];
}

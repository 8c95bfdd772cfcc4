// A worker process of a sweep: trains the runs that it is given, one after another, and says how far it is.

import { train } from "../tasks/index.ts";
import { folderStore, prepareOutput } from "../tasks/node.ts";
import { describeError, EXIT } from "./exit.ts";
import { openRuntime } from "./input.ts";
import { SweepData } from "./sweep-data.ts";
import type { FromWorker, ToWorker } from "./sweep-messages.ts";

type Job = Extract<ToWorker, { kind: "run" }>;

const PROGRESS_MS = 200;

/** Serves until the sweep hangs up. */
export function serveRuns(): Promise<never> {
  let stopped = false;
  let data: SweepData | undefined;
  // The sweep says when to stop; a terminal's Ctrl-C reaches every process of its group.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit());
  process.on("message", (message: ToWorker) => {
    if (message.kind === "stop") stopped = true;
    else {
      data ??= new SweepData(message.data, message.dataOptions);
      void trainRun(message, data, () => stopped).then(send);
    }
  });
  return new Promise(() => {});
}

function send(message: FromWorker): void {
  process.send?.(message);
}

async function trainRun(job: Job, data: SweepData, stop: () => boolean): Promise<FromWorker> {
  try {
    const store = job.resume ? folderStore(job.folder) : await prepareOutput(job.folder, { overwrite: true });
    let steps = 1;
    let said = performance.now();
    const { trained } = await train({
      data: await data.open(job.choices),
      source: job.data,
      dataOptions: job.dataOptions,
      choices: job.choices,
      runtime: await openRuntime({ runtime: "node", ...(job.threads !== undefined && { threads: job.threads }) }),
      store,
      resume: job.resume,
      stop,
      onEvent(event) {
        if (event.kind === "start") steps = event.stepsPerEpoch * event.file.config.train.epochs;
        if (event.kind !== "step" || performance.now() - said < PROGRESS_MS) return;
        said = performance.now();
        send({ kind: "progress", share: event.progress.step / steps });
      },
    });
    return { kind: "done", state: trained ? "finished" : "interrupted" };
  } catch (error) {
    return { kind: "done", state: "failed", error: reasonOf(error) };
  }
}

// One line, also for a fault of ours.
function reasonOf(error: unknown): string {
  const { text, code } = describeError(error);
  if (code !== EXIT.ourFault) return text.replace(/^error: /, "");
  return `${text.split("\n")[0]} (a fault of vaekit; vaekit train with the same config shows more)`;
}

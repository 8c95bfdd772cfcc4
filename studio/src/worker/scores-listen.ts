// An engine that lets the worker listen between runs, says how many runs were made, and stops when it is told to.

import type { Runtime } from "vaekit/runtime";
import { otherTasks } from "./other-tasks.ts";

const LISTEN_MS = 12;

/** Thrown by runs after a stop. */
export class Stopped extends Error {}

/** `runtime` that calls `onRun` before each run; a run is refused once `stopped` says so. */
export function listening(runtime: Runtime, onRun: (runs: number) => void, stopped: () => boolean): Runtime {
  let runs = 0;
  let listened = performance.now();
  return {
    ...runtime,
    async compile(program) {
      const made = await runtime.compile(program);
      return {
        feeds: made.feeds,
        async run(feeds) {
          if (performance.now() - listened > LISTEN_MS) {
            await otherTasks();
            listened = performance.now();
          }
          if (stopped()) throw new Stopped("stopped");
          onRun(++runs);
          return made.run(feeds);
        },
        read: () => made.read(),
        write: (values) => made.write(values),
        dispose: () => made.dispose(),
      };
    },
  };
}

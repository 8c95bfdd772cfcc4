// What a training will take, measured: the step is compiled and run a few times on the open data, and all of it thrown away.

import { sizeOf } from "vaekit/array";
import type { DataBundle } from "vaekit/data";
import type { Tensor } from "vaekit/graph";
import { Model } from "vaekit/models";
import { type ConfigChoices, itemOf, partsOf, resolveConfig } from "vaekit/tasks";
import { type TracedStep, traceStep, trainLoop } from "vaekit/train";
import { engine } from "./engine.ts";
import { otherTasks } from "./other-tasks.ts";
import type { Estimate, EstimatedBytes } from "./plan-types.ts";
import { isTraining } from "./training.ts";

// The first step is slower than those that follow.
const UNTIMED = 1;
const TIMED = 5;
// Slow steps tell enough after this many seconds.
const LONG = 6;

let asked = 0;

/** Ends the measurement under way, if there is one. */
export function cancelEstimate(): void {
  asked++;
}

/** Measures choices; undefined when it was cancelled, or a training began. @throws the library's errors */
export async function estimate(bundle: DataBundle, choices: ConfigChoices): Promise<Estimate | undefined> {
  const own = ++asked;
  const over = () => asked !== own || isTraining();
  await otherTasks();
  if (over()) return undefined;
  const { config } = resolveConfig(choices, bundle.train);
  const { train } = partsOf(bundle, config);
  const model = new Model(config.model, itemOf(train.schema));
  const bytes = bytesOf(traceStep(model, config.train, undefined, train.count), config.train.batch);
  const runtime = await engine();
  await otherTasks();
  if (over()) return undefined;
  const seconds: number[] = [];
  let stepsPerEpoch = 0;
  const started = performance.now();
  let from: number | undefined;
  let compiled = 0;
  let done = 0;
  await trainLoop({
    runtime,
    model,
    config: config.train,
    train,
    stop() {
      from = performance.now();
      if (done === 0) compiled = (from - started) / 1000;
      const enough = seconds.length >= TIMED || seconds.reduce((total, one) => total + one, 0) > LONG;
      return over() || enough;
    },
    async onEvent(event) {
      if (event.kind !== "step") return;
      if (done++ >= UNTIMED) seconds.push((performance.now() - from!) / 1000);
      stepsPerEpoch = event.stepsPerEpoch;
      await otherTasks();
    },
  });
  if (over() || seconds.length === 0) return undefined;
  const secondsPerStep = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!;
  const { epochs } = config.train;
  return { steps: seconds.length, secondsPerStep, stepsPerEpoch, epochs, secondsToCompile: compiled, bytes };
}

const FLOAT = 4;

// Of a traced step: what it holds between steps, what it is fed, and what its forward pass computes.
function bytesOf({ program }: TracedStep, batch: number): EstimatedBytes {
  const parameters = program.parameters.reduce((total, { value }) => total + FLOAT * value.data.length, 0);
  const { inputs, computed } = reached(program.loss);
  const fed = inputs.filter(({ shape, op }) => op === "input" && shape[0] === batch);
  const known = new Set<Tensor>(program.parameters.map(({ tensor }) => tensor));
  return {
    parameters,
    gradients: parameters,
    optimiser: parameters * Object.keys(program.rule.slots).length,
    batch: bytesOfAll(fed.filter((tensor) => !known.has(tensor))),
    activations: bytesOfAll(computed),
  };
}

const bytesOfAll = (tensors: readonly Tensor[]) =>
  tensors.reduce((total, { shape }) => total + FLOAT * sizeOf(shape), 0);

function reached(output: Tensor): { readonly inputs: readonly Tensor[]; readonly computed: readonly Tensor[] } {
  const seen = new Set<Tensor>();
  const waiting = [output];
  while (waiting.length > 0) {
    const tensor = waiting.pop()!;
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    waiting.push(...tensor.inputs);
  }
  const all = [...seen];
  // Another arrangement of the same values takes no memory of its own.
  const moved = ["input", "constant", "reshape", "broadcastTo"];
  return { inputs: all.filter(({ op }) => op === "input"), computed: all.filter(({ op }) => !moved.includes(op)) };
}

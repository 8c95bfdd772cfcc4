// Trains an experiment, or goes on where its folder says that it stopped.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BatchSource, openBuiltin } from "../../dist/data/index.js";
import { openData } from "../../dist/data/node.js";
import { train } from "../../dist/tasks/index.js";
import { folderStore } from "../../dist/tasks/node.js";

/** The finished run of an experiment, with its data and the seconds that its epochs took. */
export async function trainResumably(experiment, { folder, runtime, say }) {
  const data = await dataOf(experiment);
  const known = readConfig(folder);
  if (known?.status === "finished") {
    say(`${folder} is finished`);
    return { data, seconds: known.results.seconds };
  }
  const result = await train({
    data,
    source: experiment.data,
    choices: typeof experiment.choices === "function" ? experiment.choices(means(data.train)) : experiment.choices,
    runtime,
    store: folderStore(folder),
    resume: known !== undefined,
    checkpointMinutes: 5,
    onEvent(event) {
      if (event.kind === "start") say(`${event.parameters} parameters, ${event.stepsPerEpoch} steps an epoch`);
      if (event.kind === "warning") say(event.text);
      if (event.kind !== "epoch") return;
      const { epoch, train: means, validation, seconds } = event.record;
      const valid = validation === undefined ? "" : `, validation ${validation.loss.toFixed(2)}`;
      say(`epoch ${epoch}: loss ${means.loss.toFixed(2)}${valid}, ${seconds.toFixed(1)} s`);
    },
  });
  return { data, seconds: result.history.reduce((total, { seconds }) => total + seconds, 0) };
}

/** The data of an experiment. */
export async function dataOf({ data, count }) {
  if (count !== undefined) return openBuiltin(data, { count });
  const path = join(process.env.VAEKIT_DATA ?? "data", data);
  if (existsSync(path)) return await openData(path);
  throw new Error(`${path}: not there; point VAEKIT_DATA to the folder of benchmark data`);
}

// Mean of each element over a data set.
function means(dataset) {
  const batchSize = 1000;
  const source = new BatchSource(dataset, { batchSize, seed: 0, shuffle: false });
  let sums = [];
  for (let step = 0; step < source.stepsPerEpoch; step++) {
    const { target, count } = source.batch(0, step);
    const size = target.length / batchSize;
    if (step === 0) sums = Array.from({ length: size }, () => 0);
    for (let i = 0; i < count * size; i++) sums[i % size] += target[i];
  }
  return sums.map((sum) => sum / dataset.count);
}

function readConfig(folder) {
  const path = join(folder, "config.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

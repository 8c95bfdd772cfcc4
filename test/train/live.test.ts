// A look at a model while it trains.

import { expect, it } from "vitest";
import { openBuiltin } from "../../src/data/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import {
  Inference,
  itemsOf,
  loadModel,
  modelOf,
  type RunFile,
  type TrainedModel,
  train,
} from "../../src/tasks/index.ts";
import type { Weights } from "../../src/train/index.ts";
import { MemoryStore } from "./helpers.ts";

it("decodes with the weights of a step, written anew without compiling again", async () => {
  const runtime = nodeRuntime({ threads: 1 });
  const data = openBuiltin("digits", { count: 100 });
  const seen: { readonly weights: Weights; readonly loss: number }[] = [];
  let file: RunFile | undefined;
  await train({
    data,
    runtime,
    store: new MemoryStore(),
    choices: { preset: "mnist", set: ["train.epochs=2", "model.latent=2", "train.batch=50"] },
    async onEvent(event) {
      if (event.kind === "start") file = event.file;
      if (event.kind === "step") seen.push({ weights: await event.weights(), loss: event.terms.loss! });
    },
  });
  const [first, last] = [seen[0]!, seen.at(-1)!].map(({ weights }) => modelOf("run", file!, weights)) as [
    TrainedModel,
    TrainedModel,
  ];
  const items = itemsOf(first, data.train, 5);
  const through = async (model: TrainedModel) => new Inference(model, runtime).reconstruct(items);
  const live = new Inference(first, runtime, { changing: true });
  const close = async (model: TrainedModel) => {
    const expected = (await through(model)).data;
    const got = (await live.reconstruct(items)).data;
    expect(Math.max(...got.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5);
  };
  await close(first);
  await live.write(last.weights);
  await close(last);
  expect((await through(last)).data).not.toEqual((await through(first)).data);
  await live.dispose();
  await expect(new Inference(first, runtime).write(last.weights)).rejects.toThrow("constants");
});

it("ends when asked, within an epoch or between two, with a finished model", async () => {
  const runtime = nodeRuntime({ threads: 1 });
  const data = openBuiltin("digits", { count: 100 });
  const choices = { preset: "mnist", set: ["train.epochs=50", "train.batch=30", "train.validation=0"] };
  for (const last of [6, 8]) {
    const store = new MemoryStore();
    let steps = 0;
    const { trained, stopped, history } = await train({
      data,
      runtime,
      store,
      choices,
      finish: () => steps >= last,
      onEvent: ({ kind }) => void (kind === "step" && steps++),
    });
    expect([stopped, steps, history.map(({ step }) => step)]).toEqual(["early", last, last === 6 ? [4, 6] : [4, 8]]);
    expect(trained!.file.status).toBe("finished");
    expect((await loadModel(store)).weights).toEqual(trained!.weights);
  }
});

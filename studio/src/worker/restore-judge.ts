// What the model at work makes of one item, in one run of one compiled graph: the code, the reconstruction, and the terms of
// the ELBO. Compiled once per model; weights are written anew while it trains.

import { float32, sizeOf } from "vaekit/array";
import { input, Key, NoiseSource, neg, Scope, type Tensor } from "vaekit/graph";
import { constantsOf, feedsOf } from "vaekit/metrics";
import type { Executable } from "vaekit/runtime";
import type { ConditionRows, Inference, TrainedModel } from "vaekit/tasks";
import { live } from "./live-model.ts";

/** What the model makes of an item, in its own units. */
export interface Judged {
  readonly mean: Float32Array;
  readonly logVariance?: Float32Array | undefined;
  /** Whole numbers of discrete codes. */
  readonly codes?: Float32Array | undefined;
  /** Expected item of the posterior mean. */
  readonly restored: Float32Array;
  /** Expected item of a draw from the posterior; absent for an autoencoder. */
  readonly drawn?: Float32Array | undefined;
  /** -log p(x|z) of that draw in nats, or an autoencoder's error. */
  readonly reconstruction: number;
  /** KL of each group of latents, in nats. */
  readonly kl?: Float32Array | undefined;
  /** Tables: -log p of each cell, in nats. */
  readonly cells?: Float32Array | undefined;
}

interface Judge {
  readonly inference: Inference;
  readonly executable: Executable;
  readonly noise: NoiseSource;
  readonly changing: boolean;
  revision: number;
}

let made: Promise<Judge> | undefined;
let of: Inference | undefined;

/** Judges an item [event]; `step` numbers the draws of a seed. */
export async function judge(
  item: Float32Array,
  {
    condition,
    seed = 0,
    step = 0,
  }: { readonly condition?: ConditionRows | undefined; readonly seed?: number; readonly step?: number } = {},
): Promise<Judged> {
  const { executable, noise } = await current();
  const x = float32(item, [1, ...live().trained.model.item.shape]);
  const feeds = feedsOf(executable, { x, ...(condition && { condition }) });
  const results = await executable.run({ ...feeds, ...noise.at(seed, step) });
  const floats = (name: string) =>
    results[name] === undefined ? undefined : Float32Array.from(results[name].data as Float32Array);
  return {
    mean: floats("mean")!,
    logVariance: floats("logVariance"),
    codes: floats("codes"),
    restored: floats("restored")!,
    drawn: floats("drawn"),
    reconstruction: floats("reconstruction")![0]!,
    kl: floats("kl"),
    cells: floats("cells"),
  };
}

async function current(): Promise<Judge> {
  const { inference } = live();
  if (of !== inference) {
    const old = made;
    of = inference;
    made = compile();
    // Dropped when it failed, so that the next call tries again.
    made.catch(() => {
      of = undefined;
    });
    void old?.then(({ executable }) => executable.dispose()).catch(() => undefined);
  }
  const judge = await made!;
  const { revision, trained } = live();
  if (judge.changing && judge.revision !== revision && live().inference === judge.inference) {
    judge.revision = revision;
    await judge.executable.write(trained.weights);
  }
  return judge;
}

async function compile(): Promise<Judge> {
  const { inference, trained, status, revision } = live();
  const scope = new Scope({ training: false });
  const outputs = trace(trained, scope);
  const changing = status !== "finished";
  const executable = await inference.runtime.compile(
    changing
      ? {
          outputs,
          resident: scope.variables().map(({ name, tensor }) => ({ input: tensor, value: copied(trained, name) })),
        }
      : { outputs, constants: constantsOf(scope, trained.weights) },
  );
  return { inference, executable, noise: new NoiseSource(Object.values(outputs)), changing, revision };
}

function trace({ model }: TrainedModel, scope: Scope): Record<string, Tensor> {
  const x = input("x", [1, ...model.item.shape]);
  const condition = model.conditionWidth > 0 ? input("condition", [1, model.conditionWidth]) : undefined;
  const encoded = model.encode(x, scope, condition);
  const restored = model.decode(encoded.mean, scope, condition);
  const outputs: Record<string, Tensor> = {
    mean: encoded.mean,
    restored: restored.mean,
    ...(encoded.logVariance && { logVariance: encoded.logVariance }),
    ...(encoded.codes && { codes: encoded.codes }),
  };
  if (!model.variational) return { ...outputs, reconstruction: neg(restored.logLikelihood(x)) };
  const draw = model.draw(encoded, { scope, key: new Key("restore"), kl: model.klKind, condition, target: x });
  const drawn = model.decode(draw.z, scope, condition, draw.decoderInput);
  return {
    ...outputs,
    drawn: drawn.mean,
    reconstruction: neg(drawn.logLikelihood(x)),
    kl: draw.cost!.kl,
    ...(model.item.kind === "table" && { cells: neg(model.cellLogLikelihood(draw.z, x, scope)) }),
  };
}

// Copies, for the training may go on in the arrays.
function copied({ weights }: TrainedModel, name: string) {
  const { data, shape } = weights[name]!;
  return float32(Float32Array.from(data as Float32Array), shape);
}

/** Numbers in one item of the model at work. */
export const itemSize = (): number => sizeOf(live().trained.model.item.shape);

// Adversarial training: who learns from which loss, and that a game comes to its end.

import { describe, expect, it } from "vitest";
import { float32, Generator, sizeOf } from "../../src/array/index.ts";
import { evaluate, grad, type Tensor, topologicalOrder } from "../../src/graph/index.ts";
import { Model, modelSchema } from "../../src/models/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { compileStep, INPUTS, scheduledInput, traceStep } from "../../src/train/index.ts";
import { gradientsOf, nameOf, type StepProgram } from "../../src/train/step-program.ts";
import { tinyTraining } from "./helpers.ts";

const picture = { kind: "image", shape: [1, 8, 8] } as const;
const GAN = {
  kind: "item-adversary",
  weight: 0.5,
  layers: [
    { kind: "conv", filters: 2, kernel: 4, stride: 2, padding: 1 },
    { kind: "leakyRelu", slope: 0.2 },
  ],
  features: 1,
};

function traced(objective: object, penalties: readonly object[]) {
  const config = modelSchema.parse({
    kind: "vae",
    latent: 2,
    encoder: [{ kind: "flatten" }, { kind: "dense", units: 6 }, { kind: "tanh" }],
    decoder: "mirror",
    likelihood: { kind: "bernoulli" },
    objective,
    penalties,
  });
  const { program } = traceStep(new Model(config, picture), tinyTraining({ batch: 4 }));
  const feeds: Record<string, ArrayLike<number>> = {
    [INPUTS.input]: new Generator(1, "x").fillUniform(new Float32Array(4 * 64)),
    [INPUTS.weights]: [0.25, 0.25, 0.25, 0.25],
    [scheduledInput("beta")]: [1],
    ...Object.fromEntries(program.parameters.map((p) => [nameOf(p), p.value.data as Float32Array])),
  };
  for (const node of topologicalOrder([program.loss, ...(program.owners ?? []).map(({ loss }) => loss)])) {
    if (node.op !== "input" || (node as Tensor<"input">).attrs.noise === undefined) continue;
    const { name } = (node as Tensor<"input">).attrs;
    feeds[name] = new Generator(1, name).fillNormal(new Float32Array(sizeOf(node.shape)));
  }
  return { program, feeds };
}

// Gradients by the name of their parameter, as one list per first word.
function byOwner({ parameters }: StepProgram, gradients: readonly Tensor[], feeds: Record<string, ArrayLike<number>>) {
  const values = evaluate(gradients, feeds);
  const of: Record<string, number[]> = {};
  parameters.forEach((p, i) => {
    const owner = nameOf(p).split(".")[0]!;
    of[owner] = [...(of[owner] ?? []), ...values[i]!.data];
  });
  return of;
}

const gradientsBy = (loss: Tensor, { parameters }: StepProgram) =>
  grad(
    loss,
    parameters.map(({ tensor }) => tensor),
  );

describe("item-adversary", () => {
  const { program, feeds } = traced({ kind: "elbo", reconstruction: 0 }, [GAN]);
  const [decoder, opponent] = program.owners!;
  const got = byOwner(program, gradientsOf(program), feeds);
  const of = (loss: Tensor) => byOwner(program, gradientsBy(loss, program), feeds);

  it("gives each network the gradient of its own loss", () => {
    const { kl, features, itemAdversary, itemOpponent } = program.terms;
    const [divergence, similarity, fooled, told] = [kl!, features!, itemAdversary!, itemOpponent!].map(of);
    const close = (a: readonly number[], b: readonly number[]) =>
      a.forEach((v, i) => {
        expect(v).toBeCloseTo(b[i]!, 7);
      });
    const plus = (a: readonly number[], b: readonly number[], factor = 1) => a.map((v, i) => v + factor * b[i]!);
    close(got.encoder!, plus(similarity!.encoder!, divergence!.encoder!));
    close(got.posterior!, plus(similarity!.posterior!, divergence!.posterior!));
    close(got.decoder!, plus(similarity!.decoder!, fooled!.decoder!, 0.5));
    close(got.opponent!, told!.opponent!);
  });

  it("differs from the plain gradient where there is another owner, and only there", () => {
    const plain = of(program.loss);
    expect(got.encoder).toEqual(plain.encoder);
    expect(got.decoder).not.toEqual(plain.decoder);
    expect(got.opponent).not.toEqual(plain.opponent);
    expect([decoder!.prefixes, opponent!.prefixes]).toEqual([["decoder."], ["opponent.items."]]);
  });

  it("leaves the pixels' likelihood out of all of it", () => {
    expect(Object.values(got).flat().every(Number.isFinite)).toBe(true);
    const values = evaluate([program.loss, program.terms.kl!, program.terms.features!], feeds).map(
      ({ data }) => data[0]!,
    );
    expect(values[0]).toBeCloseTo(values[1]! + values[2]!, 10);
  });
});

describe("two opponents", () => {
  it("learn from their own losses", () => {
    const { program, feeds } = traced({ kind: "elbo" }, [{ kind: "adversary", weight: 2, hidden: [3] }, GAN]);
    const gradients = evaluate(gradientsOf(program), feeds);
    for (const [prefix, term] of [
      ["opponent.codes.", "opponent"],
      ["opponent.items.", "itemOpponent"],
    ] as const) {
      const own = evaluate(gradientsBy(program.terms[term]!, program), feeds);
      const at = program.parameters.flatMap((p, i) => (nameOf(p).startsWith(prefix) ? [i] : []));
      expect(at.length).toBeGreaterThan(0);
      for (const i of at) expect([...gradients[i]!.data]).toEqual([...own[i]!.data]);
    }
  });
});

describe("adversary", () => {
  it("moves the codes of a shifted and stretched distribution to the standard normal", async () => {
    const [batch, steps, rate] = [128, 800, 1e-2];
    const model = new Model(
      modelSchema.parse({
        kind: "autoencoder",
        latent: 2,
        encoder: [{ kind: "flatten" }],
        decoder: [{ kind: "dense", units: 2 }],
        objective: { kind: "reconstruction", error: "squared" },
        penalties: [{ kind: "adversary", weight: 1, hidden: [32] }],
      }),
      { kind: "vector", shape: [2] },
    );
    // The average of the weights stands still where the game goes round in circles.
    const config = tinyTraining({ batch, optimiser: { kind: "adam", rate, beta1: 0.5 }, ema: 0.99 });
    const { program, noise } = traceStep(model, config);
    const step = await compileStep(nodeRuntime({ threads: 1 }), program);
    const [centre, spread] = [
      [2, -0.5],
      [2, 0.5],
    ] as const;
    const weights = float32(new Float32Array(batch).fill(1 / batch), [batch]);
    for (let i = 0; i < steps; i++) {
      const x = new Generator(4, "x", i).fillNormal(new Float32Array(batch * 2));
      const items = float32(
        x.map((v, k) => centre[k % 2]! + spread[k % 2]! * v),
        [batch, 2],
      );
      await step.run({ ...noise.at(1, i), [INPUTS.input]: items, [INPUTS.weights]: weights }, i + 1, rate);
    }
    const { slots } = await step.read();
    await step.dispose();
    const [weight, bias] = ["weight", "bias"].map((name) => slots[`ema/code.0.${name}`]!.data as Float32Array);
    for (const k of [0, 1]) {
      const [a, b] = [weight![2 * k]!, weight![2 * k + 1]!];
      expect(Math.abs(a * centre[0] + b * centre[1] + bias![k]!)).toBeLessThan(0.25);
      const deviation = Math.hypot(a * spread[0], b * spread[1]);
      expect(deviation).toBeGreaterThan(0.8);
      expect(deviation).toBeLessThan(1.25);
    }
  });
});

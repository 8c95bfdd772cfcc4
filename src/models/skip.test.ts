import { describe, expect, it } from "vitest";
import { evaluate, input, Scope } from "../graph/index.ts";
import { modelSchema } from "./config.ts";
import { Model } from "./model.ts";

const config = (decoder: unknown, more: object = {}) =>
  modelSchema.parse({
    kind: "vae",
    latent: 2,
    encoder: [{ kind: "dense", units: 3 }, { kind: "relu" }],
    decoder,
    likelihood: { kind: "bernoulli" },
    objective: { kind: "elbo" },
    skip: true,
    ...more,
  });
const item = { kind: "vector", shape: [4] } as const;

describe("skip", () => {
  it("lets every dense layer after the first read z again", () => {
    const scope = new Scope({ training: true });
    const { output } = new Model(config("mirror"), item).decode(input("z", [1, 2]), scope);
    const parameters = scope.variables();
    const shapes = Object.fromEntries(parameters.map(({ name, tensor }) => [name, tensor.shape]));
    expect(shapes).toEqual({
      "decoder.0.weight": [3, 2],
      "decoder.0.bias": [3],
      "decoder.2.weight": [4, 5],
      "decoder.2.bias": [4],
    });
    const values = {
      "decoder.0.weight": [1, 0, 0, 1, 1, 1],
      "decoder.0.bias": [0, 0, 0],
      "decoder.2.bias": [0, 0, 0, 0],
    };
    const rows = [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
    const [out] = evaluate([output], { ...values, "decoder.2.weight": rows, z: [2, -3] });
    // relu(2), relu(-3), then z itself.
    expect([...out!.data]).toEqual([2, 0, 2, -3]);
  });

  it("refuses a decoder in which nothing could read it", () => {
    expect(() => new Model(config([{ kind: "dense", units: 4 }]), item)).toThrow("model.skip");
  });
});

describe("what does not go together", () => {
  it("is a capacity with a weight on the KL", () => {
    const objective = { kind: "elbo", beta: 2, capacity: { to: 5, epochs: 1, weight: 10 } };
    expect(() => new Model(config("mirror", { objective }), item)).toThrow("model.objective.capacity");
  });
});

import { describe, expect, it } from "vitest";
import {
  circleNodes,
  codeNodes,
  diskNodes,
  estimated,
  exactLogLikelihood,
  ITEMS,
  logWeights,
  type Nodes,
  noiseFeeds,
  slopes,
  sparseNodes,
  squareNodes,
  type TinyParts,
  tinyModel,
  trainingLoss,
  valuesOf,
} from "../../../test/models/tiny-model.ts";
import { ConfigError } from "../../errors.ts";
import { evaluate, input, Key, Scope } from "../../graph/index.ts";
import { posteriorAt } from "./index.ts";

const square = squareNodes();
const flow = (kind: "planar" | "radial" | "householder" | "iaf" | "maf" | "realnvp"): TinyParts => ({
  posterior: { kind: "flow", flow: { kind, layers: 2, ...(/iaf|maf|real/.test(kind) && { hidden: [4] }) } as never },
});

const cases: Readonly<Record<string, { readonly parts: TinyParts; readonly nodes: Nodes; readonly samples?: number }>> =
  {
    normal: { parts: {}, nodes: square },
    laplace: { parts: { posterior: { kind: "laplace" } }, nodes: square },
    "laplace with its prior": {
      parts: { posterior: { kind: "laplace" }, prior: { kind: "laplace" } },
      nodes: squareNodes(12, 160),
    },
    "full-normal": { parts: { posterior: { kind: "full-normal" } }, nodes: square },
    "von-mises-fisher": { parts: { posterior: { kind: "von-mises-fisher" } }, nodes: circleNodes() },
    "wrapped-normal": { parts: { posterior: { kind: "wrapped-normal", curvature: 0.7 } }, nodes: diskNodes(0.7) },
    "wrapped-normal to hyperplanes": {
      parts: { posterior: { kind: "wrapped-normal", curvature: 0.7, isotropic: true, decoder: { hyperplanes: 5 } } },
      nodes: diskNodes(0.7),
    },
    "wrapped-normal to tangents": {
      parts: { posterior: { kind: "wrapped-normal", decoder: "tangent" } },
      nodes: diskNodes(1),
    },
    "relaxed-bernoulli": {
      parts: { latent: 4, posterior: { kind: "relaxed-bernoulli" } },
      nodes: codeNodes([[0], [1]], 4),
    },
    "relaxed-categorical": {
      parts: { latent: 6, posterior: { kind: "relaxed-categorical", classes: 3 } },
      nodes: codeNodes(
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        2,
      ),
    },
    "spike-and-slab": { parts: { posterior: { kind: "spike-and-slab", probability: 0.4 } }, nodes: sparseNodes() },
    planar: { parts: flow("planar"), nodes: square },
    radial: { parts: flow("radial"), nodes: square },
    householder: { parts: flow("householder"), nodes: square },
    iaf: { parts: flow("iaf"), nodes: square },
    maf: { parts: flow("maf"), nodes: square },
    realnvp: { parts: flow("realnvp"), nodes: square },
    hamiltonian: {
      parts: { posterior: { kind: "hamiltonian", steps: 3, stepSize: 0.2 } },
      nodes: square,
      samples: 1000,
    },
    "hamiltonian with what it learns": {
      parts: {
        posterior: {
          kind: "hamiltonian",
          steps: 2,
          stepSize: 0.2,
          learnStepSize: true,
          tempering: "learned",
          beta: 0.5,
        },
      },
      nodes: square,
      samples: 1000,
    },
  };

describe("importance weights of scoring", () => {
  for (const [name, { parts, nodes, samples = 2000 }] of Object.entries(cases)) {
    it(`of ${name} average to the likelihood`, () => {
      const model = tinyModel(parts);
      const exact = exactLogLikelihood(model, nodes);
      estimated(logWeights(model, samples)).forEach(({ value, error }, i) => {
        expect(error).toBeLessThan(0.15);
        expect(Math.abs(value - exact[i]!)).toBeLessThan(4 * error + 1e-3);
      });
    });
  }
});

describe("the gradient of the training loss", () => {
  for (const [name, { parts }] of Object.entries(cases)) {
    it(`of ${name} agrees with differences`, () => {
      // The concentration's gradient follows the distribution, not the accepted proposal: see von-mises-fisher.test.ts.
      const pathwise = (parameter: string) =>
        name !== "von-mises-fisher" || /^(decoder|posterior\.mean)/.test(parameter);
      const { byGradient, byDifferences, names } = slopes(tinyModel(parts), pathwise);
      expect(names.length).toBeGreaterThan(3);
      expect(Math.abs(byGradient - byDifferences)).toBeLessThan(1e-5 * (1 + Math.abs(byDifferences)));
    });
  }
});

// z and its two densities: the draw's own and that of `logPosterior`.
function densities(parts: TinyParts) {
  const model = tinyModel(parts);
  const scope = new Scope({ training: false });
  const x = input("x", [2, 3]);
  const encoded = model.encode(x, scope);
  const { z, cost } = model.draw(encoded, { scope, key: new Key("draw"), samples: 3, target: x });
  const again = model.logPosterior(encoded, z, { scope });
  const feeds = { x: ITEMS, ...valuesOf(scope), ...noiseFeeds([z]) };
  return evaluate([cost!.logPosterior, again, z], feeds);
}

describe("logPosterior", () => {
  for (const [name, { parts }] of Object.entries(cases)) {
    if (/hamiltonian|planar|iaf/.test(name)) continue;
    it(`of ${name} is the density of its own draws`, () => {
      const [own, again] = densities(parts);
      again!.data.forEach((value, i) => {
        expect(value).toBeCloseTo(own!.data[i]!, 6);
      });
    });
  }

  it("is unknown for a planar flow and for a Hamiltonian", () => {
    expect(() => densities(flow("planar"))).toThrow(ConfigError);
    expect(() => densities({ posterior: { kind: "hamiltonian" } })).toThrow("log q(z|x)");
  });
});

describe("relaxed posteriors", () => {
  const draws = (training: boolean, posterior: NonNullable<TinyParts["posterior"]>) => {
    const model = tinyModel({ latent: 6, posterior });
    const scope = new Scope({ training });
    const x = input("x", [2, 3]);
    const { z } = model.draw(model.encode(x, scope), { scope, key: new Key("draw"), samples: 50, target: x });
    return [...evaluate([z], { x: ITEMS, ...valuesOf(scope), ...noiseFeeds([z]) })[0]!.data];
  };

  for (const posterior of [{ kind: "relaxed-bernoulli" }, { kind: "relaxed-categorical", classes: 3 }] as const) {
    it(`of kind ${posterior.kind} draw between 0 and 1 in training, and 0 or 1 elsewhere or straight through`, () => {
      const discrete = (v: number) => Math.abs(v - Math.round(v)) < 1e-12;
      expect(draws(true, posterior).every((v) => v >= 0 && v <= 1)).toBe(true);
      expect(draws(true, posterior).some((v) => !discrete(v))).toBe(true);
      expect(draws(false, posterior).every(discrete)).toBe(true);
      expect(draws(true, { ...posterior, straightThrough: true }).every(discrete)).toBe(true);
    });
  }

  it("of kind spike-and-slab draw exact zeros outside of training only", () => {
    const share = (training: boolean) => {
      const z = draws(training, { kind: "spike-and-slab" });
      return z.filter((v) => v === 0).length / z.length;
    };
    expect(share(true)).toBe(0);
    expect(share(false)).toBeGreaterThan(0.2);
  });

  it("cool by the same factor each epoch and then stay", () => {
    const at = (epoch: number) =>
      posteriorAt({ kind: "relaxed-bernoulli", temperature: { from: 1, to: 0.25, epochs: 4 } }, epoch).temperature;
    expect([0, 2, 4, 9].map(at)).toEqual([1, 0.5, 0.25, 0.25]);
    expect(posteriorAt({ kind: "relaxed-bernoulli", temperature: 0.5 }, 3)).toEqual({});
  });

  it("read the scheduled temperature in training", () => {
    const model = tinyModel({
      latent: 4,
      posterior: { kind: "relaxed-bernoulli", temperature: { from: 1, to: 0.1, epochs: 10 } },
    });
    const { loss, feeds } = trainingLoss(model);
    const at = (temperature: number) =>
      evaluate([loss], { ...feeds, "scheduled:temperature": [temperature] })[0]!.data[0]!;
    expect(feeds["scheduled:temperature"]![0]).toBeCloseTo(0.1 ** 0.05, 12);
    expect(at(1)).not.toBe(at(0.1));
  });

  it("go with the ELBO and its KL in closed form only", () => {
    const posterior = { kind: "relaxed-bernoulli" } as const;
    const importance = { kind: "importance", samples: 3 } as const;
    expect(() => tinyModel({ posterior, objective: importance })).toThrow("closed form");
    expect(() => tinyModel({ posterior, objective: { kind: "elbo", kl: "sampled" } })).toThrow("straightThrough");
    expect(() =>
      tinyModel({ posterior: { ...posterior, straightThrough: true }, objective: importance }),
    ).not.toThrow();
  });
});

describe("makePosterior", () => {
  it("refuses classes that do not divide the latent", () => {
    expect(() => tinyModel({ latent: 5, posterior: { kind: "relaxed-categorical", classes: 3 } })).toThrow(
      "must divide the latent, got 3 classes and a latent of 5; use for example 6",
    );
  });

  it("refuses directions of one dimension", () => {
    expect(() => tinyModel({ latent: 1, posterior: { kind: "von-mises-fisher" } })).toThrow("two dimensions");
  });
});

describe("special cases", () => {
  const loss = (parts: TinyParts, drop: RegExp = /$^/) => {
    const traced = trainingLoss(tinyModel(parts));
    const feeds = Object.entries(traced.feeds).map(([name, data]) => [
      name,
      drop.test(name) ? new Float64Array(data.length) : data,
    ]);
    return evaluate([traced.loss], Object.fromEntries(feeds))[0]!.data[0]!;
  };
  const sampled = { kind: "elbo", kl: "sampled" } as const;

  it("a flow of no effect is the normal posterior", () => {
    const planar = loss({ ...flow("planar"), objective: sampled }, /posterior\.flow/);
    expect(planar).toBeCloseTo(loss({ objective: sampled }), 10);
  });

  it("draws of the Hamiltonian with tiny steps cost what those of the normal cost", () => {
    const model = tinyModel({ posterior: { kind: "hamiltonian", steps: 1, stepSize: 1e-9, beta: 1 } });
    const weights = logWeights(model, 2000);
    const [tiny, plain] = [weights, logWeights(tinyModel(), 2000)].map((w) => estimated(w));
    tiny!.forEach(({ value, error }, i) => {
      expect(Math.abs(value - plain![i]!.value)).toBeLessThan(4 * Math.hypot(error, plain![i]!.error));
    });
  });
});

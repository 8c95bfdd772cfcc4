import { describe, expect, it } from "vitest";
import {
  estimated,
  exactLogLikelihood,
  logWeights,
  type Nodes,
  noiseFeeds,
  slopes,
  squareNodes,
  type TinyParts,
  tinyModel,
  trainingLoss,
  valuesOf,
} from "../../../test/models/tiny-model.ts";
import { evaluate, input, Key, Scope } from "../../graph/index.ts";

const square = squareNodes();
const CONDITION = [1, 0, 0, 1];
const condition: NonNullable<TinyParts["condition"]> = {
  of: ["label"],
  attributes: [{ name: "label", levels: ["a", "b"] }],
};

interface Case {
  readonly parts: TinyParts;
  readonly nodes?: Nodes;
  readonly condition?: readonly number[];
}

const cases: Readonly<Record<string, Case>> = {
  standard: { parts: {} },
  laplace: { parts: { prior: { kind: "laplace", scale: 0.5 } }, nodes: squareNodes(8, 160) },
  mixture: { parts: { prior: { kind: "mixture", components: 3 } } },
  vamp: { parts: { prior: { kind: "vamp", pseudoItems: 4 } } },
  "vamp of laplace posteriors": {
    parts: { prior: { kind: "vamp", pseudoItems: 3 }, posterior: { kind: "laplace" } },
    nodes: squareNodes(24, 240),
  },
  "vamp of full covariances": {
    parts: { prior: { kind: "vamp", pseudoItems: 3 }, posterior: { kind: "full-normal" } },
    nodes: squareNodes(25, 160),
  },
  realnvp: { parts: { prior: { kind: "flow", flow: { kind: "realnvp", layers: 2, hidden: [4] } } } },
  maf: { parts: { prior: { kind: "flow", flow: { kind: "maf", layers: 2, hidden: [4] } } } },
  radial: { parts: { prior: { kind: "flow", flow: { kind: "radial", layers: 2 } } } },
  conditional: { parts: { prior: { kind: "conditional" }, condition }, condition: CONDITION },
  "conditional through a layer": {
    parts: { prior: { kind: "conditional", hidden: [3] }, condition },
    condition: CONDITION,
  },
};

// log p(z) of latents [n, 2].
function logPrior(parts: TinyParts, z: readonly (readonly number[])[]): number[] {
  const model = tinyModel(parts);
  const scope = new Scope({ training: false });
  const density = model.logPrior(input("z", [z.length, 2]), { scope });
  return [...evaluate([density], { z: z.flat(), ...valuesOf(scope) })[0]!.data];
}

describe("priors", () => {
  for (const [name, { parts, nodes = square, condition: given }] of Object.entries(cases)) {
    it(`${name}: importance weights average to the likelihood`, () => {
      const model = tinyModel(parts);
      const exact = exactLogLikelihood(model, nodes, given);
      estimated(logWeights(model, 2000, given)).forEach(({ value, error }, i) => {
        expect(error).toBeLessThan(0.15);
        expect(Math.abs(value - exact[i]!)).toBeLessThan(4 * error + 1e-3);
      });
    });

    it(`${name}: the gradient of the training loss agrees with differences`, () => {
      const { byGradient, byDifferences } = slopes(tinyModel(parts), undefined, given);
      expect(Math.abs(byGradient - byDifferences)).toBeLessThan(1e-5 * (1 + Math.abs(byDifferences)));
    });

    it(`${name}: draws have the moments of the density`, () => {
      const model = tinyModel(parts);
      const scope = new Scope({ training: false });
      const count = 4000;
      const c = given && input("c", [count, 2]);
      const z = model.drawPrior(count, { scope, key: new Key("prior"), condition: c });
      const density = model.logPrior(input("z", [nodes.z.length, 2]), {
        scope,
        condition: given && input("d", [nodes.z.length, 2]),
      });
      const feeds = {
        ...valuesOf(scope),
        ...noiseFeeds([z]),
        z: nodes.z.flat(),
        ...(given && {
          c: Array.from({ length: count }, () => [1, 0]).flat(),
          d: nodes.z.flatMap(() => [1, 0]),
        }),
      };
      const [drawn, density_] = evaluate([z, density], feeds);
      const share = Array.from(density_!.data, (v, i) => Math.exp(v + nodes.logShare[i]!));
      expect(share.reduce((a, b) => a + b)).toBeCloseTo(1, 2);
      for (const moment of [(v: readonly number[]) => v[0]!, (v: readonly number[]) => v[1]! ** 2]) {
        const values = Array.from({ length: count }, (_, i) => moment([...drawn!.data.slice(2 * i, 2 * i + 2)]));
        const mean = values.reduce((a, b) => a + b) / count;
        const error = Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / count / count);
        const exact = nodes.z.reduce((total, point, i) => total + share[i]! * moment(point), 0);
        expect(Math.abs(mean - exact)).toBeLessThan(4.5 * error + 0.01);
      }
    });
  }

  it("a mixture of one standard component is the standard prior", () => {
    const loss = (parts: TinyParts) => {
      const { loss, feeds } = trainingLoss(tinyModel({ ...parts, objective: { kind: "elbo", kl: "sampled" } }));
      const zeros = Object.entries(feeds).map(([key, data]) => [
        key,
        key.startsWith("prior.") ? new Float64Array(data.length) : data,
      ]);
      return evaluate([loss], Object.fromEntries(zeros))[0]!.data[0]!;
    };
    expect(loss({ prior: { kind: "mixture", components: 1 } })).toBeCloseTo(loss({}), 10);
  });

  it("vamp of one pseudo-item is the posterior of that item", () => {
    const model = tinyModel({ prior: { kind: "vamp", pseudoItems: 1 } });
    const scope = new Scope({ training: false });
    const z = input("z", [2, 2]);
    const prior = model.logPrior(z, { scope });
    const posterior = model.logPosterior(model.encode(input("x", [1, 3]), scope), z, { scope });
    const feeds = { ...valuesOf(scope), z: [0.1, -0.4, 1, 2] };
    const [p, q] = evaluate([prior, posterior], { ...feeds, x: feeds["prior.pseudoItems" as never] as number[] });
    p!.data.forEach((value, i) => {
      expect(value).toBeCloseTo(q!.data[i]!, 10);
    });
  });

  it("vamp gives the same by products as by differences", () => {
    const at = (training: boolean) => {
      const model = tinyModel({ prior: { kind: "vamp", pseudoItems: 2100 } });
      const scope = new Scope({ training });
      const density = model.logPrior(input("z", [2, 2]), { scope });
      return evaluate([density], { ...valuesOf(scope), z: [0.1, -0.4, 1, 2] })[0]!.data;
    };
    expect(at(true)[1]).toBeCloseTo(at(false)[1]!, 9);
  });

  it("conditional is one normal per label", () => {
    const model = tinyModel({ prior: { kind: "conditional" }, condition });
    const scope = new Scope({ training: false });
    const density = model.logPrior(input("z", [2, 2]), { scope, condition: input("c", [2, 2]) });
    const [values] = evaluate([density], { ...valuesOf(scope), z: [0.3, 0.1, 0.3, 0.1], c: CONDITION });
    expect(values!.data[0]).not.toBeCloseTo(values!.data[1]!, 3);
  });

  it("refuses what does not fit", () => {
    const vamp = { kind: "vamp", pseudoItems: 2 } as const;
    expect(() => tinyModel({ prior: vamp, posterior: { kind: "von-mises-fisher" } })).toThrow('kind "sphere"');
    expect(() => tinyModel({ prior: vamp, posterior: { kind: "hamiltonian" } })).toThrow("its own draws only");
    expect(() => tinyModel({ prior: { kind: "flow", flow: { kind: "planar", layers: 2 } } })).toThrow("realnvp, maf");
    expect(() => logPrior({ prior: { kind: "conditional" } }, [[0, 0]])).toThrow("got no condition");
  });
});

describe("standard priors of other spaces", () => {
  const drawn = (parts: TinyParts) => {
    const model = tinyModel(parts);
    const scope = new Scope({ training: false });
    const z = model.drawPrior(500, { scope, key: new Key("prior") });
    return evaluate([z, model.logPrior(z, { scope })], noiseFeeds([z]));
  };

  it("are uniform directions, points of the ball, bits, classes and sparse codes", () => {
    const rows = ([z]: ReturnType<typeof drawn>, width: number) =>
      Array.from({ length: 500 }, (_, i) => [...z!.data.slice(i * width, (i + 1) * width)]);
    for (const row of rows(drawn({ posterior: { kind: "von-mises-fisher" } }), 2))
      expect(Math.hypot(...row)).toBeCloseTo(1, 9);
    for (const row of rows(drawn({ posterior: { kind: "wrapped-normal", curvature: 4 } }), 2))
      expect(Math.hypot(...row)).toBeLessThan(0.5);
    const bits = drawn({ latent: 2, posterior: { kind: "relaxed-bernoulli" } });
    for (const row of rows(bits, 2)) expect(row.every((v) => v === 0 || v === 1)).toBe(true);
    expect(bits[1]!.data[0]).toBeCloseTo(2 * Math.log(0.5), 9);
    const classes = drawn({ latent: 6, posterior: { kind: "relaxed-categorical", classes: 3 } });
    for (const row of rows(classes, 6))
      expect([row[0]! + row[1]! + row[2]!, row[3]! + row[4]! + row[5]!]).toEqual([1, 1]);
    expect(classes[1]!.data[0]).toBeCloseTo(2 * Math.log(1 / 3), 6);
    const sparse = rows(drawn({ posterior: { kind: "spike-and-slab", probability: 0.25 } }), 2).flat();
    expect(sparse.filter((v) => v === 0).length / sparse.length).toBeCloseTo(0.75, 1);
  });
});

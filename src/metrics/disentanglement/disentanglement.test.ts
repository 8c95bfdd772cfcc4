import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { float32, Generator } from "../../array/index.ts";
import type { Factors } from "../../data/index.ts";
import { DataError, ShapeError } from "../../errors.ts";
import {
  betaVaeScore,
  dciOf,
  dciScores,
  explicitness,
  factorEntropies,
  factorVaeScore,
  type LabelledCodes,
  labelCodes,
  modularity,
  mutualInformationGap,
  mutualInformationMatrix,
  sapScore,
} from "./index.ts";
import { fitSoftmax } from "./softmax-regression.ts";

// Made by test/fixtures/make_disentanglement.py with numpy, scipy and scikit-learn.
const fixture = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/disentanglement.json", import.meta.url), "utf8"),
);
const reference = labelCodes(float32(fixture.codes, [fixture.count, 5]), {
  names: ["a", "b", "c"],
  values: Float32Array.from(fixture.factors),
});

// Few draws, so that the file is quick; their errors are well within what is asserted.
const FEW = { trainPoints: 2000, testPoints: 1000, pairs: 32 };
const FEW_VOTES = { trainVotes: 2000, testVotes: 1000 };

const COUNT = 1500;
const LEVELS = [3, 5, 4];
const factors: Factors = { names: ["kind", "size", "place"], values: new Float32Array(COUNT * 3) };
const generator = new Generator(5, "factors");
for (let i = 0; i < factors.values.length; i++) factors.values[i] = generator.integer(LEVELS[i % 3]!);
const standardised = Array.from({ length: COUNT }, (_, i) =>
  LEVELS.map((levels, j) => (factors.values[3 * i + j]! - (levels - 1) / 2) / Math.sqrt((levels ** 2 - 1) / 12)),
);
const g = new Generator(6, "noise");
const noise = standardised.map(() => Array.from({ length: 5 }, () => g.normal()));

const coded = (rows: readonly (readonly number[])[]) =>
  labelCodes(float32(rows.flat(), [rows.length, rows[0]!.length]), factors);

// A rotation that spreads every factor over several dimensions.
const ROTATION = [
  [0.48, 0.64, 0.6],
  [-0.36, -0.48, 0.8],
  [0.8, -0.6, 0],
];
const samples = {
  factors: coded(standardised),
  rotated: coded(standardised.map((z) => ROTATION.map((row) => row.reduce((sum, w, j) => sum + w * z[j]!, 0)))),
  noise: coded(noise),
  duplicated: coded(standardised.map((z) => [...z, z[1]!])),
  moved: coded(standardised.map(([a, b, c]) => [3 * c! + 1, -0.5 * a!, b!])),
};

const all = (sample: LabelledCodes) => {
  const { disentanglement, completeness, informativeness } = dciScores(sample);
  return {
    betaVae: betaVaeScore(sample, FEW),
    factorVae: factorVaeScore(sample, FEW_VOTES),
    mig: mutualInformationGap(sample).score,
    sap: sapScore(sample).score,
    ...{ disentanglement, completeness, informativeness },
    modularity: modularity(sample),
    explicitness: explicitness(sample).score,
  };
};
type Scores = ReturnType<typeof all>;
const scores = Object.fromEntries(
  Object.entries(samples).map(([name, sample]) => [name, all(sample)]),
) as unknown as Record<keyof typeof samples, Scores>;

describe("the factors themselves", () => {
  it("have the highest scores", () => {
    const { mig, sap, explicitness: read, modularity: modular, ...exact } = scores.factors;
    expect(exact).toEqual({
      betaVae: 1,
      factorVae: 1,
      disentanglement: expect.closeTo(1, 5),
      completeness: expect.closeTo(1, 5),
      informativeness: 1,
    });
    // A second dimension knows of a factor what chance gives it in 1,500 items.
    expect(mig).toBeGreaterThan(0.99);
    expect(modular).toBeGreaterThan(0.999);
    expect(read).toBeGreaterThan(0.99);
    // By chance the second best dimension is right in one of as many cases as there are levels.
    expect(sap).toBeCloseTo(1 - (1 / 3 + 1 / 5 + 1 / 4) / 3, 1);
    expect(sapScore(samples.factors, { ordered: factors.names }).score).toBeGreaterThan(0.99);
  });

  it("score the same in another order, scale and place", () => {
    const { betaVae, factorVae, explicitness: read, disentanglement, ...exact } = scores.factors;
    expect(scores.moved).toMatchObject({ ...exact, betaVae, factorVae, mig: expect.closeTo(exact.mig, 12) });
    expect(scores.moved.disentanglement).toBeCloseTo(disentanglement, 5);
    expect(scores.moved.explicitness).toBeCloseTo(read, 3);
  });
});

describe("a rotation of the factors", () => {
  it("lowers what asks for one dimension a factor, not what can be read from all of them", () => {
    expect(scores.rotated.mig).toBeLessThan(0.5);
    expect(scores.rotated.sap).toBeLessThan(0.3);
    expect(scores.rotated.disentanglement).toBeLessThan(0.3);
    expect(scores.rotated.completeness).toBeLessThan(0.3);
    expect(scores.rotated.modularity).toBeLessThan(scores.factors.modularity - 0.1);
    expect(scores.rotated.explicitness).toBeCloseTo(scores.factors.explicitness, 2);
  });
});

describe("noise", () => {
  it("scores by chance", () => {
    expect(scores.noise.betaVae).toBeCloseTo(1 / 3, 1);
    expect(scores.noise.factorVae).toBeCloseTo(1 / 3, 1);
    expect(scores.noise.mig).toBeLessThan(0.01);
    expect(scores.noise.sap).toBeLessThan(0.05);
    expect(scores.noise.disentanglement).toBeLessThan(0.05);
    expect(scores.noise.completeness).toBeLessThan(0.05);
    expect(scores.noise.informativeness).toBeCloseTo((1 / 3 + 1 / 5 + 1 / 4) / 3, 1);
    expect(scores.noise.explicitness).toBeCloseTo(0.5, 1);
  });
});

describe("a factor in two dimensions", () => {
  it("has no gap, while the others keep theirs", () => {
    const { gaps } = mutualInformationGap(samples.duplicated);
    expect(gaps[1]).toBe(0);
    expect(gaps[0]).toBeGreaterThan(0.98);
    expect(gaps[2]).toBeGreaterThan(0.98);
    expect(sapScore(samples.duplicated).gaps[1]).toBe(0);
  });

  it("is less complete, and every dimension still stands for one factor", () => {
    expect(scores.duplicated.completeness).toBeLessThan(0.95);
    expect(scores.duplicated.disentanglement).toBeCloseTo(1, 5);
    expect(scores.duplicated.modularity).toBeGreaterThan(0.999);
  });
});

describe("against scikit-learn", () => {
  const { information, trees, softmax } = fixture;

  it("has the same mutual information, entropies, gaps and modularity", () => {
    const matrix = mutualInformationMatrix(reference);
    matrix.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(information.matrix.flat()[i], 10);
    });
    factorEntropies(reference).forEach((value, j) => {
      expect(value).toBeCloseTo(information.entropies[j], 10);
    });
    const { score, gaps } = mutualInformationGap(reference);
    expect(score).toBeCloseTo(information.mig, 10);
    gaps.forEach((gap, j) => {
      expect(gap).toBeCloseTo(information.gaps[j], 10);
    });
    expect(modularity(reference)).toBeCloseTo(information.modularity, 10);
  });

  it("has the same gaps of squared correlation for amounts", () => {
    sapScore(reference, { ordered: ["a", "b", "c"] }).gaps.forEach((gap, j) => {
      expect(gap).toBeCloseTo(fixture.squaredCorrelationGaps[j], 10);
    });
  });

  it("derives the same disentanglement and completeness from importances, and importances near those of its forest", () => {
    const found = dciOf(trees.importances);
    expect(found.disentanglement).toBeCloseTo(trees.disentanglement, 10);
    expect(found.completeness).toBeCloseTo(trees.completeness, 10);
    // Ten trees on two thirds of the items here, a hundred on all of them there.
    dciScores(reference)
      .importances.flat()
      .forEach((value, i) => {
        expect(Math.abs(value - trees.importances.flat()[i])).toBeLessThan(0.06);
      });
  });

  it("fits the same logistic regression", () => {
    const { codes, levels } = reference.factors[softmax.factor]!;
    const found = fitSoftmax(reference.dimensions, codes, levels.length, { maxIterations: 1000 })(reference.dimensions);
    softmax.probabilities.flat().forEach((p: number, i: number) => {
      expect(found[i % levels.length]![Math.floor(i / levels.length)]).toBeCloseTo(p, 3);
    });
  });

  it("has the scores of drawn pairs and batches within their sampling error", () => {
    const { betaVae, factorVae } = fixture;
    // Standard errors near 0.004 on 5,000 points, twice that for two draws.
    expect(Math.abs(betaVaeScore(reference, { pairs: betaVae.pairs }) - betaVae.accuracy)).toBeLessThan(0.025);
    expect(Math.abs(factorVaeScore(reference, { batch: factorVae.batch }) - factorVae.accuracy)).toBeLessThan(0.025);
  });
});

describe("factorVaeScore", () => {
  it("gives collapsed dimensions no vote, and is 0 when nothing varies", () => {
    // Without the rule a dimension of nothing but the first factor, however small, would take its votes.
    const collapsed = coded(standardised.map(([a, b, c], i) => [a! + noise[i]![0]!, b!, c!, 1e-4 * a!, 7]));
    const without = coded(standardised.map(([a, b, c], i) => [a! + noise[i]![0]!, b!, c!]));
    const options = { ...FEW_VOTES, batch: 3 };
    expect(factorVaeScore(collapsed, options)).toBe(factorVaeScore(without, options));
    expect(factorVaeScore(collapsed, { ...options, collapsed: 0 })).toBeGreaterThan(factorVaeScore(without, options));
    expect(factorVaeScore(coded(standardised.map(() => [1, 2])))).toBe(0);
  });
});

describe("every score", () => {
  it("is the same for the same seed", () => {
    expect(all(samples.noise)).toEqual(scores.noise);
    expect(betaVaeScore(samples.noise, { ...FEW, seed: 1 })).not.toBe(scores.noise.betaVae);
  });

  it("is defined for one dimension, one factor and dimensions that do not vary", () => {
    const one = labelCodes(
      float32(
        standardised.map(([a]) => a!),
        [COUNT, 1],
      ),
      { names: ["kind"], values: factors.values.filter((_, i) => i % 3 === 0) },
    );
    for (const sample of [one, coded(standardised.map(() => [1, 1]))]) {
      for (const [name, value] of Object.entries(all(sample))) {
        expect(value, name).toBeGreaterThanOrEqual(0);
        expect(value, name).toBeLessThanOrEqual(1);
      }
    }
    expect(mutualInformationGap(one).score).toBeCloseTo(1, 10);
  });
});

describe("labelCodes", () => {
  const codes = float32([1, 2, 3, 4], [4, 1]);
  const label = (values: number[], names = ["f"]) => labelCodes(codes, { names, values: Float32Array.from(values) });

  it("refuses what cannot be scored", () => {
    expect(() => label([0, 1, 0])).toThrow(ShapeError);
    expect(() => label([], [])).toThrow(DataError);
    expect(() => label([1, 1, 1, 1])).toThrow(/"f" must take several values, got 1 in 4 items/);
    expect(() => label([1, 2, 3, 4])).toThrow(/"f" must take each value about twice, got 4 values in 4 items/);
    expect(() => label([1, 1, Number.NaN, 2])).toThrow(/known of every item/);
    expect(() => labelCodes(float32([1, Number.NaN], [2, 1]), { names: ["f"], values: Float32Array.of(0, 1) })).toThrow(
      /codes must be finite/,
    );
  });
});

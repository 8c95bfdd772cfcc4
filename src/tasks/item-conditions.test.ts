import { describe, expect, it } from "vitest";
import { Generator } from "../array/index.ts";
import { openBuiltin } from "../data/index.ts";
import { ConfigError, DataError } from "../errors.ts";
import {
  conditionGiven,
  conditionsIn,
  conditionsOver,
  drawConditions,
  type GivenCondition,
  openAttribute,
  ownConditions,
} from "./item-conditions.ts";
import type { TrainedModel } from "./run.ts";

const attributes = [
  { name: "shape", levels: ["square", "ellipse", "heart"] },
  { name: "orientation", levels: ["0", "0.15707964", "0.31415927"] },
];
const trainedOn = (condition: object | undefined, classifier?: object) =>
  ({ name: "runs/x", config: { model: { condition, classifier } } }) as unknown as TrainedModel;
const both = trainedOn({
  of: ["shape", "orientation"],
  attributes,
  frequencies: [
    [0, 2, 6],
    [1, 0, 3],
    [0, 1, 1],
  ],
});
const shapes = trainedOn({ of: ["shape"], attributes: attributes.slice(0, 1) });
const plain = trainedOn(undefined);
const sprites = openBuiltin("sprites", { count: 20 }).train;
const { labels: _labels, factors: _factors, ...bare } = sprites;

const draws = (given?: GivenCondition, count = 4000) => {
  const { data } = drawConditions(both, count, new Generator(1, "test"), given)!;
  const found: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const row = data.subarray(6 * i, 6 * i + 6);
    const key = [row.indexOf(1), row.subarray(3).indexOf(1)].join();
    expect(row.reduce((a, b) => a + b)).toBe(2);
    found[key] = (found[key] ?? 0) + 1 / count;
  }
  return found;
};

describe("drawConditions", () => {
  it("draws combinations as often as training had them", () => {
    const found = draws();
    expect(Object.keys(found).sort()).toEqual(["0,1", "0,2", "1,0"]);
    // Five standard errors of a share of 4000.
    for (const [key, share] of [
      ["0,2", 0.6],
      ["1,0", 0.3],
      ["0,1", 0.1],
    ] as const) {
      expect(Math.abs(found[key]! - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 4000));
    }
  });

  it("draws the rest of what is given, all values alike where training never had it", () => {
    expect(Object.keys(draws({ shape: "square" })).sort()).toEqual(["0,1", "0,2"]);
    const found = draws({ shape: "heart" });
    expect(Object.keys(found).sort()).toEqual(["2,0", "2,1", "2,2"]);
    for (const share of Object.values(found)) expect(share).toBeCloseTo(1 / 3, 1);
  });

  it("knows no condition of a model without one", () => {
    expect(drawConditions(plain, 3, new Generator(1, "test"))).toBeUndefined();
  });
});

describe("conditions that are given", () => {
  it("are needed whole where nothing else tells the rest", () => {
    const { data, shape } = conditionGiven(both, 2, { shape: "heart", orientation: 0 })!;
    expect(shape).toEqual([2, 6]);
    expect([...data]).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0]);
    expect(() => conditionGiven(both, 2, { shape: "heart" })).toThrow(
      "the model is conditioned on orientation, got no value of it; give one, for example --condition orientation=0",
    );
  });

  it("may round a number that no other value rounds to", () => {
    const level = (orientation: string | number) =>
      conditionGiven(both, 1, { shape: "heart", orientation })!.data.indexOf(1, 3) - 3;
    expect(["0.157", "0.15707964", 0.31, "0.0"].map(level)).toEqual([1, 1, 2, 0]);
    for (const wrong of ["0.16708", "", "1e999", "0.3142001", "flat"]) expect(() => level(wrong)).toThrow(ConfigError);
  });

  it.each([
    [both, { shap: "heart" }, 'condition: must be on shape, orientation, got "shap"; did you mean "shape"?'],
    [
      both,
      { shape: "hart" },
      'shape must be a value that the model was trained with, got "hart"; did you mean "heart"?',
    ],
    [plain, { label: 3 }, "condition: runs/x has none, got label=3; train one with --condition-on label"],
  ])("are refused where the model does not know them (%#)", (trained, given, message) => {
    expect(() => conditionGiven(trained, 1, given as unknown as GivenCondition)).toThrow(message);
  });

  it("stand in place of an item's own, which are kept otherwise", () => {
    const own = conditionsIn(shapes, sprites, undefined, 2)!;
    const two = conditionGiven(both, 2, { shape: "square", orientation: 0 })!;
    expect([...conditionsOver(both, two, { orientation: "0.31" }).data]).toEqual([1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]);
    expect(conditionsOver(shapes, own)).toEqual(own);
    expect([...conditionsIn(shapes, sprites, { shape: "heart" }, 1)!.data]).toEqual([0, 0, 1]);
  });

  it("stand in for the own ones of data that has none", () => {
    const unlabelled = bare as typeof sprites;
    expect(() => ownConditions(shapes, unlabelled, undefined)).toThrow(DataError);
    expect(ownConditions(shapes, unlabelled, { shape: "heart" })!.shape).toEqual([20, 3]);
    expect(ownConditions(shapes, sprites, { shape: "heart" })).toEqual(conditionsIn(shapes, sprites));
  });

  it("are not needed by a model with a classifier", () => {
    const m2 = trainedOn({ of: ["shape"], attributes: attributes.slice(0, 1) }, {});
    expect(conditionsIn(m2, bare as typeof sprites)).toBeUndefined();
  });
});

describe("openAttribute", () => {
  it("is the first that is not given", () => {
    expect(openAttribute(both)!.name).toBe("shape");
    expect(openAttribute(both, { shape: "heart" })!.name).toBe("orientation");
    expect(() => openAttribute(shapes, { shape: "heart" })).toThrow("got one with nothing left open; leave --each out");
    expect(() => openAttribute(plain)).toThrow("got a model without one");
  });
});

import { expect, it } from "vitest";
import type { ConfigChoices } from "../worker/vaekit.ts";
import { CHOICE_FIELDS, choiceFields, choicesFrom, isSet, setAt, withSet } from "./choices.ts";

const roundTrip = async (choices: ConfigChoices) => {
  const fields = await choiceFields(choices);
  const query = new URLSearchParams(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const read = new URLSearchParams(query.toString());
  return { fields, back: await choicesFrom((name) => read.get(name) ?? undefined) };
};

it("sets a value in place of what was set at or under its path, and takes it away", () => {
  const first: ConfigChoices = { preset: "mnist", set: ["model.objective.beta=4", "train.epochs=3"] };
  const next = withSet(first, "model.objective", { kind: "elbo" });
  expect(next.set).toEqual(["train.epochs=3", 'model.objective={"kind":"elbo"}']);
  expect(setAt(next, "model.objective")).toBe('{"kind":"elbo"}');
  expect(isSet(first, "model.objective")).toBe(true);
  expect(isSet(first, "model.obj")).toBe(false);
  expect(withSet(next, "train.epochs", undefined).set).toEqual(['model.objective={"kind":"elbo"}']);
});

it("holds main fields by short names", async () => {
  const choices: ConfigChoices = {
    preset: "conv",
    set: [
      "model.latent=2",
      "train.optimiser.rate=0.0005",
      'model.likelihood={"kind":"normal","scale":"optimal"}',
      'model.objective.warmUp={"kind":"linear","epochs":5}',
    ],
  };
  const { fields, back } = await roundTrip(choices);
  expect(fields).toMatchObject({ preset: "conv", z: "2", rate: "0.0005", likelihood: "normal.optimal", warmup: "5" });
  expect(Object.keys(fields).sort()).toEqual([...CHOICE_FIELDS].sort());
  expect(fields.config).toBeUndefined();
  expect(back!.preset).toBe("conv");
  expect([...back!.set!].sort()).toEqual([...choices.set!].sort());
});

it("holds everything else as JSON, long texts compressed, in the order that decides", async () => {
  const layers = Array.from({ length: 12 }, (_, i) => ({ kind: "dense", units: 100 + i }));
  const choices: ConfigChoices = {
    set: [
      `model.encoder=${JSON.stringify(layers)}`,
      'model.likelihood={"kind":"normal","scale":"fixed"}',
      "model.likelihood.value=0.5",
    ],
  };
  const { fields, back } = await roundTrip(choices);
  expect(fields.config).toMatch(/^~[\w-]+$/);
  expect(fields.config!.length).toBeLessThan(300);
  expect(back).toEqual(choices);
});

it("finds no choices in an address without them, and none in a damaged one", async () => {
  expect(await choicesFrom(() => undefined)).toBeUndefined();
  expect(await choicesFrom((name) => (name === "config" ? "~%%%" : undefined))).toBeUndefined();
});

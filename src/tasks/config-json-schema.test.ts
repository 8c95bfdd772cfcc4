import { expect, it } from "vitest";
import { layerKinds } from "../nn/index.ts";
import { configJsonSchema, type JsonSchema } from "./index.ts";

it("has the fields of a config and the kinds of each choice", () => {
  const schema = configJsonSchema();
  expect(Object.keys(schema.properties!)).toEqual(expect.arrayContaining(["preset", "model", "train"]));
  const { model } = schema.properties!;
  const kindsOf = ({ oneOf, anyOf }: JsonSchema) => (oneOf ?? anyOf)!.map((one) => one.properties!.kind!.const);
  expect(kindsOf(model!.properties!.objective!)).toEqual(["elbo", "importance", "reconstruction"]);
  const { items } = model!.properties!.encoder!;
  const layers = items!.$ref === undefined ? items! : schema.$defs![items!.$ref.replace("#/$defs/", "")]!;
  const kinds = (layers.oneOf ?? layers.anyOf)!.flatMap(({ properties }) => {
    const { const: one, enum: several } = properties!.kind!;
    return several ?? [one];
  });
  expect(new Set(kinds)).toEqual(new Set(layerKinds));
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

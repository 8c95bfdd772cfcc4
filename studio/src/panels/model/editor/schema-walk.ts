// What a JSON Schema allows at a place: the keys of an object, the values of a field.

import type { JsonSchema } from "vaekit/tasks";

/** A step down: into a field of an object, whose own `kind` tells its branch, or into a list. */
export interface SchemaStep {
  readonly key: string | number;
  /** The field `kind` of the object that is stepped out of, where it is known. */
  readonly kind?: string | undefined;
}

/** The schemas that a place may have. */
export function schemasAt(root: JsonSchema, steps: readonly SchemaStep[]): readonly JsonSchema[] {
  let now = branches(root, root);
  for (const { key, kind } of steps) {
    const inner = ofKind(now, kind).flatMap(({ properties, items }) => {
      const found = typeof key === "number" ? items : properties?.[key];
      return found ? [found] : [];
    });
    now = inner.flatMap((schema) => branches(root, schema));
  }
  return now;
}

/** Fields that an object may have, by name. */
export function keysOf(schemas: readonly JsonSchema[], kind: string | undefined): ReadonlyMap<string, JsonSchema> {
  const all = ofKind(schemas, kind).flatMap(({ properties }) => Object.entries(properties ?? {}));
  return new Map(all.reverse());
}

/** Values that a place may have, as JSON: named ones, and an object for each kind. */
export function valuesOf(schemas: readonly JsonSchema[]): readonly string[] {
  const all = schemas.flatMap((schema): unknown[] => {
    const { const: only, enum: several, type, properties } = schema;
    if (only !== undefined) return [only];
    if (several) return [...several];
    if (type === "boolean") return [true, false];
    if (type === "null") return [null];
    return kindsOf(properties?.kind).map((kind) => ({ kind }));
  });
  return [
    ...new Set(all.map((value) => JSON.stringify(value).replace('{"kind":', '{ "kind": ').replace(/"}$/, '" }'))),
  ];
}

/** What a field takes, in a few words. */
export function describeSchema(root: JsonSchema, schema: JsonSchema): string {
  const found = branches(root, schema);
  const words = found.map(({ const: only, enum: several, type, properties }) => {
    if (only !== undefined) return JSON.stringify(only);
    if (several) return several.map((one) => JSON.stringify(one)).join(" | ");
    return properties?.kind ? kindsOf(properties.kind).join(" | ") : String(type ?? "");
  });
  const text = [...new Set(words)].join(" | ");
  return text.length > 60 ? `${text.slice(0, 57)} …` : text;
}

const kindsOf = (kind: JsonSchema | undefined): unknown[] => [
  ...(kind?.enum ?? (kind?.const === undefined ? [] : [kind.const])),
];

// Branches of the kind that an object has; all of them as long as it has none that is known.
function ofKind(schemas: readonly JsonSchema[], kind: string | undefined): readonly JsonSchema[] {
  const fitting = schemas.filter(({ properties }) => kind !== undefined && kindsOf(properties?.kind).includes(kind));
  return fitting.length > 0 ? fitting : schemas;
}

// A schema without references and unions.
function branches(root: JsonSchema, schema: JsonSchema): readonly JsonSchema[] {
  const { $ref, anyOf, oneOf } = schema;
  if ($ref !== undefined) {
    const found = $ref === "#" ? root : root.$defs?.[$ref.replace("#/$defs/", "")];
    return found ? branches(root, found) : [];
  }
  const several = anyOf ?? oneOf;
  return several ? several.flatMap((one) => branches(root, one)) : [schema];
}

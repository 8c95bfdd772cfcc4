// Completion from a JSON Schema: names of fields that an object does not have yet, values that a field takes.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { JsonSchema } from "vaekit/tasks";
import { kindIn, namesIn, stepsTo } from "./json-places.ts";
import { describeSchema, keysOf, schemasAt, valuesOf } from "./schema-walk.ts";

/** A completion source for configs. */
export function completeConfig(root: JsonSchema) {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const typed = /"?[\w-]*$/.exec(state.sliceDoc(state.doc.lineAt(pos).from, pos))![0];
    const from = pos - typed.length;
    if (typed === "" && !explicit) return null;
    const before = state.sliceDoc(0, from).trimEnd().at(-1);
    // A quote that the editor closed by itself is part of what is replaced.
    const to = typed.startsWith('"') && state.sliceDoc(pos, pos + 1) === '"' ? pos + 1 : pos;
    let node = syntaxTree(state).resolveInner(from, before === undefined ? 1 : -1);
    while (!["Object", "Array", "Property", "JsonText"].includes(node.name) && node.parent) node = node.parent;
    const inObject = node.name === "Object" || (node.name === "Property" && before !== ":");
    if (inObject && (before === "{" || before === ",")) {
      const object = node.name === "Object" ? node : node.parent!;
      const schemas = schemasAt(root, stepsTo(state, object));
      const there = new Set(namesIn(state, object));
      const keys = [...keysOf(schemas, kindIn(state, object))].filter(
        ([name]) => !there.has(name) || typed.includes(name),
      );
      const after = state
        .sliceDoc(to, to + 2)
        .trimStart()
        .startsWith(":")
        ? ""
        : ": ";
      const options = keys.map(
        ([name, schema]): Completion => ({
          label: `"${name}"`,
          apply: `"${name}"${after}`,
          detail: describeSchema(root, schema),
          type: "property",
        }),
      );
      return { from, to, options };
    }
    if (before === ":" || before === "[" || before === ",") {
      const steps = node.name === "Array" ? [...stepsTo(state, node), { key: 0 }] : stepsTo(state, node);
      const options = valuesOf(schemasAt(root, steps)).map((label): Completion => ({ label, type: "constant" }));
      return { from, to, options };
    }
    return null;
  };
}

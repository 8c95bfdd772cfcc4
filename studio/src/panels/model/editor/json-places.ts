// Places in JSON text that may be unfinished, by its syntax tree: which field the cursor is in, and where a field stands.

import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SchemaStep } from "./schema-walk.ts";

type Node = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

const textOf = (state: EditorState, { from, to }: { from: number; to: number }) => state.sliceDoc(from, to);

const unquoted = (text: string) => text.replace(/^"|"$/g, "");

/** Name of a property. */
function nameOf(state: EditorState, property: Node): string {
  const name = property.getChild("PropertyName");
  return name ? unquoted(textOf(state, name)) : "";
}

/** Names of the properties of an object. */
export const namesIn = (state: EditorState, object: Node): string[] =>
  object.getChildren("Property").map((property) => nameOf(state, property));

/** The field `kind` of an object. */
export function kindIn(state: EditorState, object: Node): string | undefined {
  const property = object.getChildren("Property").find((one) => nameOf(state, one) === "kind");
  const value = property?.getChild("String");
  return value ? unquoted(textOf(state, value)) : undefined;
}

/** Steps from the top of the text to a node. */
export function stepsTo(state: EditorState, node: Node): SchemaStep[] {
  const steps: SchemaStep[] = [];
  for (let at: Node | null = node; at?.parent; at = at.parent) {
    const { parent } = at;
    if (at.name === "Property" && parent.name === "Object")
      steps.unshift({ key: nameOf(state, at), kind: kindIn(state, parent) });
    if (parent.name === "Array") steps.unshift({ key: 0 });
  }
  return steps;
}

/** From where to where the value at a path stands, or the deepest part of the path that is there. */
export function rangeAt(
  state: EditorState,
  path: readonly (string | number)[],
): { readonly from: number; readonly to: number } {
  let at: Node | null = syntaxTree(state).topNode.firstChild;
  let range = { from: at?.from ?? 0, to: at?.firstChild?.to ?? 0 };
  for (const key of path) {
    if (at === null) break;
    if (typeof key === "number") {
      const items: Node[] = [];
      for (let item = at.firstChild; item; item = item.nextSibling) if (!"[],".includes(item.name)) items.push(item);
      at = items[key] ?? null;
      if (at) range = { from: at.from, to: at.to };
    } else {
      const property: Node | undefined = at.getChildren("Property").find((one) => nameOf(state, one) === key);
      if (property === undefined) break;
      range = { from: property.from, to: property.to };
      at = property.lastChild;
    }
  }
  return range;
}

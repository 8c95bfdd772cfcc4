// JSON as one reads it: what fits on a line stays on it.

const WIDTH = 88;

/** Text of a value; objects and lists are broken over lines only where they do not fit in `width`. */
export function formatJson(value: unknown, width = WIDTH): string {
  return write(value, "", width, 0);
}

function write(value: unknown, indent: string, width: number, before: number): string {
  const flat = onOneLine(value);
  const top = indent === "" && before === 0;
  const fits = indent.length + before + flat.length < width;
  if (typeof value !== "object" || value === null || (fits && !top) || flat.length <= 2) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((one: unknown) => inner + write(one, inner, width, 0))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([key, one]) => {
          const name = `${JSON.stringify(key)}: `;
          return inner + name + write(one, inner, width, name.length);
        });
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return entries.length === 0
    ? "{}"
    : `{ ${entries.map(([key, one]) => `${JSON.stringify(key)}: ${onOneLine(one)}`).join(", ")} }`;
}

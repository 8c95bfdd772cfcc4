// Where in a config the library's error lies, from the words it begins with: `where: rule, got value; remedy`.

const PARTS = ["preset", "encoding", "sampler", "model", "train"];

/** Keys from the top of a config down; empty where the error is of all of it. */
export function problemPath(message: string): readonly (string | number)[] {
  const layer = /^(encoder|decoder|classifier\.layers) layer (\d+)/.exec(message);
  if (layer) return ["model", ...layer[1]!.split("."), Number(layer[2])];
  const list = /^(encoder|decoder|classifier\.layers|likelihood)\b/.exec(message);
  if (list) return ["model", ...list[1]!.split(".")];
  const words = /^[\w.-]+/.exec(message)?.[0].replace(/\.$/, "").split(".") ?? [];
  if (!PARTS.includes(words[0] ?? "")) return [];
  return words.map((word) => (/^\d+$/.test(word) ? Number(word) : word));
}

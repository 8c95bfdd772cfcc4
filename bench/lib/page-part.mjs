// A measured part of a page of docs/, between the markers `<!-- NAME:begin -->` and `<!-- NAME:end -->`.

import { readFileSync, writeFileSync } from "node:fs";

/** Puts text between the markers of a page. @throws Error where the page has none */
export function putPart(page, name, content) {
  const file = new URL(`../../${page}`, import.meta.url);
  const [before, after] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const text = readFileSync(file, "utf8");
  const [begin, end] = [text.indexOf(before), text.indexOf(after)];
  if (begin < 0 || end < begin) throw new Error(`${page} has no markers ${before} and ${after}`);
  writeFileSync(file, `${text.slice(0, begin + before.length)}\n${content}\n${text.slice(end)}`);
}

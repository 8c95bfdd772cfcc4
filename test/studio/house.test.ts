// Rules of the house: the studio takes vaekit by its public subpaths, the page takes only types of it, and its colours are those of
// the reports.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { CLASS_COLOURS, COLOURS } from "../../src/report/style.ts";

const here = fileURLToPath(new URL("../../studio/src", import.meta.url));
const read = (path: string) => readFileSync(join(here, path), "utf8");
const files = readdirSync(here, { recursive: true, encoding: "utf8" }).filter(
  (path) => /\.tsx?$/.test(path) && !path.endsWith(".test.ts"),
);

const importsOf = (path: string) => [
  ...read(path).matchAll(/(import|export)( type)? [^;]*?from "([^"]+)"|import\("([^"]+)"\)/g),
];

it("imports vaekit by subpaths that package.json exports, never by files", () => {
  const { exports } = JSON.parse(read("../../package.json")) as { exports: Record<string, unknown> };
  const known = Object.keys(exports).map((subpath) => `vaekit${subpath.slice(1)}`);
  expect(files.length).toBeGreaterThan(80);
  for (const path of files) {
    for (const [, , , from, lazy] of importsOf(path)) {
      const name = (from ?? lazy)!;
      if (name.startsWith("vaekit")) expect(known, path).toContain(name);
      expect(name, path).not.toMatch(/\.\.\/src\/|onnxruntime/);
    }
  }
});

it("keeps vaekit out of the page: outside the worker only its types are imported", () => {
  for (const path of files.filter((one) => !one.startsWith("worker"))) {
    for (const [, , type, from, lazy] of importsOf(path)) {
      const name = (from ?? lazy)!;
      if (name.startsWith("vaekit")) expect(type, `${path}: ${name}`).toBe(" type");
    }
  }
});

it("has the colours of the reports, in both schemes", () => {
  const tokens = read("styles/tokens.css");
  const [light = "", dark = "", chosen = ""] = tokens.split(/(?=@media)|(?=\/\* The same)/);
  for (const [text, scheme] of [
    [light, "light"],
    [dark, "dark"],
    [chosen, "dark"],
  ] as const) {
    for (const [name, value] of Object.entries(COLOURS[scheme])) expect(text).toContain(`--${name}: ${value};`);
    CLASS_COLOURS[scheme].forEach((value, i) => {
      expect(text).toContain(`--class-${i}: ${value};`);
    });
  }
});

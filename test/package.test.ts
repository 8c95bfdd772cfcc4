// The package as its users get it: packed, installed into an empty project, imported and run.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transform } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { VERSION } from "../src/version.ts";

const root = new URL("..", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "vaekit-pack-"));
const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
  it("carries one version", () => {
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version).toBe(VERSION);
  });

  it("satisfies publint", () => {
    const output = run("npx", ["publint", "--strict"], root);
    expect(output).toContain("All good");
  });

  it("installs into an empty project, where its command and its library work", () => {
    run("npm", ["pack", "--pack-destination", folder], root);
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
    writeFileSync(join(folder, "package.json"), '{ "name": "empty", "private": true, "type": "module" }');
    run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", `./${tarball}`], folder);
    expect(run("npx", ["vaekit", "--version"], folder).trim()).toBe(VERSION);
    const program = `
      import { train, sample, openBuiltin } from "vaekit";
      import { nodeRuntime } from "vaekit/runtime/node";
      const files = new Map();
      const store = { name: "memory", read: async (p) => files.get(p), write: async (p, b) => void files.set(p, b) };
      const runtime = nodeRuntime();
      const set = ["train.epochs=1", "model.latent=2"];
      const { trained } = await train({ data: openBuiltin("digits", { count: 200 }), runtime, store, choices: { preset: "mnist", set } });
      const { items } = await sample(runtime, trained, { count: 3 });
      console.log(items.shape.join());
    `;
    writeFileSync(join(folder, "program.mjs"), program);
    expect(run("node", ["program.mjs"], folder).trim()).toBe("3,1,28,28");
  });

  it("runs the program of the README, and the graph of its library page", async () => {
    for (const [page, expected] of [
      ["README.md", "[ 16, 1, 28, 28 ]"],
      ["docs/library.md", "ddy"],
    ] as const) {
      const source = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, page), "utf8"))![1]!;
      const { code } = await transform(source, { loader: "ts", format: "esm" });
      writeFileSync(join(folder, "readme.mjs"), code);
      expect(run("node", ["readme.mjs"], folder)).toContain(expected);
    }
  });

  it("keeps chance and the clock's date out of the library", () => {
    const offenders = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .filter((path) => /Math\.random|Date\.now|new Date\(\)/.test(readFileSync(join(root, "src", path), "utf8")));
    expect(offenders).toEqual([]);
  });
});

// Writes src/client/schema.ts, the client's types, from the server's OpenAPI document; with --print to standard output.
// Usage: node scripts/client-types.mjs [--print]

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import openapiTS, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const FILE = join(root, "src/client/schema.ts");
const HEADER = "// Made by scripts/client-types.mjs from the server's OpenAPI document; not to be edited.\n\n";

/** The document, from the server's source. */
async function document() {
  const folder = mkdtempSync(join(root, "node_modules", ".client-types-"));
  try {
    const outfile = join(folder, "openapi.mjs");
    const entry = join(root, "src/server/http/openapi.ts");
    const options = { bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" };
    await build({ ...options, entryPoints: [entry], outfile });
    const { openApiDocument } = await import(pathToFileURL(outfile).href);
    return JSON.parse(JSON.stringify(openApiDocument(1000)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Text of the file. */
async function clientTypes() {
  const text = HEADER + astToString(await openapiTS(await document()));
  const biome = join(root, "node_modules/.bin/biome");
  return execFileSync(biome, ["format", `--stdin-file-path=${FILE}`], { input: text, encoding: "utf8", cwd: root });
}

const text = await clientTypes();
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(FILE, text);

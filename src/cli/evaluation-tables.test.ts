import { describe, expect, it } from "vitest";
import { klGroupsTable } from "./evaluation-tables.ts";

describe("klGroupsTable", () => {
  it("lists the layers of a hierarchy in their order", () => {
    const text = klGroupsTable([1, 3], { latent: 8, layers: ["layer 1", "layer 2"] })!;
    expect(text).toMatch(/by layer\n\s*layer 1\s+1\b.*\n\s*layer 2\s+3\b/);
  });

  it("lists dimensions by what they carry, and many of them as a sum", () => {
    const kl = Array.from({ length: 12 }, (_, i) => i);
    const lines = klGroupsTable(kl, { latent: 12, layers: undefined })!.trimEnd().split("\n");
    expect(lines[1]).toMatch(/z11\s+11\b/);
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toMatch(/2 others\s+1\b.*together/);
  });

  it("names variables where latents come in groups, and says nothing of one KL for all", () => {
    expect(klGroupsTable([1, 3], { latent: 8, layers: undefined })).toContain("variable 1");
    expect(klGroupsTable([4], { latent: 8, layers: undefined })).toBeUndefined();
    expect(klGroupsTable(undefined, { latent: 8, layers: undefined })).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors.ts";
import { checkRunName } from "./web.ts";

describe("checkRunName", () => {
  it.each(["digits", "digits 2", "Ziffern-Ähre_1.2", "x".repeat(100)])("takes %j", (name) => {
    expect(() => checkRunName(name)).not.toThrow();
  });

  it.each([
    "",
    ".",
    "..",
    "../x",
    "a/b",
    "a\\b",
    ".hidden",
    "end.",
    "end ",
    " a",
    "a\nb",
    "a:b",
    "what?",
    "x".repeat(101),
  ])("refuses %j", (name) => {
    expect(() => checkRunName(name)).toThrow(ConfigError);
  });
});

// The studio for everyone: no violation that axe finds, nothing wider than the screen, everything by keyboard; every panel, both
// themes, both languages, from a phone to a large screen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Studio } from "./harness.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PANELS = ["data", "model", "train", "latent", "generate", "reconstruct", "score", "runs"] as const;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

async function violations({ page }: Studio): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: unknown): Promise<{ violations: Violation[] }> } };
    return (await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))
      .violations;
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}

// One trained model, seen in every way.
describe("every panel", () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.open({ at: "#/train?count=1000" });
    await studio.train();
    await studio.epochs(8);
    await studio.stop();
  });
  afterAll(() => studio.close());

  const views = [
    { width: 1440, height: 900, scheme: "light", language: "en" },
    { width: 1440, height: 900, scheme: "dark", language: "zh" },
    { width: 360, height: 740, scheme: "light", language: "zh" },
    { width: 360, height: 740, scheme: "dark", language: "en" },
    { width: 3840, height: 2160, scheme: "light", language: "en" },
  ] as const;

  for (const view of views) {
    const { width, height, scheme, language } = view;
    it(`has no fault at ${width} pixels, ${scheme}, ${language}`, async () => {
      const { page } = studio;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(".settings select").last().selectOption(language);
      for (const panel of PANELS) {
        await page.locator(`nav.panels a[href*="#/${panel}"]`).click();
        await page.waitForTimeout(1200);
        expect(await violations(studio), panel).toEqual([]);
        const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
        expect(content, `${panel} is wider than the screen`).toBeLessThanOrEqual(room);
        if (width < 3000) await studio.shot(`${panel}-${width}-${scheme}-${language}`);
      }
    });
  }
});

describe("by keyboard alone", () => {
  it("opens data, trains, pauses and goes from panel to panel", async () => {
    const studio = await Studio.open({ at: "#/data?count=200" });
    const { page } = studio;
    await studio.says("What was understood");
    const focus = async (name: string | RegExp, role = "button") => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press("Tab");
        const found = await page.evaluate(() => {
          const at = document.activeElement as HTMLElement | null;
          const box = at?.getBoundingClientRect();
          return {
            text: (at?.getAttribute("aria-label") ?? at?.textContent ?? "").trim(),
            tag: at?.tagName ?? "",
            seen: (box?.width ?? 0) > 0,
          };
        });
        expect(found.seen, `${found.tag} ${found.text} has the focus but is not to be seen`).toBe(true);
        if (found.tag === (role === "link" ? "A" : "BUTTON") && new RegExp(name).test(found.text)) return;
      }
      throw new Error(`${name} is not reached by Tab`);
    };
    await focus(/^Sprites/);
    await page.keyboard.press("Enter");
    await studio.says("sprites");
    await page.keyboard.press("Shift+Tab");
    await page.locator("h1").click();
    await focus(/^Train$/, "link");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Train" }).waitFor();
    await focus(/^Train$/);
    await page.keyboard.press("Enter");
    await studio.epochs(1);
    await focus(/^Pause$/);
    await page.keyboard.press("Enter");
    await studio.says("paused");
    for (const panel of ["Latent", "Generate", "Reconstruct", "Score", "Runs"]) {
      await page.locator("h1").click();
      await focus(new RegExp(`^${panel}$`), "link");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 2 }).waitFor();
    }
    await studio.close();
  });
});

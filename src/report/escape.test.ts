import { describe, expect, it } from "vitest";
import { type Content, escapeHtml, escapeMarkdown, html, Markup } from "./escape.ts";

describe("html", () => {
  it("escapes text, in content and in quoted attributes", () => {
    const evil = `"><script>alert('1')</script>&`;
    expect(html`<p title="${evil}">${evil}</p>`.text).toBe(`<p title="${escapeHtml(evil)}">${escapeHtml(evil)}</p>`);
    expect(escapeHtml(evil)).not.toMatch(/[<>"']/);
  });

  it("keeps markup, joins lists and leaves nothing for nothing", () => {
    const items: Content[] = ["a", html`<b>b</b>`, undefined, null, false, 3, ["<", new Markup("<i>")]];
    expect(html`${items}`.text).toBe("a<b>b</b>3&lt;<i>");
  });
});

describe("escapeMarkdown", () => {
  it("leaves no character that Markdown, a table or HTML would read", () => {
    expect(escapeMarkdown("a|b\n<i>*`[x](y)_#")).toBe("a\\|b \\<i\\>\\*\\`\\[x\\](y)\\_\\#");
  });
});

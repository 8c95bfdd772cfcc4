// The built studio in Chromium, driven as a person would: by roles and names. Page errors and failed requests fail the story.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { type StudioOptions, type StudioServer, serveStudio } from "../../src/server/studio/index.ts";
import { launch } from "../browser/chromium.ts";

/** How the page is opened. */
export interface OpenOptions extends StudioOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  readonly locale?: string;
  /** What follows the address, for example `#/latent`. */
  readonly at?: string;
  readonly graphics?: "none" | "webgpu";
  /** Whether the screen is one for fingers. */
  readonly touch?: boolean;
}

/** A page of the studio with its server. */
export class Studio {
  readonly page: Page;
  readonly server: StudioServer;
  readonly problems: string[] = [];
  private readonly browser: Browser;

  private constructor(page: Page, server: StudioServer, browser: Browser) {
    this.page = page;
    this.server = server;
    this.browser = browser;
    page.on("pageerror", ({ message }) => this.problems.push(`page: ${message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(`console: ${message.text()}`);
    });
    page.on("requestfailed", (request) => {
      const said = request.failure()?.errorText ?? "failed";
      // What the browser itself gave up, such as a preload that the worker had already.
      if (said !== "net::ERR_ABORTED") this.problems.push(`request: ${request.url()} ${said}`);
    });
  }

  static async open(options: OpenOptions = {}): Promise<Studio> {
    const {
      width = 1440,
      height = 900,
      scheme = "light",
      locale = "en",
      at = "",
      graphics = "none",
      touch = false,
      ...served
    } = options;
    const server = await serveStudio(served);
    const browser = await launch(graphics);
    const context: BrowserContext = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      locale,
      acceptDownloads: true,
      hasTouch: touch,
    });
    const page = await context.newPage();
    const studio = new Studio(page, server, browser);
    await page.goto(server.url + at);
    return studio;
  }

  /** Shows a panel by its link. */
  async show(panel: string): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name: panel, exact: true }).click();
    await this.page.getByRole("heading", { level: 2 }).waitFor();
  }

  /** Waits until the page says something. */
  async says(text: string | RegExp, timeout = 60_000): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ timeout });
  }

  /** Starts training by the bar. */
  async train(): Promise<void> {
    await this.page.getByRole("region", { name: "Train" }).getByRole("button", { name: "Train", exact: true }).click();
  }

  /** Waits for the training to have done some epochs. */
  async epochs(count: number, timeout = 300_000): Promise<void> {
    await this.page.waitForFunction(
      (wanted) =>
        Number(/epoch (\d+) of/.exec(document.querySelector(".train-bar .state")?.textContent ?? "")?.[1]) > wanted,
      count,
      { timeout },
    );
  }

  /** Ends the training with a finished model. */
  async stop(): Promise<void> {
    await this.page.getByRole("button", { name: "Stop and keep" }).click();
    await this.says("finished");
  }

  /** Moves fingers, each along its way of points of the page, all at once. */
  async touch(...ways: readonly (readonly (readonly [number, number])[])[]): Promise<void> {
    const client = await this.page.context().newCDPSession(this.page);
    const touchPoints = (step: number) =>
      ways.flatMap((way, id) => (way[step] === undefined ? [] : [{ id, x: way[step][0], y: way[step][1] }]));
    const send = (type: "touchStart" | "touchMove" | "touchEnd", step: number) =>
      client.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : touchPoints(step) });
    await send("touchStart", 0);
    const steps = Math.max(...ways.map((way) => way.length));
    for (let step = 1; step < steps; step++) await send("touchMove", step);
    await send("touchEnd", steps);
  }

  /** A picture of the page, kept with what the test run leaves. */
  async shot(name: string): Promise<void> {
    mkdirSync(ARTEFACTS, { recursive: true });
    await this.page.screenshot({ path: `${ARTEFACTS}/${name}.png` });
  }

  /** Closes all; fails where the page had a problem that was not expected. */
  async close(expected: RegExp = /^$/): Promise<void> {
    const unexpected = this.problems.filter((problem) => !expected.test(problem));
    await this.browser.close();
    await this.server.close();
    expect(unexpected).toEqual([]);
  }
}

/** Where pictures go. */
export const ARTEFACTS = fileURLToPath(new URL("../../artefacts/studio", import.meta.url));

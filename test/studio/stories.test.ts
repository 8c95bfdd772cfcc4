// Stories: what people do with the studio, from beginning to end.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { float32 } from "../../src/array/index.ts";
import { openBuiltin } from "../../src/data/index.ts";
import type { Runtime } from "../../src/runtime/index.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { startServer } from "../../src/server/index.ts";
import { type Classifier, compileClassifier, trainClassifier } from "../../src/tasks/classifier.ts";
import { type Items, loadModel, sample, unzipRun } from "../../src/tasks/index.ts";
import { Studio } from "./harness.ts";

const run = promisify(execFile);
// The threads of the server run compiled code.
const workerScript = new URL("../../dist/server/worker.js", import.meta.url);
const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const vaekit = (...words: string[]) =>
  run(process.execPath, [CLI, ...words], { env: { ...process.env, NO_COLOR: "1" } });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vaekit-studio-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a model of drawn digits", () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.open({ at: "#/data?count=10000" });
    await studio.says("What was understood");
  });
  afterAll(() => studio.close());

  it("trains until its samples are digits, and a classifier agrees", async () => {
    await studio.shot("data");
    await studio.train();
    await studio.epochs(2);
    await studio.shot("training");
    const early = await pixels(studio, "Samples");
    await studio.epochs(30);
    await studio.stop();
    await studio.shot("trained");
    expect(await pixels(studio, "Samples")).not.toEqual(early);
    const store = await unzipRun(readFileSync(await exported(studio)), "digits");
    const runtime = nodeRuntime();
    const { items } = await sample(runtime, await loadModel(store), { count: 200, seed: 3 });
    const judge = await trainClassifier(runtime, openBuiltin("digits", { count: 3000 }).train);
    const said = await judged(runtime, judge, items);
    expect(said.sure).toBeGreaterThan(0.7);
    expect(said.classes).toBeGreaterThan(6);
  });

  it("generates what seed and temperature say, the same for the same link", async () => {
    const { page } = studio;
    await studio.show("Generate");
    const samples = page.getByRole("img", { name: "Samples" });
    await samples.waitFor();
    await page.waitForTimeout(1000);
    const first = await pixels(studio, "Samples");
    await page.getByRole("button", { name: "Another seed" }).click();
    await expect.poll(() => pixels(studio, "Samples"), { timeout: 20_000 }).not.toEqual(first);
    expect(page.url()).toContain("seed=1");
    await page.getByLabel("Seed").fill("0");
    await expect.poll(() => pixels(studio, "Samples"), { timeout: 20_000 }).toEqual(first);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download PNG" }).click(),
    ]);
    expect(
      readFileSync(await download.path())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
  });

  it("shows its latent plane: a place decodes under the pointer, a lasso selects", async () => {
    const { page } = studio;
    await studio.show("Latent");
    await studio.says(/\d items/);
    await page.waitForTimeout(1500);
    const map = page.getByRole("application", { name: /Map of/ });
    const box = (await map.boundingBox())!;
    const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
    await page.mouse.move(...at(0.4, 0.4));
    await page.mouse.down();
    const before = await hand(studio);
    await page.mouse.move(...at(0.62, 0.6), { steps: 6 });
    await expect.poll(() => hand(studio), { timeout: 20_000 }).not.toEqual(before);
    await page.mouse.up();
    await page.getByRole("button", { name: "Select" }).click();
    await page.mouse.move(...at(0.3, 0.3));
    await page.mouse.down();
    for (const [x, y] of [
      [0.7, 0.3],
      [0.7, 0.7],
      [0.3, 0.7],
      [0.3, 0.3],
    ] as const) {
      await page.mouse.move(...at(x, y), { steps: 5 });
    }
    await page.mouse.up();
    await page.getByRole("tab", { name: "Selection" }).click();
    await studio.says(/\d+ (of [\d,]+ )?items/);
    await studio.shot("latent");
  });

  it("reconstructs a digit that was drawn, and shows where it differs", async () => {
    const { page } = studio;
    await studio.show("Reconstruct");
    await page.getByRole("button", { name: "Draw", exact: true }).click();
    const board = page.getByRole("application", { name: /Drawing board/ });
    const box = (await board.boundingBox())!;
    const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
    const empty = await page.getByText("−ELBO").first().locator("..").innerText();
    await page.mouse.move(...at(0.3, 0.25));
    await page.mouse.down();
    for (const [x, y] of [
      [0.7, 0.25],
      [0.6, 0.5],
      [0.45, 0.8],
    ] as const)
      await page.mouse.move(...at(x, y), { steps: 8 });
    await page.mouse.up();
    await expect
      .poll(() => page.getByText("−ELBO").first().locator("..").innerText(), { timeout: 20_000 })
      .not.toEqual(empty);
    await page.waitForTimeout(600);
    await studio.shot("reconstruct");
  });

  it("scores what it has not seen and lists the strangest first", async () => {
    const { page } = studio;
    await studio.show("Score");
    await page.getByRole("slider", { name: /Threshold/ }).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1500);
    await studio.shot("score");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download CSV" }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    expect(lines.length).toBeGreaterThan(100);
    expect(lines[0]).toContain("score");
  });

  it("looks well on each panel, light and dark", async () => {
    const { page } = studio;
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const panel of ["Data", "Model", "Train", "Latent", "Generate", "Reconstruct", "Score", "Runs"]) {
        await studio.show(panel);
        await page.waitForTimeout(panel === "Model" ? 4000 : 1500);
        await studio.shot(`tour-${panel.toLowerCase()}-${scheme}`);
      }
    }
  });
});

// The large picture of the latent in hand.
const hand = ({ page }: Studio) =>
  page
    .locator("aside canvas, .hand canvas, .preview canvas")
    .first()
    .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());

// The run as the page exports it.
async function exported(studio: Studio): Promise<string> {
  await studio.show("Runs");
  const [download] = await Promise.all([
    studio.page.waitForEvent("download"),
    studio.page.getByRole("button", { name: "Export .zip" }).first().click(),
  ]);
  const archive = join(folder, `${Date.now()}.zip`);
  await download.saveAs(archive);
  return archive;
}

// How sure a classifier is of pictures on average, and how many classes it sees among them.
async function judged(runtime: Runtime, judge: Classifier, { data, shape }: Items) {
  const count = shape[0]!;
  const compiled = await compileClassifier(runtime, judge, count);
  const { logits } = await compiled.run({ x: float32(data, shape) });
  let sure = 0;
  const classes = new Set<number>();
  for (let i = 0; i < count; i++) {
    const row = [...(logits!.data as Float32Array).subarray(10 * i, 10 * i + 10)];
    const most = Math.max(...row);
    sure += 1 / row.reduce((total, value) => total + Math.exp(value - most), 0) / count;
    classes.add(row.indexOf(most));
  }
  return { sure, classes: classes.size };
}

// A picture of a canvas as numbers.
async function pixels(studio: Studio, label: string): Promise<string> {
  return studio.page
    .getByRole("img", { name: label, exact: true })
    .first()
    .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
}

// The four files of MNIST's format with drawn digits in them.
function idxFiles(count: number): { name: string; mimeType: string; buffer: Buffer }[] {
  const { train, test } = openBuiltin("digits", { count });
  return [
    ["train", train],
    ["t10k", test!],
  ].flatMap(([part, dataset]) => {
    const { values, labels, count: n } = dataset as typeof train;
    const images = new Uint8Array(16 + n * 784);
    const view = new DataView(images.buffer);
    for (const [i, value] of [0x803, n, 28, 28].entries()) view.setUint32(4 * i, value);
    images.set(values as Uint8Array, 16);
    const marks = new Uint8Array(8 + n);
    for (const [i, value] of [0x801, n].entries()) new DataView(marks.buffer).setUint32(4 * i, value);
    marks.set(labels!, 8);
    return [
      {
        name: `${part as string}-images-idx3-ubyte.gz`,
        mimeType: "application/gzip",
        buffer: Buffer.from(gzipSync(images, { level: 1 })),
      },
      {
        name: `${part as string}-labels-idx1-ubyte.gz`,
        mimeType: "application/gzip",
        buffer: Buffer.from(gzipSync(marks)),
      },
    ];
  });
}

describe("a telephone", () => {
  it("is drawn on with a finger, and its map moved with two", async () => {
    const studio = await Studio.open({ at: "#/train?count=500", width: 360, height: 740, touch: true });
    const { page } = studio;
    await studio.train();
    await studio.epochs(1);
    await studio.stop();
    await studio.show("Reconstruct");
    await page.getByRole("button", { name: "Draw", exact: true }).tap();
    const board = page.getByRole("application", { name: /Drawing board/ });
    await board.scrollIntoViewIfNeeded();
    const code = page.getByText("−ELBO").first().locator("..");
    const empty = await code.innerText();
    const scrolled = () => page.evaluate(() => document.querySelector("main")!.scrollTop + scrollY);
    const before = await scrolled();
    await studio.touch(line(await board.boundingBox(), [0.5, 0.2], [0.5, 0.8]));
    await expect.poll(() => code.innerText(), { timeout: 20_000 }).not.toEqual(empty);
    expect(await scrolled()).toBe(before);
    await studio.shot("finger");
    await studio.show("Latent");
    await studio.says(/450 items/);
    const map = page.getByRole("application", { name: /Map of/ });
    await map.scrollIntoViewIfNeeded();
    const seen = await map.screenshot();
    const box = await map.boundingBox();
    await studio.touch(line(box, [0.45, 0.5], [0.2, 0.5]), line(box, [0.55, 0.5], [0.8, 0.5]));
    await page.waitForTimeout(500);
    expect(await map.screenshot()).not.toEqual(seen);
    await studio.shot("fingers");
    await studio.close();
  });
});

describe("own data", () => {
  it("opens the files of MNIST, 60,000 pictures in under three seconds, and a bad file with one clear sentence", async () => {
    const studio = await Studio.open({ at: "#/data?count=100" });
    await studio.says("What was understood");
    const input = studio.page.locator('input[type="file"]').first();
    await input.setInputFiles(idxFiles(60_000));
    await studio.says("60,000");
    const said = await studio.page
      .getByText(/opened in/)
      .first()
      .innerText();
    expect(said).toMatch(/opened in [0-2](\.\d+)? s/);
    await studio.shot("data-mnist");
    await input.setInputFiles({
      name: "letter.docx",
      mimeType: "application/msword",
      buffer: Buffer.from("PK\u0003\u0004 not pictures"),
    });
    await studio.says("This could not be opened");
    expect(await studio.page.locator(".notice.bad p").innerText()).toMatch(/letter\.docx: .+; .+/);
    await studio.shot("data-bad");
    // What was open stays open.
    await studio.says("60,000");
    await studio.close();
  });
});

describe("a training", () => {
  it("is paused, survives a reload, and goes on where it was", async () => {
    const studio = await Studio.open({ at: "#/train?count=1000" });
    await studio.train();
    await studio.epochs(3);
    await studio.page.getByRole("button", { name: "Pause" }).click();
    await studio.says("paused");
    const before = await state(studio);
    await studio.page.reload();
    await studio.says("paused");
    expect(Number(/epoch (\d+)/.exec(await state(studio))![1])).toBe(Number(/epoch (\d+)/.exec(before)![1]));
    await studio.page.getByRole("button", { name: "Resume" }).click();
    const done = Number(/epoch (\d+)/.exec(before)![1]);
    await studio.epochs(done + 2);
    await studio.stop();
    await studio.page.reload();
    await studio.says("finished");
    await studio.close();
  });
});

const state = (studio: Studio) => studio.page.locator(".train-bar .state").innerText();

describe("both directions", () => {
  it("exports a run that the command line evaluates and goes on sampling from", async () => {
    const studio = await Studio.open({ at: "#/train?count=1000" });
    await studio.train();
    await studio.epochs(2);
    await studio.stop();
    const files = unzipSync(readFileSync(await exported(studio)));
    for (const [path, bytes] of Object.entries(files)) {
      const file = join(folder, path);
      await run("mkdir", ["-p", join(file, "..")]);
      writeFileSync(file, bytes);
    }
    const name = Object.keys(files)[0]!.split("/")[0]!;
    const { stdout } = await vaekit("evaluate", join(folder, name), "digits", "--count", "1000", "--json");
    expect(JSON.parse(stdout).count).toBeGreaterThan(100);
    await vaekit("sample", join(folder, name), "-n", "4", "--out", join(folder, "four.png"));
    expect(readFileSync(join(folder, name, "report.html"), "utf8")).toContain("<svg");
    await studio.shot("runs");
    await studio.close();
  });

  it("opens a run of the command line, named there or dropped on the page", async () => {
    const path = join(folder, "cli-run");
    await vaekit("train", "digits", "--count", "500", "--preset", "dense-2d", "--epochs", "2", "--out", path);
    const studio = await Studio.open({ given: { kind: "run", name: "cli-run", path } });
    await studio.page.getByRole("heading", { level: 2, name: "Latent" }).waitFor();
    await studio.says("finished");
    // The built-in set that it was trained on is drawn again.
    await studio.says(/450 items/);
    await studio.show("Generate");
    await studio.page.getByRole("img", { name: "Samples" }).waitFor();
    await studio.close();
    const other = await Studio.open({ at: "#/runs?count=100" });
    await other.page.locator('input[type="file"]').last().setInputFiles(path);
    await other.says("finished");
    await other.page.getByRole("rowheader", { name: "cli-run" }).waitFor();
    await other.close();
  });
});

describe("a server", () => {
  it("gives a model to the page, with its token and only when it shares", async () => {
    const path = join(folder, "served");
    await vaekit("train", "digits", "--count", "300", "--preset", "dense-2d", "--epochs", "1", "--out", path);
    const studio = await Studio.open({ at: "#/runs?count=100" });
    const token = "a-token-for-the-test";
    const cors = [new URL(studio.server.url).origin];
    const options = { runs: [path], port: 0, token, cors, workerScript };
    const server = await startServer({ ...options, share: true });
    const { page } = studio;
    await page.getByText("Open a served model").click();
    await page.getByLabel("Address of the server").fill(server.url);
    await page.getByRole("button", { name: "List its models" }).click();
    await studio.says(/token/);
    await page.getByLabel("Token, if it has one").fill(token);
    await page.getByRole("button", { name: "List its models" }).click();
    await page.getByRole("button", { name: "Open served" }).click();
    await page.getByRole("rowheader", { name: "served" }).waitFor();
    await studio.says("finished");
    await server.close();
    await page.getByRole("button", { name: "List its models" }).click();
    await studio.says(/cannot be reached from this page/);
    await studio.close(/Failed to load resource|needs a token|cannot be reached|ERR_CONNECTION_REFUSED/);
  });
});

describe("engines", () => {
  it("works without isolation on one thread, and says so", async () => {
    const studio = await Studio.open({ isolated: false, at: "?alone#/train?count=200" });
    await studio.page.getByText("Wasm × 1").waitFor();
    await studio.page.getByText("Wasm × 1").click();
    await studio.says("not cross-origin isolated");
    await studio.shot("not-isolated");
    await studio.page.keyboard.press("Escape");
    await studio.train();
    await studio.epochs(1);
    await studio.stop();
    await studio.close();
  });

  it("isolates itself by a service worker on a host of plain files", async () => {
    const studio = await Studio.open({ isolated: false, at: "#/data?count=100" });
    await studio.page.getByText(/Wasm × [2-9]/).waitFor({ timeout: 60_000 });
    expect(await studio.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await studio.close();
  });

  it("trains on WebGPU where it is asked to", async () => {
    const studio = await Studio.open({ graphics: "webgpu", at: "#/train?count=200" });
    await studio.page.getByText(/Wasm × \d/).click();
    await studio.page.getByRole("radio", { name: "WebGPU" }).check();
    await studio.page.locator("summary", { hasText: "WebGPU" }).waitFor();
    await studio.page.locator("summary", { hasText: "WebGPU" }).click();
    await studio.train();
    await studio.epochs(1);
    await studio.shot("webgpu");
    await studio.stop();
    await studio.close();
  });
});

// Points along a line between two places of a box, given as shares of its sides.
function line(
  box: { x: number; y: number; width: number; height: number } | null,
  from: readonly [number, number],
  to: readonly [number, number],
): (readonly [number, number])[] {
  const { x, y, width, height } = box!;
  return Array.from({ length: 10 }, (_, i) => {
    const at = (k: 0 | 1) => from[k] + (to[k] - from[k]) * (i / 9);
    return [x + width * at(0), y + height * at(1)] as const;
  });
}

// Runs that are cut off: killed, interrupted, or stopped by a full disk, and continued to the very same weights.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.ts";
import { type Ended, hashOf, TINY, temporaryFolder, vaekit } from "./harness.ts";

const cwd = temporaryFolder();
const at = (path: string) => join(cwd, path);

// 500 steps an epoch with a checkpoint in the middle of each; order, noise, corruption, a validation part and the best weights are all in play.
const TRAIN = [
  "train",
  "digits",
  "--count",
  "4400",
  ...TINY,
  "--batch",
  "8",
  "--epochs",
  "3",
  "--binarise",
  "dynamic",
  "--corrupt",
  "mask:0.1",
  "--set",
  "train.validation=0.1",
  "--set",
  "train.patience=3",
  "--checkpoint-minutes",
  "0.000001",
  "--no-report",
  "--json",
];

const begin = (out: string) => [...TRAIN, "--out", out];
const resume = (out: string) => ["train", "--resume", out, "--checkpoint-minutes", "0.000001", "--no-report", "--json"];
const lines = (text: string) => text.split("\n").slice(0, -1);

interface EpochLine {
  readonly kind: string;
  readonly seconds: number;
}

// What an epoch recorded, without the clock.
function epochsOf(run: string): unknown[] {
  const records = lines(readFileSync(at(`${run}/metrics.jsonl`), "utf8")).map((line) => JSON.parse(line) as EpochLine);
  return records.filter(({ kind }) => kind === "epoch").map(({ seconds: _seconds, ...record }) => record);
}

function expectSame(run: string): void {
  expect(hashOf(at(`${run}/model.safetensors`))).toBe(hashOf(at("whole/model.safetensors")));
  expect(epochsOf(run)).toEqual(epochsOf("whole"));
}

beforeAll(async () => {
  const { code, stderr } = await vaekit(begin("whole"), { cwd });
  expect(code, stderr).toBe(0);
});

/** Starts or continues the run and kills it after so many lines of output and milliseconds. */
async function killed(out: string, after: number, milliseconds: number): Promise<Ended> {
  const started = existsSync(at(`${out}/config.json`));
  let doomed = false;
  return vaekit(started ? resume(out) : begin(out), {
    cwd,
    watch({ stdout }, send) {
      if (doomed || lines(stdout).length < after) return;
      doomed = true;
      setTimeout(() => send("SIGKILL"), milliseconds);
    },
  });
}

describe("a run killed by SIGKILL", () => {
  it.each([1, 2])("ends with the same weights as one never stopped (moments of seed %i)", async (seed) => {
    const out = `killed-${seed}`;
    const moments = new Generator(seed, "kill").fillUniform(new Float32Array(10));
    let kills = 0;
    for (let k = 0; k < 5; k++) {
      const { signal } = await killed(out, 1 + Math.floor(moments[2 * k]! * 10), moments[2 * k + 1]! * 60);
      if (signal === "SIGKILL") kills++;
    }
    expect(kills).toBeGreaterThanOrEqual(2);
    if (JSON.parse(readFileSync(at(`${out}/config.json`), "utf8")).status === "training") {
      const { code, stderr } = await vaekit(resume(out), { cwd });
      expect(code, stderr).toBe(0);
    }
    expectSame(out);
  });

  it("is whole when it dies while the finished model is written", async () => {
    for (const [k, milliseconds] of [0, 25].entries()) {
      const out = `late-${k}`;
      const last = (stdout: string) => stdout.includes('"kind":"epoch","epoch":3');
      let doomed = false;
      await vaekit(begin(out), {
        cwd,
        watch({ stdout }, send) {
          if (doomed || !last(stdout)) return;
          doomed = true;
          setTimeout(() => send("SIGKILL"), milliseconds);
        },
      });
      expect(doomed).toBe(true);
      const { status } = JSON.parse(readFileSync(at(`${out}/config.json`), "utf8"));
      if (status === "training") expect((await vaekit(resume(out), { cwd })).code).toBe(0);
      expectSame(out);
      expect((await vaekit(["info", out], { cwd })).code).toBe(0);
    }
  });
});

describe("a run interrupted by Ctrl-C", () => {
  it("finishes its step, saves, says how to go on, exits with 130, and goes on to the same weights", async () => {
    let sent = false;
    const { code, signal, stderr } = await vaekit(begin("stopped"), {
      cwd,
      watch({ stdout }, send) {
        if (sent || lines(stdout).length < 5) return;
        sent = true;
        send("SIGINT");
      },
    });
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(stderr).toContain("vaekit train --resume stopped");
    expect(JSON.parse(readFileSync(at("stopped/config.json"), "utf8")).status).toBe("training");
    expect((await vaekit(["train", "--resume", "--out", "stopped", "--no-report"], { cwd })).code).toBe(0);
    expectSame("stopped");
  });

  it("stops at once when asked a second time", async () => {
    let sent = 0;
    const slow = [
      "train",
      "digits",
      "--count",
      "3000",
      "--preset",
      "conv",
      "--batch",
      "2500",
      "--out",
      "slow",
      "--json",
    ];
    const { code, stderr } = await vaekit(slow, {
      cwd,
      watch({ stdout, stderr }, send) {
        const ready = sent === 0 ? stdout.includes('"kind":"step"') : stderr.includes("once more stops at once");
        if (!ready || sent === 2) return;
        sent++;
        send("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(sent).toBe(2);
    expect(stderr).not.toContain("saved");
  });
});

describe("a run that cannot save", () => {
  it("says why with exit code 2, keeps the last checkpoint, and goes on from it once there is room", async () => {
    let sent = false;
    await vaekit(begin("full"), {
      cwd,
      watch({ stdout }, send) {
        if (sent || lines(stdout).length < 8) return;
        sent = true;
        send("SIGINT");
      },
    });
    const checkpoint = at("full/checkpoint/state.safetensors");
    const before = hashOf(checkpoint);
    const { code, stderr } = await vaekit(resume("full"), { cwd, fileLimit: 100 });
    expect(code).toBe(2);
    expect(stderr.trimEnd()).toMatch(
      /^error: full\/checkpoint\/state\.safetensors: cannot be written \(.*limit.*\); free some space.*still valid$/,
    );
    expect(hashOf(checkpoint)).toBe(before);
    expect(existsSync(at("full/checkpoint/.state.safetensors.tmp"))).toBe(false);
    expect((await vaekit(resume("full"), { cwd })).code).toBe(0);
    expectSame("full");
  });
});

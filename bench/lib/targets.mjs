// The targets of the project, each with how it follows from what was measured.

import { best } from "./turns.mjs";

const ratio = (value) => `${value.toFixed(2)}x`;

// How many times faster ours is than a peer, both at their best.
function against(records, group, target) {
  const [ours, peer] = [best(records, "ours"), best(records, group)];
  if (ours === undefined) return { reason: "ours did not run" };
  if (peer === undefined) return { reason: reasonOf(records, group) };
  const value = peer.medianMs / ours.medianMs;
  return {
    value,
    text: `${ratio(value)} (${ours.medianMs.toFixed(2)} ms against ${peer.medianMs.toFixed(2)} ms)`,
    met: value >= target,
  };
}

function reasonOf(records, group) {
  const record = records.find((known) => known.group === group);
  return record === undefined ? "not on this machine" : `it did not run: ${record.reason}`;
}

function overLimit(records, target) {
  const [ours, limit] = [best(records, "ours"), best(records, "limit")];
  if (ours === undefined || limit === undefined) return { reason: "not measured" };
  const value = ours.medianMs / limit.medianMs;
  return {
    value,
    text: `${ratio(value)} (${ours.medianMs.toFixed(2)} ms against ${limit.medianMs.toFixed(2)} ms)`,
    met: value <= target,
  };
}

// Against the faster of the two peers that ran.
function againstBetter(records, target) {
  const peers = ["tfjs", "jax"].map((group) => best(records, group)).filter((record) => record !== undefined);
  const ours = best(records, "ours");
  if (ours === undefined) return { reason: reasonOf(records, "ours") };
  if (peers.length === 0)
    return { value: null, text: `${ours.medianMs.toFixed(2)} ms; neither peer finishes a step`, met: true };
  const peer = peers.sort((a, b) => a.medianMs - b.medianMs)[0];
  const value = peer.medianMs / ours.medianMs;
  return {
    value,
    text: `${ratio(value)} (${ours.medianMs.toFixed(2)} ms against ${peer.medianMs.toFixed(2)} ms, ${peer.name.split(",")[0]})`,
    met: value >= target,
  };
}

/** One row per target; `{what, target, value?, text?, met?, reason?}`. Rows of what was not run are left out. */
export function targetRows({ node, browser, whole, memory, help }) {
  const rows = [];
  const add = (what, target, result) => rows.push({ what, target, ...result });
  if (node !== undefined) {
    add("dense step, batch 128, against PyTorch", "2x", against(node["dense 128"], "pytorch", 2));
    add("dense step, batch 128, against TensorFlow.js wasm", "30x", against(node["dense 128"], "tfjs", 30));
    add("dense step, batch 128, against jax-js wasm", "8x", against(node["dense 128"], "jax", 8));
    add("dense step, batch 128, over its products alone", "at most 1.6x", overLimit(node["dense 128"], 1.6));
    add("dense step, batch 512, over its products alone", "at most 1.3x", overLimit(node["dense 512"], 1.3));
    add("conv step, batch 128, against PyTorch", "2x", against(node["conv 128"], "pytorch", 2));
  }
  if (browser !== undefined) {
    for (const workload of ["dense", "conv"]) {
      const what = `${workload} step, batch 128, in Chromium, against the better of TensorFlow.js and jax-js wasm`;
      add(what, "2x", againstBetter(browser[`${workload} 128`], 2));
    }
  }
  if (whole !== undefined) {
    const share = whole.epochMs / whole.bareMs;
    const seconds = (ms) => (ms / 1000).toFixed(2);
    add("whole epoch over the bare steps", "at most 1.15x", {
      value: share,
      text: `${ratio(share)} (${seconds(whole.epochMs)} s against ${seconds(whole.bareMs)} s, ${whole.stepsPerEpoch} steps)`,
      met: share <= 1.15,
    });
    add("encode, dense encoder, 28x28 pictures", "100,000 a second", {
      value: whole.encodePerSecond,
      text: `${Math.round(whole.encodePerSecond).toLocaleString("en")} a second`,
      met: whole.encodePerSecond >= 1e5,
    });
  }
  if (memory !== undefined) {
    const growth = memory.atLast - memory.atFirst;
    add("memory of the mnist preset, peak", "at most 400 MB", {
      value: memory.peak,
      text: `${memory.peak.toFixed(0)} MB`,
      met: memory.peak <= 400,
    });
    add(`memory, growth from step ${memory.first} to ${memory.last}`, "under 20 MB", {
      value: growth,
      text: `${growth.toFixed(1)} MB`,
      met: growth < 20,
    });
  }
  if (help !== undefined) {
    add(
      "vaekit --help, no runtime loaded",
      "under 150 ms",
      help.reason === undefined
        ? {
            value: help.ms,
            text: `${help.ms.toFixed(0)} ms, of which Node ${help.nodeMs.toFixed(0)} ms; loads ${help.packages.join(", ") || "no package"}`,
            met: help.ms < 150 && !help.runtimeLoaded,
          }
        : { reason: help.reason },
    );
  }
  return rows;
}

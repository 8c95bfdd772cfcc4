// The seconds that the example fashion-mnist-vae takes here and in TensorFlow.js on WebAssembly: steps of both, taking turns,
// times the steps of its hundred epochs: node bench/reproduce/beside-tfjs.mjs [--rounds 7]. Needs `npm run build`.

import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startContestants } from "../lib/contestants.mjs";
import { installPeers } from "../lib/peers.mjs";
import { takeTurns } from "../lib/turns.mjs";
import { writePage } from "./page.mjs";

const BATCH = 256;
const STEPS = 100 * Math.ceil(60_000 / BATCH);

const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
const say = (text) => process.stderr.write(`${text}\n`);
const load = loadavg()[0];
const { contestants } = await startContestants({ missing: installPeers(say), say, groups: ["ours", "tfjs"] });
const measured = await takeTurns(contestants, "fashion", BATCH, { rounds: Number(values.rounds), say });
for (const { close } of contestants) await close();
const record = {
  name: "fashion-seconds",
  what: "784-512-z2 on Fashion-MNIST, 100 epochs of batch 256",
  command: "node bench/reproduce/beside-tfjs.mjs",
  load,
  contestants: measured.map(({ name, medianMs, reason }) => ({
    name,
    ...(reason === undefined ? { medianMs, seconds: (medianMs * STEPS) / 1000 } : { reason }),
  })),
  date: new Date().toISOString().slice(0, 10),
};
const folder = fileURLToPath(new URL("../../docs/results/reproductions", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/fashion-seconds.json`, `${JSON.stringify(record, null, 2)}\n`);
writePage(folder);
console.log(record.contestants);
process.exit(0);

// The pictures of docs/studio.md, from those that the studio's tests leave in artefacts/studio: node scripts/studio-pictures.mjs
// after npx vitest run --project studio. Written as small PNG files with a palette.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const PICTURES = {
  data: "tour-data-light",
  model: "tour-model-dark",
  train: "tour-train-light",
  latent: "tour-latent-light",
  generate: "tour-generate-dark",
  reconstruct: "reconstruct",
  score: "tour-score-dark",
  runs: "tour-runs-light",
  phone: "latent-360-dark-en",
};

mkdirSync(path("docs/pictures/studio"), { recursive: true });
for (const [name, from] of Object.entries(PICTURES)) {
  const to = path(`docs/pictures/studio/${name}.png`);
  const { size } = await sharp(path(`artefacts/studio/${from}.png`))
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(to);
  console.log(`${to}: ${Math.round(size / 1000)} kB`);
}

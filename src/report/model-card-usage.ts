// How to use a saved model, for its card: this library, bare ONNX Runtime, Python.

import { hasLogVariance } from "../models/index.ts";
import type { Overview } from "../tasks/index.ts";
import { escapeMarkdown } from "./escape.ts";
import { factsOf } from "./facts.ts";

/** Markdown with one example per way. */
export function loadingGuide(overview: Overview): string {
  const { itemShape } = overview;
  const { variational, latent, item } = factsOf(overview);
  const drawn = variational || overview.samples !== undefined;
  const shape = itemShape.join(", ");
  const encoding = item === "picture" ? "pixels in [0, 1], [channels, height, width]" : "columns standardised";
  return `## Use

Items are float32 [n, ${shape}], ${encoding}. Codes are [n, ${latent}].${conditionGuide(overview)}

### Command line

\`\`\`sh
npx vaekit info .
npx vaekit encode . DATA --out z.npy${drawn ? "\nnpx vaekit sample . -n 16 --seed 1 --out samples.npy" : ""}
\`\`\`

### TypeScript

\`\`\`ts
${typescript(drawn)}
\`\`\`

### ONNX Runtime, without vaekit

\`onnx/encoder.onnx\` takes \`x\` and gives \`mean\`${hasLogVariance(overview.file.config.model) ? " and `log_variance`" : overview.codes ? " and `codes`" : ""}; \`onnx/decoder.onnx\` takes \`z\` and gives \`mean\`${variational ? " and the parameters of the likelihood" : " and the raw `output`"}. The batch is free.

\`\`\`ts
import { InferenceSession, Tensor } from "onnxruntime-node"; // or onnxruntime-web

const encoder = await InferenceSession.create("onnx/encoder.onnx");
const decoder = await InferenceSession.create("onnx/decoder.onnx");
const x = new Tensor("float32", new Float32Array(${itemShape.join(" * ")}), [1, ${shape}]);
const { mean: z } = await encoder.run({ x });
const { mean: restored } = await decoder.run({ z });
\`\`\`

### Python

\`\`\`python
import numpy as np, onnxruntime as ort

encoder = ort.InferenceSession("onnx/encoder.onnx")
z = encoder.run(["mean"], {"x": np.zeros((1, ${shape}), np.float32)})[0]
restored = ort.InferenceSession("onnx/decoder.onnx").run(["mean"], {"z": z})[0]

from safetensors.numpy import load_file  # or safetensors.torch

weights = load_file("model.safetensors")
print({name: tensor.shape for name, tensor in weights.items()})
\`\`\`${item === "picture" ? "" : "\n\nMean and standard deviation of each column, for standardising and back, are in `config.json` under `schema.columns`."}`;
}

function conditionGuide({ file }: Overview): string {
  const { condition, classifier } = file.config.model;
  if (!condition?.attributes) return "";
  const width = condition.attributes.reduce((sum, { levels }) => sum + levels.length, 0);
  const named = condition.attributes.map(({ name, levels }) => `${name} (${levels.join(", ")})`);
  const graphs = classifier ? " `onnx/classifier.onnx` takes `x` and gives the `probabilities` of the classes." : "";
  return ` The model is conditional: both ONNX graphs also take \`condition\` [n, ${width}], one-hot rows of ${escapeMarkdown(named.join("; then "))}; zeros where it is not known.${graphs}`;
}

function typescript(drawn: boolean): string {
  const verb = drawn ? "sample" : "decode";
  const call = drawn
    ? "const { items } = await sample(nodeRuntime(), trained, { count: 16, seed: 1 });\nconsole.log(items.shape, items.data);"
    : 'const codes = { dtype: "float32", shape: [1, trained.model.latent], data: new Float32Array(trained.model.latent) } as const;\nconst items = await decode(nodeRuntime(), trained, codes);\nconsole.log(items.shape, items.data);';
  return `import { ${["loadModel", verb].sort().join(", ")} } from "vaekit";
import { nodeRuntime } from "vaekit/runtime/node";
import { folderStore } from "vaekit/tasks/node";

const trained = await loadModel(folderStore("."));
${call}`;
}

// jax-js on WebAssembly as a contestant: the reference training steps, forward, backward and Adam under one jit.
// Neutral: runs in Node and, bundled, in a page. Arrays are consumed by use; `.ref` keeps one for another use.

import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

const DATA_BATCHES = 8;
const WARM_UP = 3;
const [DECAY1, DECAY2, EPSILON, RATE] = [0.9, 0.999, 1e-8, 1e-3];

function uniform(shape, low = 0, high = 1) {
  const data = Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    () => low + (high - low) * Math.random(),
  );
  return np.array(data).reshape(shape);
}

// Box-Muller, once before the clock starts: drawing noise is not part of this contestant's time.
function normal(shape) {
  const draw = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return np.array(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw)).reshape(shape);
}

const glorot = (shape, fan) => uniform(shape, -Math.sqrt(6 / fan), Math.sqrt(6 / fan));
const denseWeights = (into, out) => [glorot([into, out], into + out), np.zeros([out])];
const apply = (x, weight, bias) => np.dot(x, weight).add(bias);

const denseVae = {
  event: [784],
  latent: 20,
  weights: () => [
    ...denseWeights(784, 400),
    ...denseWeights(400, 20),
    ...denseWeights(400, 20),
    ...denseWeights(20, 400),
    ...denseWeights(400, 784),
  ],
  encode(x, p) {
    const features = nn.relu(apply(x, p[0], p[1]));
    return [apply(features.ref, p[2], p[3]), apply(features, p[4], p[5])];
  },
  decode: (z, p) => apply(nn.relu(apply(z, p[6], p[7])), p[8], p[9]),
};

const SIDES = [
  [1, 1],
  [1, 1],
];
const filter = (a, b) => glorot([a, b, 4, 4], 16 * (a + b));
const conv = (x, w, b) => lax.convGeneralDilated(x, w, [2, 2], SIDES, {}).add(b);
const convTranspose = (x, w, b) => lax.convTranspose(x, w, [2, 2], SIDES, { transposeKernel: true }).add(b);

const convVae = {
  event: [1, 28, 28],
  latent: 16,
  weights: () => [
    ...denseWeights(3136, 16),
    ...denseWeights(3136, 16),
    ...denseWeights(16, 3136),
    filter(32, 1),
    np.zeros([32, 1, 1]),
    filter(64, 32),
    np.zeros([64, 1, 1]),
    filter(64, 32),
    np.zeros([32, 1, 1]),
    filter(32, 1),
    np.zeros([1, 1, 1]),
  ],
  encode(x, p) {
    const half = nn.relu(conv(x, p[6], p[7]));
    const features = nn.relu(conv(half, p[8], p[9])).reshape([-1, 3136]);
    return [apply(features.ref, p[0], p[1]), apply(features, p[2], p[3])];
  },
  decode(z, p) {
    const features = nn.relu(apply(z, p[4], p[5])).reshape([-1, 64, 7, 7]);
    return convTranspose(nn.relu(convTranspose(features, p[10], p[11])), p[12], p[13]);
  },
};

// Sum over pixels and latent dimensions, mean over the batch, in nats.
function negativeElbo(model, batch) {
  return (p, x, noise) => {
    const [mean, logVariance] = model.encode(x.ref, p);
    const z = mean.ref.add(np.exp(logVariance.ref.mul(0.5)).mul(noise));
    const logits = model.decode(z, p);
    const reconstruction = np.sum(nn.softplus(logits.ref).sub(logits.mul(x)));
    const kl = np.sum(np.square(mean).add(np.exp(logVariance.ref)).sub(logVariance).sub(1)).mul(0.5);
    return reconstruction.add(kl).div(batch);
  };
}

function adamStep(loss) {
  return jit((p, m, v, x, noise, scale1, scale2) => {
    const [value, g] = valueAndGrad(loss)(tree.ref(p), x, noise);
    const m2 = m.map((old, i) => old.mul(DECAY1).add(g[i].ref.mul(1 - DECAY1)));
    const v2 = v.map((old, i) => old.mul(DECAY2).add(np.square(g[i]).mul(1 - DECAY2)));
    const p2 = p.map((old, i) => {
      const root = np.sqrt(v2[i].ref.mul(scale2.ref)).add(EPSILON);
      return old.sub(m2[i].ref.mul(scale1.ref).div(root));
    });
    scale1.dispose();
    scale2.dispose();
    return [p2, m2, v2, value];
  });
}

function training(name, batch) {
  const model = name === "dense" ? denseVae : convVae;
  const step = adamStep(negativeElbo(model, batch));
  const batches = Array.from({ length: DATA_BATCHES }, () => uniform([batch, ...model.event]));
  const noises = Array.from({ length: DATA_BATCHES }, () => normal([batch, model.latent]));
  let p = model.weights();
  let [m, v] = [0, 1].map(() => p.map((x) => np.zeros(x.shape)));
  let count = 0;
  return async () => {
    const at = count++ % DATA_BATCHES;
    const [scale1, scale2] = [RATE / (1 - DECAY1 ** count), 1 / (1 - DECAY2 ** count)].map((s) => np.array(s));
    let value;
    [p, m, v, value] = step(p, m, v, batches[at].ref, noises[at].ref, scale1, scale2);
    return (await value.data())[0];
  };
}

/** Starts the backend; it chooses its threads itself: all cores in an isolated page, one in Node. */
export async function create() {
  const available = await init("wasm");
  if (!available.includes("wasm")) throw new Error(`jax-js: its wasm backend is not available, got ${available}`);
  defaultDevice("wasm");
  const steps = new Map();
  return {
    about: "jax-js wasm",
    async timed(name, batch, count) {
      const key = `${name} ${batch}`;
      if (!steps.has(key)) {
        const step = training(name, batch);
        for (let i = 0; i < WARM_UP; i++) await step();
        steps.set(key, step);
      }
      const timesMs = [];
      let loss = 0;
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        loss = await steps.get(key)();
        timesMs.push(performance.now() - start);
      }
      return { timesMs, loss };
    },
  };
}

// TensorFlow.js on WebAssembly as a contestant: the reference training steps written its own way (NHWC pictures, its
// Adam). Neutral: runs in Node and, bundled, in a page. A kernel that its backend lacks is told in its own words.

import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

const DATA_BATCHES = 8;
const WARM_UP = 3;

const glorot = (shape, fanIn, fanOut) => {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return tf.variable(tf.randomUniform(shape, -limit, limit));
};
const dense = (into, out) => {
  const [weight, bias] = [glorot([into, out], into, out), tf.variable(tf.zeros([out]))];
  return (x) => tf.add(tf.matMul(x, weight), bias);
};

function denseVae(width, latent) {
  const [hidden, mean, logVariance] = [dense(784, width), dense(width, latent), dense(width, latent)];
  const [back, logits] = [dense(latent, width), dense(width, 784)];
  return {
    event: [784],
    reconstruction: crossEntropy,
    encode(x) {
      const features = tf.relu(hidden(x));
      return [mean(features), logVariance(features)];
    },
    decode: (z) => logits(tf.relu(back(z))),
  };
}

function convVae() {
  const filter = (shape) => glorot(shape, 16 * shape[2], 16 * shape[3]);
  const [down1, down2, up1, up2] = [
    [1, 32],
    [32, 64],
    [32, 64],
    [1, 32],
  ].map(([a, b]) => filter([4, 4, a, b]));
  const biases = [32, 64, 32, 1].map((size) => tf.variable(tf.zeros([size])));
  const [mean, logVariance, back] = [dense(3136, 16), dense(3136, 16), dense(16, 3136)];
  return {
    event: [28, 28, 1],
    reconstruction: crossEntropy,
    encode(x) {
      const half = tf.relu(tf.add(tf.conv2d(x, down1, 2, "same"), biases[0]));
      const features = tf.reshape(tf.relu(tf.add(tf.conv2d(half, down2, 2, "same"), biases[1])), [-1, 3136]);
      return [mean(features), logVariance(features)];
    },
    decode(z) {
      const n = z.shape[0];
      const features = tf.reshape(tf.relu(back(z)), [n, 7, 7, 64]);
      const half = tf.relu(tf.add(tf.conv2dTranspose(features, up1, [n, 14, 14, 32], 2, "same"), biases[2]));
      return tf.add(tf.conv2dTranspose(half, up2, [n, 28, 28, 1], 2, "same"), biases[3]);
    },
  };
}

// The example fashion-mnist-vae: squared error of a sigmoid.
const fashionVae = () => ({
  ...denseVae(512, 2),
  reconstruction: (logits, x) => tf.sum(tf.square(tf.sub(tf.sigmoid(logits), x))),
});

const MODELS = { dense: () => denseVae(400, 20), conv: convVae, fashion: fashionVae };

function crossEntropy(logits, x) {
  const tail = tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1));
  return tf.sum(tf.add(tf.sub(tf.relu(logits), tf.mul(logits, x)), tail));
}

// Sum over pixels and latent dimensions, mean over the batch.
function negativeElbo(model, x) {
  const [mean, logVariance] = model.encode(x);
  const z = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), tf.randomNormal(mean.shape)));
  const reconstruction = model.reconstruction(model.decode(z), x);
  const kl = tf.mul(tf.sum(tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1))), 0.5);
  return tf.div(tf.add(reconstruction, kl), x.shape[0]);
}

function training(name, batch) {
  const model = MODELS[name]();
  const optimiser = tf.train.adam(1e-3);
  const batches = Array.from({ length: DATA_BATCHES }, () => tf.randomUniform([batch, ...model.event]));
  let count = 0;
  return async () => {
    const loss = optimiser.minimize(() => negativeElbo(model, batches[count++ % DATA_BATCHES]), true);
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
}

/** Starts the backend. `wasmPaths` is a folder's path or URL ending in a slash; `threads` counts in pages only. */
export async function create({ wasmPaths, threads = 1 }) {
  setWasmPaths(wasmPaths);
  setThreadsCount(threads);
  await tf.setBackend("wasm");
  await tf.ready();
  const steps = new Map();
  return {
    about: `TensorFlow.js ${tf.version.tfjs} wasm`,
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

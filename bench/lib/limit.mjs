// The machine's own limit as a contestant: the matrix products of a training step alone, forward and backward, at the
// same shapes and on the same engine. What a step takes beyond it is everything that is not a product.

import { grad, input, matmul, slice, sum, Tensor, topologicalOrder } from "vaekit/graph";
import { simplified, tracedStep, uniform } from "./workloads.mjs";

const PRODUCTS = ["matmul", "gemm", "conv", "convTranspose", "convWeightGrad"];
const WARM_UP = 3;

/** The products of a workload's step with inputs of their own; each output is cut to four elements, so that no time goes into handing results over. */
export function productsOf(name, batch) {
  const { loss, parameters } = tracedStep(name, batch).program;
  const gradients = grad(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  const step = simplified({ loss, ...gradients });
  const inputs = new Map();
  const inputFor = (x) => {
    if (!inputs.has(x)) inputs.set(x, input(`x${inputs.size}`, x.shape));
    return inputs.get(x);
  };
  const nodes = topologicalOrder(Object.values(step)).filter(({ op }) => PRODUCTS.includes(op));
  const outputs = nodes.map((node) => {
    const [a, b] = node.inputs.map(inputFor);
    const product =
      node.op === "gemm" ? matmul(a, b, node.attrs) : new Tensor(node.op, [a, b], node.attrs, node.shape, node.dtype);
    return sum(
      slice(product, ...product.shape.map((size, axis) => ({ axis, end: Math.min(size, axis === 0 ? 1 : 4) }))),
    );
  });
  return { nodes, inputs: [...inputs.values()], outputs };
}

/** A contestant on a runtime that runs the products alone. */
export function limit(runtime) {
  const compiled = new Map();
  const prepare = async (name, batch) => {
    const { inputs, outputs } = productsOf(name, batch);
    const executable = await runtime.compile({
      outputs: Object.fromEntries(outputs.map((output, i) => [`y${i}`, output])),
      resident: inputs.map((tensor, i) => ({ input: tensor, value: uniform(tensor.shape, i) })),
    });
    for (let i = 0; i < WARM_UP; i++) await executable.run({});
    return executable;
  };
  return {
    async timed(name, batch, count) {
      const key = `${name} ${batch}`;
      if (!compiled.has(key)) compiled.set(key, await prepare(name, batch));
      const timesMs = [];
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        await compiled.get(key).run({});
        timesMs.push(performance.now() - start);
      }
      return { timesMs };
    },
  };
}

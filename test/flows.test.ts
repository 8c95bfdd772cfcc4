// Flows in float32 on the native engine: against the reference evaluator, finite at extremes, and learning densities.

import { describe, expect, test } from "vitest";
import { float32, Generator, type HostArray, sizeOf } from "../src/array/index.ts";
import { type FlowSpec, flowDensity, isInvertible, makeFlow } from "../src/distributions/index.ts";
import {
  add,
  div,
  evaluate,
  grad,
  initialValues,
  input,
  Key,
  mean,
  mul,
  NoiseSource,
  neg,
  Scope,
  sqrt,
  square,
  sub,
  type Tensor,
} from "../src/graph/index.ts";
import { nodeRuntime } from "../src/runtime/node.ts";

const runtime = nodeRuntime({ threads: 1 });
const [ROWS, SIZE, WIDTH] = [16, 4, 3];

const specs: readonly FlowSpec[] = [
  { kind: "planar", layers: 4 },
  { kind: "radial", layers: 4 },
  { kind: "householder", layers: 4 },
  { kind: "iaf", layers: 3 },
  { kind: "maf", layers: 3 },
  { kind: "realnvp", layers: 4 },
];

function traced(spec: FlowSpec) {
  const scope = new Scope({ training: true });
  const [x, context] = [input("x", [ROWS, SIZE]), input("context", [ROWS, WIDTH])];
  const flow = makeFlow(spec, SIZE, scope, { context });
  const tensors = [x, context, ...scope.variables().map(({ tensor }) => tensor as Tensor<"input">)];
  const outputs: Record<string, Tensor> = {};
  for (const direction of isInvertible(spec) ? (["forward", "inverse"] as const) : (["forward"] as const)) {
    const { value, logDeterminant } = flow[direction](x);
    outputs[`${direction} value`] = value;
    outputs[`${direction} logDeterminant`] = logDeterminant;
  }
  const feeds = (scale: (name: string) => number) =>
    Object.fromEntries(
      tensors.map(({ attrs: { name }, shape }) => {
        const values = new Generator(5, name).fillNormal(new Float32Array(sizeOf(shape)));
        return [
          name,
          float32(
            values.map((v) => v * scale(name)),
            shape,
          ),
        ];
      }),
    );
  return { flow, outputs, feeds };
}

async function run(outputs: Record<string, Tensor>, feeds: Record<string, HostArray>) {
  const executable = await runtime.compile({ outputs });
  const results = await executable.run(Object.fromEntries(executable.feeds.map((name) => [name, feeds[name]!])));
  await executable.dispose();
  return Object.keys(outputs).map((name) => results[name]!.data as Float32Array);
}

describe.each(specs.map((spec) => [spec.kind, spec] as const))("%s in float32", (_, spec) => {
  test("agrees with the reference evaluator", async () => {
    const { outputs, feeds } = traced(spec);
    const values = feeds((name) => (name === "x" || name === "context" ? 1 : name.endsWith("weight") ? 0.1 : 0.5));
    const want = evaluate(
      Object.values(outputs),
      Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data as Float32Array])),
    );
    const got = await run(outputs, values);
    want.forEach(({ data }, k) => {
      data.forEach((v, i) => {
        const error = Math.abs(got[k]![i]! - v);
        if (!(error <= 1e-4 * Math.max(1, Math.abs(v)))) {
          expect.fail(`${Object.keys(outputs)[k]}[${i}]: expected ${v}, got ${got[k]![i]}`);
        }
      });
    });
  });

  // The draws of a MAF feed its network with what it made before, so there large weights multiply once per element.
  test("stays finite forwards where all numbers are large or zero", async () => {
    const { outputs, feeds } = traced(spec);
    const forwards = Object.fromEntries(Object.entries(outputs).filter(([name]) => name.startsWith("forward")));
    for (const scale of [0, spec.kind === "maf" ? 1 : 5]) {
      for (const data of await run(
        forwards,
        feeds(() => scale),
      )) {
        expect(data.every(Number.isFinite)).toBe(true);
      }
    }
  });
});

/** Two interleaved half circles of radius 2 with noise 0.15, centred at the origin. */
function twoMoons(count: number, seed: number): Float32Array {
  const generator = new Generator(seed);
  const angle = generator.fillUniform(new Float32Array(count)).map((u) => Math.PI * u);
  const noise = generator.fillNormal(new Float32Array(2 * count));
  const out = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const side = i % 2 === 0 ? 1 : -1;
    out[2 * i] = side * (2 * Math.cos(angle[i]!) - 1) + 0.15 * noise[2 * i]!;
    out[2 * i + 1] = side * (2 * Math.sin(angle[i]!) - 0.5) + 0.15 * noise[2 * i + 1]!;
  }
  return out;
}

/** Distance of a point from the nearer half circle. */
function distanceToMoons(x: number, y: number): number {
  const distances = [1, -1].map((side) => {
    const [u, v] = [side * x + 1, side * y + 0.5];
    return v >= 0 ? Math.abs(Math.hypot(u, v) - 2) : Math.hypot(Math.abs(u) - 2, v);
  });
  return Math.min(...distances);
}

/** Mean log density in nats of the best normal with full covariance: -log det(2 pi e S) / 2. */
function normalLogDensity(points: Float32Array): number {
  const count = points.length / 2;
  const at = (i: number, k: number) => points[2 * i + k]!;
  const rows = Array.from({ length: count }, (_, i) => i);
  const centre = [0, 1].map((k) => rows.reduce((total, i) => total + at(i, k), 0) / count);
  const moment = (j: number, k: number) =>
    rows.reduce((total, i) => total + (at(i, j) - centre[j]!) * (at(i, k) - centre[k]!), 0) / count;
  return -(Math.log(2 * Math.PI * Math.E) + Math.log(moment(0, 0) * moment(1, 1) - moment(0, 1) ** 2) / 2);
}

/** Minimises `loss` with Adam inside the graph, feeding `batch(step)`; gives the trained values. */
async function train(loss: Tensor, scope: Scope, batch: (step: number) => Record<string, HostArray>, steps: number) {
  const variables = scope.variables();
  const gradients = grad(
    loss,
    variables.map(({ tensor }) => tensor),
  );
  const first = initialValues(variables, 3);
  const rate = input("rate", []);
  const resident = variables.flatMap(({ name, tensor }, i) => {
    const [m, v] = [input(`m ${name}`, tensor.shape), input(`v ${name}`, tensor.shape)];
    const nextM = add(mul(m, 0.9), mul(gradients[i]!, 0.1));
    const nextV = add(mul(v, 0.99), mul(square(gradients[i]!), 0.01));
    const zero = () => float32(new Float32Array(sizeOf(tensor.shape)), tensor.shape);
    return [
      { input: tensor, value: first[name]!, next: sub(tensor, mul(rate, div(nextM, add(sqrt(nextV), 1e-6)))) },
      { input: m, value: zero(), next: nextM },
      { input: v, value: zero(), next: nextV },
    ];
  });
  const executable = await runtime.compile({ outputs: { loss }, resident });
  for (let step = 0; step < steps; step++) {
    const decayed = 0.005 * (1 - step / steps);
    await executable.run({ rate: float32([decayed], []), ...batch(step) });
  }
  const values = await executable.read();
  await executable.dispose();
  return Object.fromEntries(variables.map(({ name }) => [name, values[name]!]));
}

// In nats: the moons themselves -2.09 (by quadrature), a normal of the same covariance -3.28.
test.each<[string, FlowSpec]>([
  ["realnvp", { kind: "realnvp", layers: 6, hidden: [32, 32] }],
  ["maf", { kind: "maf", layers: 6, hidden: [32, 32] }],
])("%s learns two moons far better than a normal, and its draws lie on them", async (_, spec) => {
  const scope = new Scope({ training: true });
  const density = flowDensity(makeFlow(spec, 2, scope), 2);
  const loss = neg(mean(density.logProb(input("z", [256, 2]))));
  const batch = (step: number) => ({ z: float32(twoMoons(256, 100 + step), [256, 2]) });
  const parameters = await train(loss, scope, batch, 600);

  const held = twoMoons(2000, 1);
  const outputs = { logProb: density.logProb(input("z", [2000, 2])) };
  const [logProb] = await run(outputs, { ...parameters, z: float32(held, [2000, 2]) });
  const got = logProb!.reduce((total, v) => total + v, 0) / 2000;
  const normal = normalLogDensity(held);
  expect(got - normal).toBeGreaterThan(0.8);

  const z = density.sample(new Key("draw"), 1000);
  const [drawn] = await run({ z }, { ...parameters, ...new NoiseSource([z]).at(1, 0) });
  const near = Array.from({ length: 1000 }, (_, i) => distanceToMoons(drawn![2 * i]!, drawn![2 * i + 1]!) < 0.45);
  expect(near.filter(Boolean).length).toBeGreaterThan(900);
});

// The floor plan: a room may import the rooms named here and nothing else; there are no cycles.

const rooms = {
  array: [],
  client: [],
  graph: ["array"],
  onnx: ["graph", "array"],
  nn: ["graph", "array"],
  distributions: ["graph", "array"],
  optim: ["graph", "array"],
  statistics: ["array"],
  data: ["statistics", "array"],
  runtime: ["onnx", "graph", "array"],
  objectives: ["distributions", "graph", "array"],
  models: ["objectives", "distributions", "nn", "graph", "array"],
  train: ["models", "objectives", "optim", "nn", "data", "runtime", "graph", "array"],
  metrics: ["models", "objectives", "distributions", "data", "statistics", "runtime", "graph", "array"],
  tasks: [
    "train",
    "metrics",
    "models",
    "objectives",
    "distributions",
    "nn",
    "optim",
    "data",
    "statistics",
    "runtime",
    "onnx",
    "graph",
    "array",
  ],
};
rooms.report = [...rooms.tasks, "tasks"];
rooms.server = [...rooms.tasks, "tasks"];
rooms.cli = [...rooms.tasks, "tasks", "report", "server"];

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `floor-${room}`,
      comment: `${room}/ may import only: ${["errors.ts", ...allowed].join(", ")}`,
      severity: "error",
      from: { path: `^src/${room}/` },
      to: {
        path: "^src/",
        pathNot: ["^src/errors\\.ts$", "^src/version\\.ts$", ...[room, ...allowed].map((name) => `^src/${name}/`)],
      },
    })),
    {
      name: "only-runtime-imports-onnxruntime",
      severity: "error",
      from: { pathNot: "^src/runtime/(node|web)\\.ts$" },
      to: { path: "onnxruntime-(node|web|common)" },
    },
    {
      name: "neutral-code-stays-neutral",
      comment: "Node's modules belong to node.ts files and the command line.",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: ["^src/cli/", "^src/server/", "/node\\.ts$", "/node-[a-z]+\\.ts$", "[.]test[.]ts$"],
      },
      to: { dependencyTypes: ["core"] },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.test.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".mjs"],
      conditionNames: ["types", "import", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};

// Trained models over HTTP; vaekit serve is its command line.

export type { LogLine, ServerOptions } from "./options.ts";
export { type RunningServer, startServer } from "./serve.ts";

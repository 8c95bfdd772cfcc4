#!/usr/bin/env node
// The executable. Only what is needed to understand the command line is loaded before a command is known.

import { describeError } from "./exit.ts";
import { program } from "./program.ts";

// Whoever reads our output may stop reading; that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.stderr.on("error", () => {});

try {
  const cli = await program(process.argv.slice(2));
  await cli.parseAsync();
} catch (error) {
  const { text, code } = describeError(error);
  if (text !== "") process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
// Engines may keep threads; what was written is let out first.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
process.exit();

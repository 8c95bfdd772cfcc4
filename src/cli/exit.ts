// How the program ends: the exit code and the one line that says why.

import { CommanderError } from "commander";
import { VaekitError } from "../errors.ts";
import { VERSION } from "../version.ts";

/** Exit codes that scripts rely on. */
export const EXIT = { done: 0, ourFault: 1, yourFault: 2, interrupted: 130 } as const;

/** What is printed to stderr for an error, and the exit code. */
export function describeError(error: unknown): { readonly text: string; readonly code: number } {
  if (error instanceof CommanderError) return describeUsage(error);
  if (error instanceof VaekitError && isYourFault(error)) {
    return { text: `error: ${oneLine(error.message)}`, code: EXIT.yourFault };
  }
  if (isTooLarge(error)) {
    const text = `error: this needs more memory than there is (${oneLine((error as Error).message)}); choose a smaller --batch, --latent, --resize or --limit`;
    return { text, code: EXIT.yourFault };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const where = `vaekit ${VERSION}, Node ${process.version}, ${process.platform} ${process.arch}`;
  return {
    text: `${stack}\n\nerror: this is a fault of vaekit, not yours; please report it with the lines above, the command and: ${where}`,
    code: EXIT.ourFault,
  };
}

// A diverged training is a matter of data and settings; an engine that fails is ours.
function isYourFault(error: VaekitError): boolean {
  return error.code !== "EXECUTION" || error.message.startsWith("training:");
}

function isTooLarge(error: unknown): boolean {
  const message = error instanceof RangeError || error instanceof VaekitError ? error.message : "";
  return /typed array length|buffer allocation failed|bad_alloc|failed to allocate memory/i.test(message);
}

function describeUsage(error: CommanderError): { text: string; code: number } {
  if (error.exitCode === 0) return { text: "", code: EXIT.done };
  const known = error.message.includes("Did you mean");
  const text = oneLine(error.message).replace(/ \((Did you mean (.*)\?)\)$/, "; did you mean $2?");
  return { text: `${text.replace(/\.$/, "")}${known ? "" : "; see --help"}`, code: EXIT.yourFault };
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, " ");
}

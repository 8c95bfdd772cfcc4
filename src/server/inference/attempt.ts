// Errors of the library as those of a call.

import { VaekitError } from "../../errors.ts";
import { CallError } from "../calls.ts";

/** What `work` makes. @throws CallError of `status` with the text of the library's own error */
export async function attempt<T>(status: number, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VaekitError && error.code !== "EXECUTION") {
      throw new CallError(status, error.message.replace(/\s*\n\s*/g, " "), error.code);
    }
    throw error;
  }
}

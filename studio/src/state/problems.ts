// Problems that the user is told of until they are dismissed.

import { signal } from "@preact/signals";

/** A problem: where it showed and what it says. */
export interface Problem {
  readonly id: number;
  readonly text: string;
}

/** Problems not yet dismissed, the newest last. */
export const problems = signal<readonly Problem[]>([]);

let last = 0;

/** Text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Tells the user. */
export function report(error: unknown): void {
  const text = messageOf(error);
  console.error(error);
  if (problems.value.some((problem) => problem.text === text)) return;
  problems.value = [...problems.value, { id: ++last, text }];
}

/** Takes a problem away. */
export function dismiss(id: number): void {
  problems.value = problems.value.filter((problem) => problem.id !== id);
}

/** Runs what may fail, telling the user when it does. */
export async function attempt<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    report(error);
    return undefined;
  }
}

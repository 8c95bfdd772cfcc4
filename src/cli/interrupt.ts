// Ctrl-C: the first asks to stop after the current step, the second ends the program at once.

import { EXIT } from "./exit.ts";

/** Whether the user asked to stop. */
export interface Interrupt {
  /** Exit code of the signal that came, or undefined. */
  asked(): number | undefined;
  /** Gives the signals back. */
  release(): void;
}

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: 143 } as const;

/** Listens for SIGINT and SIGTERM; `onFirst` is called once. */
export function onInterrupt(onFirst: () => void): Interrupt {
  let code: number | undefined;
  const handlers = Object.entries(CODES).map(([signal, its]) => {
    const handle = () => {
      if (code !== undefined) process.exit(its);
      code = its;
      onFirst();
    };
    process.on(signal, handle);
    return { signal, handle };
  });
  return {
    asked: () => code,
    release: () => {
      for (const { signal, handle } of handlers) process.off(signal, handle);
    },
  };
}

// Wishes that come faster than they can be granted: one is under way, the newest waits, those between are forgotten.

import { report } from "./problems.ts";

/** A function that grants its newest wish, one at a time, and hands what came of it to `show`. Failures are told to the user. */
export function latest<Wish, Result>(
  grant: (wish: Wish) => Promise<Result>,
  show: (result: Result) => void = () => {},
  fail: (error: unknown) => void = report,
): (wish: Wish) => void {
  let waiting: { readonly wish: Wish } | undefined;
  let running = false;
  const run = async () => {
    running = true;
    while (waiting !== undefined) {
      const { wish } = waiting;
      waiting = undefined;
      try {
        show(await grant(wish));
      } catch (error) {
        fail(error);
      }
    }
    running = false;
  };
  return (wish) => {
    waiting = { wish };
    if (!running) void run();
  };
}

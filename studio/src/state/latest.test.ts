import { expect, it } from "vitest";
import { latest } from "./latest.ts";

it("runs one wish at a time and forgets all but the newest that waits", async () => {
  const granted: number[] = [];
  const ends: (() => void)[] = [];
  const wish = latest(
    (n: number) =>
      new Promise<void>((resolve) => {
        granted.push(n);
        ends.push(resolve);
      }),
  );
  for (const n of [1, 2, 3, 4]) wish(n);
  expect(granted).toEqual([1]);
  ends[0]!();
  await new Promise((resolve) => setTimeout(resolve));
  expect(granted).toEqual([1, 4]);
  ends[1]!();
  await new Promise((resolve) => setTimeout(resolve));
  wish(5);
  expect(granted).toEqual([1, 4, 5]);
});

it("goes on after a failure", async () => {
  const failures: unknown[] = [];
  const granted: number[] = [];
  const wish = latest(
    async (n: number) => {
      if (n === 1) throw new Error("no");
      granted.push(n);
    },
    undefined,
    (error) => failures.push(error),
  );
  wish(1);
  wish(2);
  await new Promise((resolve) => setTimeout(resolve));
  expect(granted).toEqual([2]);
  expect(failures).toHaveLength(1);
});

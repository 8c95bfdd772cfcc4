// Takes turns: every contestant runs a few steps, then the next, round after round, so that all meet the same machine.

/** Time a turn should take. */
const TURN_MS = 400;
const MOST_STEPS = 60;
/** A contestant that cannot make its first steps in this time is out, with that reason. */
const FIRST_TURN_MS = 120_000;
/** Quiet time between turns, so that one contestant's waiting threads are asleep when the next begins. */
const PAUSE_MS = 40;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** The value below which a share of the sorted list lies. */
export function quantile(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Median. */
export const median = (list) => quantile(list, 0.5);

/** Runs `rounds` rounds of a workload; one record per contestant, in its order. */
export async function takeTurns(contestants, workload, batch, { rounds, say }) {
  const states = [];
  for (const contestant of contestants) {
    const state = { contestant, times: [], steps: 1 };
    states.push(state);
    if (contestant.skip?.[workload] !== undefined) state.reason = contestant.skip[workload];
    else {
      await attempt(state, async () => {
        const { timesMs } = await contestant.timed(workload, batch, 2, FIRST_TURN_MS);
        state.steps = Math.max(1, Math.min(MOST_STEPS, Math.round(TURN_MS / median(timesMs))));
      });
    }
    say(`  ${contestant.name}: ${state.reason ?? `${state.steps} steps a turn`}`);
  }
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another contestant.
    for (let i = 0; i < states.length; i++) {
      const state = states[(i + round) % states.length];
      if (state.reason !== undefined) continue;
      await pause();
      await attempt(state, async () => {
        const { timesMs, loss } = await state.contestant.timed(workload, batch, state.steps, FIRST_TURN_MS);
        state.times.push(...timesMs);
        state.loss = loss ?? state.loss;
      });
    }
  }
  return states.map(({ contestant: { name, group, settings }, times, reason, loss }) => ({
    name,
    group,
    settings,
    ...(reason === undefined
      ? {
          medianMs: median(times),
          lowerQuartileMs: quantile(times, 0.25),
          upperQuartileMs: quantile(times, 0.75),
          leastMs: Math.min(...times),
          steps: times.length,
          ...(loss === undefined ? {} : { loss }),
        }
      : { reason }),
  }));
}

async function attempt(state, call) {
  try {
    await call();
  } catch (error) {
    state.reason = error.message;
  }
}

/** The record of a group with the smallest median: the contestant at the best of its settings. */
export function best(records, group) {
  return records
    .filter((record) => record.group === group && record.medianMs !== undefined)
    .sort((a, b) => a.medianMs - b.medianMs)[0];
}

// What the measures of privacy mean, said in a sentence that depends on the value.

/** Measures of leaks. */
export type PrivacyName =
  | "closerToTrain"
  | "identified"
  | "membership"
  | "exactCopies"
  | "nearCopies"
  | "distanceRatio";

/** What a measure found. */
export type Finding = "none" | "weak" | "clear";

interface Numbers {
  readonly value: number;
  readonly baseline: number;
  readonly standardError: number;
  readonly rows: number;
}

interface Rule {
  /** Differences from the baseline larger than this are clear. */
  readonly matters: number;
  /** Less than the baseline means a leak, not more. */
  readonly lower?: true;
  readonly says: (numbers: Numbers) => string;
  readonly means: Readonly<Record<Finding, string>>;
}

const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)}%`;

const RULES: Readonly<Record<PrivacyName, Rule>> = {
  closerToTrain: {
    matters: 0.05,
    says: ({ value }) =>
      `${percent(value)} of the synthetic rows lie closer to a training row than to an unseen row (50% would be chance, sizes allowed for)`,
    means: {
      none: "no sign that training rows were copied",
      weak: "synthetic rows lean slightly towards training rows",
      clear: "synthetic rows follow single training rows",
    },
  },
  identified: {
    matters: 0.05,
    says: ({ value, baseline }) =>
      `${percent(value)} of the training rows have a synthetic row nearer than any other training row; of unseen rows it is ${percent(baseline)}`,
    means: {
      none: "training rows are no easier to single out than unseen ones",
      weak: "training rows are slightly easier to single out",
      clear: "training rows can be singled out",
    },
  },
  membership: {
    matters: 0.05,
    says: ({ value }) =>
      `guessing who was in the training part from closeness to synthetic rows ranks members first with AUC ${value.toFixed(3)} (0.5 is chance)`,
    means: {
      none: "membership cannot be guessed this way",
      weak: "membership can be guessed a little better than by chance",
      clear: "membership can be guessed",
    },
  },
  exactCopies: {
    matters: 0.01,
    says: ({ value, baseline, rows }) =>
      `${Math.round(value * rows)} of ${rows} synthetic rows (${percent(value)}) equal a training row in every cell; of unseen rows ${percent(baseline)} do`,
    means: {
      none: "no more than repeats among real rows explain",
      weak: "slightly more than repeats among real rows explain",
      clear: "training rows were copied",
    },
  },
  nearCopies: {
    matters: 0.02,
    says: ({ value, baseline }) =>
      `${percent(value)} of the synthetic rows are nearly a training row (as near as the closest hundredth of training rows to each other); of unseen rows ${percent(baseline)} are`,
    means: {
      none: "no more than among real rows",
      weak: "slightly more than among real rows",
      clear: "training rows were nearly copied",
    },
  },
  distanceRatio: {
    matters: 0.05,
    lower: true,
    says: ({ value, baseline }) =>
      `the nearest training row is ${value.toFixed(3)} times as far as the second nearest (median); of unseen rows ${baseline.toFixed(3)} times`,
    means: {
      none: "synthetic rows do not hug single training rows",
      weak: "synthetic rows lean slightly towards single training rows",
      clear: "synthetic rows hug single training rows",
    },
  },
};

/** Finding and sentence of a measure. */
export function inWords(name: PrivacyName, numbers: Numbers): { finding: Finding; words: string } {
  const { matters, lower, says, means } = RULES[name];
  const excess = (numbers.value - numbers.baseline) * (lower ? -1 : 1);
  const finding = !(excess > 3 * numbers.standardError) ? "none" : excess > matters ? "clear" : "weak";
  const text = says(numbers);
  return { finding, words: `${text[0]!.toUpperCase()}${text.slice(1)}: ${means[finding]}.` };
}

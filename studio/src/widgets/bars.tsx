// A bar for each of a list of numbers.

/** What to show. */
export interface BarsProps {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  readonly label: string;
  readonly format: (value: number) => string;
  /** Bars below this are drawn pale. */
  readonly threshold?: number;
}

/** Upright bars with their labels below; every fifth label where they are many. */
export function Bars({ values, labels, label, format, threshold = -Infinity }: BarsProps) {
  const most = Math.max(...values, 1e-9);
  const every = values.length > 40 ? 10 : values.length > 16 ? 5 : 1;
  return (
    <div
      class="bars"
      role="img"
      aria-label={`${label}: ${values.map((value, i) => `${labels[i]} ${format(value)}`).join(", ")}`}
    >
      {values.map((value, i) => (
        <div key={labels[i]} class="bar" title={`${labels[i]}: ${format(value)}`}>
          <i
            class={value < threshold ? "pale" : undefined}
            style={{ height: `${Math.max(1, (100 * Math.max(0, value)) / most)}%` }}
          />
          <span>{i % every === 0 ? labels[i] : ""}</span>
        </div>
      ))}
    </div>
  );
}

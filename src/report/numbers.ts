// Numbers as a reader wants them: few digits, grouped thousands, a real minus sign. The same in every locale.

const MINUS = "\u2212";

/** Whole numbers with grouped thousands; two decimals from 1, one from 1000, three significant digits below 1. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size === Number.POSITIVE_INFINITY) return `${sign}infinity`;
  if (Number.isInteger(value)) return sign + (size < 1e15 ? group(String(size)) : exponent(size));
  if (size >= 1e9) return sign + exponent(size);
  if (size >= 1000) return sign + group(size.toFixed(1));
  if (size >= 1) return sign + size.toFixed(2);
  if (size >= 1e-4) return sign + size.toPrecision(3);
  return sign + exponent(size);
}

/** A number for the tick of an axis or for a setting: no trailing zeros, thousands as k, millions as M. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  const [unit, suffix] = size >= 1e6 ? [1e6, "M"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  const text = String(Number((size / unit).toPrecision(4)));
  const sign = value < 0 ? MINUS : "";
  return sign + (size > 0 && size < 1e-3 ? exponent(size).replace(/\.?0+e/, "e") : text + suffix);
}

/** A value with the decimals that show a hundredth of `scale`, so that a column of numbers lines up. */
export function formatAt(value: number, scale: number): string {
  if (!Number.isFinite(value) || !(scale > 0)) return formatNumber(value);
  const decimals = 2 - Math.floor(Math.log10(scale));
  if (decimals > 8 || Math.abs(value) >= 1e9) return formatNumber(value);
  const text = Math.abs(value).toFixed(Math.max(0, decimals));
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + group(text);
}

/** Seconds as `41 s`, `2 min 5 s` or `1 h 4 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `1 picture`, `1,200 pictures`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(number)} ${number === 1 ? noun : plural}`;
}

/** A share in [0, 1] as a percentage. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share >= 0.1 ? 0 : 1)} %`;
}

function group(digits: string): string {
  const [whole, rest] = digits.split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

function exponent(size: number): string {
  const [mantissa, power] = size.toExponential(2).split("e") as [string, string];
  return `${mantissa}e${power.replace("+", "").replace("-", MINUS)}`;
}

/** The value below which a share of the sorted numbers lies, interpolated between neighbours. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

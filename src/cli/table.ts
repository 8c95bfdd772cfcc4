// Numbers and tables as text.

/** A number in the digits that a reader needs. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value)) return size >= 10_000 ? value.toLocaleString("en-US") : String(value);
  if (size >= 1000) return value.toFixed(1);
  if (size >= 0.1) return value.toFixed(size >= 100 ? 2 : 3);
  return value.toPrecision(3);
}

/** Seconds as `4.1 s`, `2:05` or `1:02:05`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Rows with aligned columns, two spaces apart; columns of numbers to the right. */
export function formatTable(rows: readonly (readonly string[])[], header?: readonly string[]): string {
  const all = header === undefined ? rows : [header, ...rows];
  const columns = Math.max(0, ...all.map((row) => row.length));
  const width = Array.from({ length: columns }, (_, c) => Math.max(...all.map((row) => (row[c] ?? "").length)));
  const numeric = width.map(
    (_, c) => c > 0 && rows.length > 0 && rows.every((row) => /^$|^[-+\d.,]+( [a-zA-Z%]+)?$/.test(row[c] ?? "")),
  );
  const lines = all.map((row) =>
    width
      .map((w, c) => (numeric[c] ? (row[c] ?? "").padStart(w) : (row[c] ?? "").padEnd(w)))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

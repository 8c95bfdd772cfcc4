import { describe, expect, it } from "vitest";
import { formatDuration, readTimes } from "./clock.ts";

const text = (...values: (string | null)[]) => ({ kind: "text", values }) as const;
const read = (...values: (string | null)[]) => {
  const { clock, times } = readTimes(text(...values), "when", "a.csv");
  return [clock, ...times];
};

describe("time stamps", () => {
  const noon = Date.UTC(2024, 0, 1, 12);

  it("are read as dates, with or without time, brought to UTC", () => {
    expect(read("2024-01-01T12:00:00", "2024-01-01T12:00:01.500")).toEqual(["date", noon, noon + 1500]);
    expect(read("2024-01-01T13:00:00+01:00")).toEqual(["date", noon]);
    expect(read("01.01.2024 12:00", "31.01.2024 12:00")).toEqual(["date", noon, noon + 30 * 86_400_000]);
  });

  it("are read as seconds or milliseconds since 1970, as text or numbers", () => {
    expect(read(String(noon / 1000))).toEqual(["seconds", noon]);
    expect(read(String(noon))).toEqual(["milliseconds", noon]);
    const cells = { kind: "number", values: Float64Array.of(noon / 1000, noon / 1000 + 60) } as const;
    expect([...readTimes(cells, "when", "a.csv").times]).toEqual([noon, noon + 60_000]);
  });

  it("are plain numbers otherwise", () => {
    expect(read("0", "0.5", "1")).toEqual(["number", 0, 0.5, 1]);
  });

  it("must all be there and be alike", () => {
    expect(() => read("2024-01-01", "tomorrow")).toThrow(
      'a.csv: column "when", row 2: a time stamp must be a date like YYYY-MM-DD, got "tomorrow"; correct or remove the row',
    );
    expect(() => read("1", null)).toThrow(
      'column "when", row 2: a time stamp must be a date, a time or a number, got an empty cell',
    );
  });
});

describe("formatDuration", () => {
  it("takes the largest fitting unit", () => {
    expect([500, 60_000, 5_400_000, 172_800_000].map((t) => formatDuration(t, "date"))).toEqual([
      "500 ms",
      "1 min",
      "1.5 h",
      "2 d",
    ]);
    expect(formatDuration(2.5, "number")).toBe("2.5");
  });
});

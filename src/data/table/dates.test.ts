import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../errors.ts";
import { dateFormat, roundTime } from "./dates.ts";

describe("dates", () => {
  test.each([
    ["YYYY-MM-DD", "2024-02-29", "2024-02-29T00:00:00Z"],
    ["DD.MM.YYYY HH:mm", "01.12.1999 23:59", "1999-12-01T23:59:00Z"],
    ["MM/DD/YYYY", "12/31/1969", "1969-12-31T00:00:00Z"],
    ["D/M/YYYY", "5/1/2020", "2020-01-05T00:00:00Z"],
    ["YYYY-MM-DDTHH:mm:ss.SSSZ", "2020-01-01T10:20:30.045Z", "2020-01-01T10:20:30.045Z"],
    ["YYYY-MM-DD HH:mm:ss+00:00", "2020-01-01 10:20:30+00:00", "2020-01-01T10:20:30Z"],
    ["YYYY-MM", "2020-07", "2020-07-01T00:00:00Z"],
    ["HH:mm", "13:05", "1970-01-01T13:05:00Z"],
  ])("of %s are read and written: %s", (pattern, text, iso) => {
    const { parse, format } = dateFormat(pattern);
    expect(parse(text)).toBe(Date.parse(iso));
    expect(format(parse(text))).toBe(text);
  });

  test.each([
    "2023-02-29",
    "2023-13-01",
    "2023-00-10",
    "2023-01-32",
    "2023-1-1",
    "23-01-01",
    "2023-01-01 ",
    "",
    "1900-02-29",
  ])("that do not exist or fit are refused: %j", (text) => expect(dateFormat("YYYY-MM-DD").parse(text)).toBeNaN());

  test("offsets are brought to UTC", () => {
    const { parse, format } = dateFormat("YYYY-MM-DDTHH:mmZ");
    expect(parse("2020-06-01T01:30+02:00")).toBe(Date.UTC(2020, 4, 31, 23, 30));
    expect(format(parse("2020-06-01T01:30-0530"))).toBe("2020-06-01T07:00Z");
  });

  test("a fraction may be absent, and is written in full", () => {
    const { parse, format } = dateFormat("HH:mm:ss.SSSSSS");
    expect(format(parse("10:00:00"))).toBe("10:00:00.000000");
    expect(format(parse("10:00:00.123456"))).toBe("10:00:00.123000");
  });

  test("agree with the platform's calendar over four thousand years", () => {
    const { parse, format } = dateFormat("YYYY-MM-DDTHH:mm:ss.SSSZ");
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1, 0, 1) - 6e13, max: Date.UTC(4000, 0, 1) }), (time) => {
        const iso = new Date(Math.max(time, -6e13)).toISOString();
        expect(parse(iso)).toBe(Date.parse(iso));
        expect(format(Date.parse(iso))).toBe(iso);
      }),
      { seed: 7 },
    );
  });

  test("patterns of anything else are refused", () => {
    for (const pattern of ["", "YY-MM-DD", "yyyy-mm-dd", "--", "DD MMM YYYY h"]) {
      expect(() => dateFormat(pattern)).toThrow(ConfigError);
    }
  });

  test("times round to their unit, before 1970 too", () => {
    expect(roundTime(86_400_000 * 1.6, "day")).toBe(2 * 86_400_000);
    expect(roundTime(-1400, "second")).toBe(-1000);
  });
});

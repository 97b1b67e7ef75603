import { describe, expect, it } from "vitest";
import { LANGUAGES, LOCALES } from "../../src/i18n/index.js";
import { readSpan, wholeMonth } from "../../src/flows/files/what.js";

const TODAY = "2026-04-15";
const when = (text: string) => {
  const span = readSpan(text, TODAY);
  return span && `${span.first}…${span.last}`;
};

describe("the time a file is asked for", () => {
  it.each([
    ["last month", "2026-03-01…2026-03-31"],
    ["Letzter Monat", "2026-03-01…2026-03-31"],
    ["上个月", "2026-03-01…2026-03-31"],
    ["先月", "2026-03-01…2026-03-31"],
    ["el mes pasado", "2026-03-01…2026-03-31"],
    ["الشهر الماضي", "2026-03-01…2026-03-31"],
    ["this month", "2026-04-01…2026-04-15"],
    ["last week", "2026-04-06…2026-04-12"],
    ["today", "2026-04-15…2026-04-15"],
    ["this year", "2026-01-01…2026-04-15"],
    ["2025", "2025-01-01…2025-12-31"],
    ["2025年", "2025-01-01…2025-12-31"],
    ["everything", "null…2026-04-15"],
    ["March", "2026-03-01…2026-03-31"],
    // One that has not begun this year is last year's.
    ["December", "2025-12-01…2025-12-31"],
    ["Dez.", "2025-12-01…2025-12-31"],
    ["February 2024", "2024-02-01…2024-02-29"],
    ["marzo de 2025", "2025-03-01…2025-03-31"],
    ["3月", "2026-03-01…2026-03-31"],
    ["2025年3月", "2025-03-01…2025-03-31"],
    ["２０２６-０３", "2026-03-01…2026-03-31"],
    ["مارس 2025", "2025-03-01…2025-03-31"],
    ["2026-03-05", "2026-03-05…2026-03-05"],
    ["2026-03-01 to 2026-03-15", "2026-03-01…2026-03-15"],
    ["2026-3-1–2026-3-15", "2026-03-01…2026-03-15"],
  ])("%s is %s", (text, expected) => expect(when(text)).toBe(expected));

  it.each(LANGUAGES)("knows the months in %s", (language) => {
    const format = new Intl.DateTimeFormat(LOCALES[language], { month: "long", timeZone: "UTC" });
    for (let month = 1; month <= 4; month++) {
      expect(readSpan(format.format(Date.UTC(2026, month - 1, 1)), TODAY)?.first).toBe(`2026-0${month}-01`);
    }
  });

  it.each(["", "soon", "2026-02-30", "2026-13", "99999", "2026-03-15 to 2026-03-01", "0001", "2026-03-01 12"])(
    "“%s” is none",
    (text) => expect(when(text)).toBeNull(),
  );

  it("a statement is of a whole month, and of nothing else", () => {
    expect(wholeMonth(readSpan("this month", TODAY))).toMatchObject({ first: "2026-04-01", last: "2026-04-30" });
    expect(wholeMonth(readSpan("February 2024", TODAY))?.last).toBe("2024-02-29");
    expect(wholeMonth(readSpan("last week", TODAY))).toBeNull();
  });
});

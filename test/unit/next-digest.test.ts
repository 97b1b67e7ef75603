import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/i18n/index.js";
import { type DigestTime, nextDigest } from "../../src/shop/digests.js";
import { readDigest, readHour, readWeekday, weekdayText } from "../../src/flows/understand/digest-time.js";

const at = (digestHour: number, minute = 0): DigestTime => ({ digest: "daily", digestHour, digestWeekday: 1, minute });

/** The next few, as "day moment". */
function next(after: string, zone: string, time: DigestTime, count = 3): string[] {
  const found: string[] = [];
  for (let last = new Date(after); found.length < count;) {
    const one = nextDigest(last, zone, time)!;
    found.push(`${one.day} ${one.at.toISOString().slice(0, 16)}Z`);
    last = one.at;
  }
  return found;
}

describe("the next digest", () => {
  it.each<[string, string, DigestTime, string[]]>([
    [
      "an hour that Berlin skips comes when its clocks have gone on",
      "Europe/Berlin 2026-03-28T12:00Z",
      at(2, 30),
      ["2026-03-29 2026-03-29T01:00Z", "2026-03-30 2026-03-30T00:30Z", "2026-03-31 2026-03-31T00:30Z"],
    ],
    [
      "an hour that Berlin has twice comes once, the first time",
      "Europe/Berlin 2026-10-24T12:00Z",
      at(2, 30),
      ["2026-10-25 2026-10-25T00:30Z", "2026-10-26 2026-10-26T01:30Z", "2026-10-27 2026-10-27T01:30Z"],
    ],
    [
      "New York in autumn",
      "America/New_York 2026-10-31T12:00Z",
      at(1),
      ["2026-11-01 2026-11-01T05:00Z", "2026-11-02 2026-11-02T06:00Z", "2026-11-03 2026-11-03T06:00Z"],
    ],
    [
      "a midnight that Cairo skips",
      "Africa/Cairo 2026-04-22T12:00Z",
      at(0),
      ["2026-04-23 2026-04-22T22:00Z", "2026-04-24 2026-04-23T22:00Z", "2026-04-25 2026-04-24T21:00Z"],
    ],
    [
      "eleven at night, which Santiago has twice",
      "America/Santiago 2026-04-04T12:00Z",
      at(23),
      ["2026-04-04 2026-04-05T02:00Z", "2026-04-05 2026-04-06T03:00Z", "2026-04-06 2026-04-07T03:00Z"],
    ],
    [
      "Lord Howe, which moves by half an hour",
      "Australia/Lord_Howe 2026-10-03T00:00Z",
      at(2),
      ["2026-10-04 2026-10-03T15:30Z", "2026-10-05 2026-10-04T15:00Z", "2026-10-06 2026-10-05T15:00Z"],
    ],
    [
      "Apia, which left a day out",
      "Pacific/Apia 2011-12-29T12:00Z",
      at(12),
      ["2011-12-29 2011-12-29T22:00Z", "2011-12-31 2011-12-30T22:00Z", "2012-01-01 2011-12-31T22:00Z"],
    ],
    [
      "Kathmandu, at no full hour of anybody else",
      "Asia/Kathmandu 2026-11-22T00:00Z",
      at(20),
      ["2026-11-22 2026-11-22T14:15Z", "2026-11-23 2026-11-23T14:15Z", "2026-11-24 2026-11-24T14:15Z"],
    ],
    [
      "weekly on the Sunday that clocks change",
      "Europe/Berlin 2026-10-20T00:00Z",
      { digest: "weekly", digestHour: 2, digestWeekday: 7 },
      ["2026-10-25 2026-10-25T00:00Z", "2026-11-01 2026-11-01T01:00Z", "2026-11-08 2026-11-08T01:00Z"],
    ],
  ])("%s", (_, start, time, expected) => {
    const [zone, after] = start.split(" ") as [string, string];
    expect(next(after, zone, time)).toEqual(expected);
  });

  it("is never for who wants none", () => {
    expect(nextDigest(new Date(), "UTC", { digest: "off", digestHour: 8, digestWeekday: 1 })).toBeNull();
  });

  it.each([
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
  ])("each day of a year has one, at every hour: %s", (zone) => {
    for (const hour of [0, 1, 2, 3, 12, 23]) {
      const days: string[] = [];
      for (let last = new Date("2025-12-31T23:59:59Z"); days.length < 366;) {
        const one = nextDigest(last, zone, at(hour))!;
        expect(one.at.getTime()).toBeGreaterThan(last.getTime());
        days.push(one.day);
        last = one.at;
      }
      const [first] = days;
      const wanted = days.map((_day, i) => new Date(Date.parse(first!) + i * 86_400_000).toISOString().slice(0, 10));
      expect(days).toEqual(wanted);
    }
  });
});

describe("what is said of a digest", () => {
  it.each([
    ["daily 21", { digest: "daily", hour: 21 }],
    ["weekly monday 9", { digest: "weekly", weekday: 1, hour: 9 }],
    ["friday 6 pm", { digest: "weekly", weekday: 5, hour: 18 }],
    ["off", { digest: "off" }],
    ["jede woche sonntag um 7 Uhr", { digest: "weekly", weekday: 7, hour: 7 }],
    ["每天 21点", { digest: "daily", hour: 21 }],
    ["毎週 金曜日 9時", { digest: "weekly", weekday: 5, hour: 9 }],
    ["毎週 月曜 9時", { digest: "weekly", weekday: 1, hour: 9 }],
    ["cada semana lunes 8", { digest: "weekly", weekday: 1, hour: 8 }],
    ["كل يوم ٢٠", { digest: "daily", hour: 20 }],
    ["banana", {}],
    ["cada lunes a las 6 de la tarde", { digest: "weekly", weekday: 1, hour: 18 }],
    ["daily 25", { digest: "daily" }],
  ])("%s", (said, expected) => expect(readDigest(said)).toEqual(expected));

  it.each(LANGUAGES)("days of the week in %s", (language) => {
    for (let day = 1; day <= 7; day++) expect(readWeekday(weekdayText(day, language))).toBe(day);
  });

  it.each([
    ["12 am", 0],
    ["12 pm", 12],
    ["00:00", 0],
    ["２１", 21],
    ["24", null],
    ["a las 6 de la tarde", 18],
    ["9 de la mañana", 9],
    ["الساعة ٦ مساءً", 18],
    ["١٢ صباحا", 0],
    ["13 pm", null],
    ["9:30", null],
    ["晚上9点", 21],
    ["早上 8 点整", 8],
    ["下午３点", 15],
    ["晚上21点", 21],
    ["中午12点", 12],
    ["晚上12点", 0],
    ["午後6時", 18],
    ["夜の10時", 22],
    ["午前0時", 0],
    ["晚上25点", null],
  ])("%s", (typed, hour) => expect(readHour(typed)).toBe(hour));
});

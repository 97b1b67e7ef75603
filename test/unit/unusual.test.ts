import { describe, expect, it } from "vitest";
import { burstOf, silentSince } from "../../src/reports/unusual.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse("2026-11-01T00:00:00Z");

/** Quarters of an hour in which somebody paid: at these hours of each of so many days. */
const paidDaily = (days: number, hours: number[], skip: number[] = []): Date[] =>
  Array.from({ length: days }, (_, day) => day)
    .filter((day) => !skip.includes(day))
    .flatMap((day) => hours.map((hour) => new Date(START + day * DAY_MS + hour * HOUR_MS)));

const after = (paid: Date[], hours: number): Date => new Date(paid.at(-1)!.getTime() + hours * HOUR_MS);

describe("a code that is silent", () => {
  const daily = paidDaily(14, [9, 12, 17]);
  it.each<[string, Date[], number, boolean]>([
    // Its longest pause is the night, of 16 hours.
    ["is no news overnight", daily, 20, false],
    ["is no news before three of its longest pauses", daily, 48, false],
    ["is news after them", daily, 49, true],
    ["is news for two days", daily, 95, true],
    ["is no news when it began long ago", daily, 97, false],
    [
      "that is paid around the clock is given a day",
      paidDaily(
        14,
        Array.from({ length: 24 }, (_, h) => h),
      ),
      24,
      false,
    ],
    [
      "that is paid around the clock is news after it",
      paidDaily(
        14,
        Array.from({ length: 24 }, (_, h) => h),
      ),
      25,
      true,
    ],
    ["that rests on Sundays is given three such rests", paidDaily(14, [9, 17], [6, 13]), 24 * 5 + 1, true],
    ["that rests on Sundays is not missed on one", paidDaily(13, [9, 17], [6]), 48, false],
    ["that was paid on nine days of fourteen is often so", paidDaily(14, [9], [1, 3, 5, 7, 9]), 300, false],
    ["that was paid on ten is not", paidDaily(14, [9], [1, 3, 5, 7]), 145, true],
    ["that is new has no habits", paidDaily(9, [9, 12, 17]), 50, false],
  ])("%s", (_, paid, hours, isNews) => {
    expect(silentSince(paid, "UTC", after(paid, hours))).toEqual(isNews ? paid.at(-1) : null);
  });

  it("that nobody ever paid is none", () => expect(silentSince([], "UTC", new Date(START))).toBeNull());

  it("counts days by its own zone", () => {
    // In UTC these are twenty evenings and mornings of ten days, in Tokyo the mornings of nine and half of two.
    const paid = paidDaily(10, [1]);
    expect(silentSince(paid, "UTC", after(paid, 73))).not.toBeNull();
    const nights = paidDaily(9, [20]).concat(new Date(START + 9 * DAY_MS + 10 * HOUR_MS));
    expect(silentSince(nights, "UTC", after(nights, 73))).not.toBeNull();
    expect(silentSince(nights, "Asia/Tokyo", after(nights, 73))).toBeNull();
  });

  it("names the same silence for as long as it lasts, whenever anybody looks", () => {
    const told = new Set(
      Array.from({ length: 200 }, (_, hours) => silentSince(daily, "UTC", after(daily, hours))?.toISOString()),
    );
    told.delete(undefined);
    expect([...told]).toEqual([daily.at(-1)!.toISOString()]);
  });
});

describe("a burst of refunds", () => {
  const NOON = START + 20 * DAY_MS + 12 * HOUR_MS;
  const minutes = (...all: number[]) => all.map((one) => new Date(NOON + one * 60_000));
  /** One refund a day at ten. */
  const usual = Array.from({ length: 20 }, (_, day) => new Date(START + day * DAY_MS + 10 * HOUR_MS));

  it.each<[string, Date[], number, number | null]>([
    ["four within an hour are none", minutes(0, 10, 20, 30), 40, null],
    ["five are", minutes(0, 10, 20, 30, 59), 60, 5],
    ["five in longer than an hour are none", minutes(0, 15, 30, 45, 60), 60, null],
    ["it may begin in one hour of the clock and end in the next", minutes(-20, -10, -5, 5, 20), 30, 5],
    ["a shop with one at a time hears of five", [...usual, ...minutes(0, 1, 2, 3, 4)], 5, 5],
    ["nobody hears of one that is over", minutes(0, 1, 2, 3, 4), 125, null],
    ["the most within an hour is said", minutes(0, 1, 2, 3, 4, 5, 6, 70), 71, 7],
  ])("%s", (_, done, now, count) => {
    expect(burstOf(done, new Date(NOON + now * 60_000))?.count ?? null).toBe(count);
  });

  it("a shop that gives back much every day hears only of much more", () => {
    const busy = Array.from({ length: 14 }, (_, day) => day).flatMap((day) =>
      Array.from({ length: 6 }, (__, n) => new Date(NOON - (14 - day) * DAY_MS + n * 60_000)),
    );
    const now = new Date(NOON + HOUR_MS);
    expect(burstOf([...busy, ...minutes(...Array.from({ length: 18 }, (_, n) => n))], now)).toBeNull();
    expect(burstOf([...busy, ...minutes(...Array.from({ length: 19 }, (_, n) => n))], now)?.count).toBe(19);
  });

  it("names the same burst for as long as it lasts, and the next by another name", () => {
    const done = minutes(
      ...Array.from({ length: 60 }, (_, n) => n * 5),
      ...Array.from({ length: 45 }, (_, n) => 500 + n),
    );
    const names: string[] = [];
    for (let now = 0; now < 900; now += 7) {
      const at = new Date(NOON + now * 60_000);
      const burst = burstOf(
        done.filter((one) => one <= at),
        at,
      );
      if (burst && names.at(-1) !== burst.from.toISOString()) names.push(burst.from.toISOString());
    }
    expect(names).toEqual(minutes(20, 536).map((one) => one.toISOString()));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration } from "../../src/i18n/format.js";
import { LANGUAGES } from "../../src/i18n/index.js";
import { fiatDigits } from "../../src/payments/fiat.js";
import { readTarget } from "../../src/flows/ask/target.js";
import { readDuration } from "../../src/flows/understand/duration.js";
import { readInvoiceLine } from "../../src/flows/understand/invoice-line.js";
import { readPercent } from "../../src/flows/understand/percent.js";
import { readOrderId } from "../../src/flows/ask/which-invoice.js";
import { ASSETS } from "../support/rates.js";

const LIMITS = { least: 60, most: 366 * 86_400 };
const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

describe("durations are read as people write them", () => {
  it.each<[string, number | null]>([
    ["20 min", 20 * MINUTE],
    ["20min", 20 * MINUTE],
    ["3 h", 3 * HOUR],
    ["3h", 3 * HOUR],
    ["2 days", 2 * DAY],
    ["1 h 30 min", 90 * MINUTE],
    ["1h30m", 90 * MINUTE],
    ["1.5 h", 90 * MINUTE],
    ["1,5 Std.", 90 * MINUTE],
    ["2 weeks", 14 * DAY],
    ["an hour", HOUR],
    ["half an hour", HOUR / 2],
    ["for 2 hours", 2 * HOUR],
    ["24 hours.", DAY],
    ["ein Tag", DAY],
    ["eine halbe Stunde", HOUR / 2],
    ["2 Stunden und 10 Minuten", 130 * MINUTE],
    ["für 3 Tage", 3 * DAY],
    ["一小时", HOUR],
    ["两天", 2 * DAY],
    ["半小时", HOUR / 2],
    ["３０分钟", 30 * MINUTE],
    ["1小时30分钟", 90 * MINUTE],
    ["一个星期", 7 * DAY],
    ["“2 h”", 2 * HOUR],
    ["two hours", 2 * HOUR],
    ["zwei Tage", 2 * DAY],
    ["viertelstunde", HOUR / 4],
    ["2時間", 2 * HOUR],
    ["30分", 30 * MINUTE],
    ["３日間", 3 * DAY],
    ["二週間", 14 * DAY],
    ["1時間半", 90 * MINUTE],
    ["1時間30分", 90 * MINUTE],
    ["2時間以内", 2 * HOUR],
    ["半日", DAY / 2],
    ["1个半小时", 90 * MINUTE],
    ["2 horas", 2 * HOUR],
    ["media hora", HOUR / 2],
    ["una semana", 7 * DAY],
    ["hora y media", 90 * MINUTE],
    ["2 horas y media", 150 * MINUTE],
    ["durante tres días", 3 * DAY],
    ["1 dia y 6 horas", 30 * HOUR],
    ["ساعتين", 2 * HOUR],
    ["نصف ساعة", HOUR / 2],
    ["يومين", 2 * DAY],
    ["٣٠ دقيقة", 30 * MINUTE],
    ["ثلاث ساعات", 3 * HOUR],
    ["لمدة 3 أيام", 3 * DAY],
    ["يومان و3 ساعات", 51 * HOUR],
    ["أسبوع", 7 * DAY],
    ["ساعة ونصف", 90 * MINUTE],
    ["無期限", null],
    ["sin límite", null],
    ["بدون نهاية", null],
    ["none", null],
    ["no end", null],
    ["ohne", null],
    ["不限", null],
  ])("%s", (typed, seconds) => expect(readDuration(typed, LIMITS)).toEqual({ ok: true, seconds }));

  it.each([
    ["", "not_a_duration"],
    ["15", "not_a_duration"],
    ["banana", "not_a_duration"],
    ["tomorrow", "not_a_duration"],
    ["30 min 1 h", "not_a_duration"],
    ["1 h 1 h", "not_a_duration"],
    ["1e9 h", "not_a_duration"],
    ["h", "not_a_duration"],
    ["2 hugs", "not_a_duration"],
    ["9".repeat(70), "not_a_duration"],
    ["-2h", "past"],
    ["yesterday", "past"],
    ["2 days ago", "past"],
    ["gestern", "past"],
    ["vor 2 Tagen", "past"],
    ["昨天", "past"],
    ["两小时前", "past"],
    ["昨日", "past"],
    ["2日前", "past"],
    ["ayer", "past"],
    ["hace 2 horas", "past"],
    ["أمس", "past"],
    ["قبل ساعتين", "past"],
    ["0 min", "too_short"],
    ["0.5 min", "too_short"],
    ["367 days", "too_long"],
    ["9999999 weeks", "too_long"],
  ])("%s is none: %s", (typed, problem) => expect(readDuration(typed, LIMITS)).toEqual({ ok: false, problem }));

  it("what we write ourselves is read back, in every language", () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), fc.integer({ min: 1, max: 300 * 1440 }), (language, minutes) => {
        const seconds = minutes * MINUTE;
        expect(readDuration(formatDuration(seconds, language), LIMITS)).toEqual({ ok: true, seconds });
      }),
    );
  });

  it("are written in hours up to two days", () => {
    expect(formatDuration(DAY, "en")).toBe("24 hours");
    expect(formatDuration(2 * DAY + HOUR, "de")).toBe("2 Tage 1 Stunde");
    expect(formatDuration(90 * MINUTE, "zh")).toBe("1小时30分钟");
  });
});

describe("shares are read as people write them", () => {
  it.each<[string, number | null]>([
    ["0", 0],
    ["none", 0],
    ["keine", 0],
    ["无", 0],
    ["1 %", 100],
    ["1%", 100],
    ["0.5", 50],
    ["0,5 %", 50],
    ["1.25 percent", 125],
    ["10 Prozent", 1000],
    ["１％", 100],
    ["なし", 0],
    ["ninguna", 0],
    ["بدون", 0],
    ["2パーセント", 200],
    ["0,5 por ciento", 50],
    ["٢٪", 200],
    ["٠٫٥ بالمئة", 50],
    ["百分之2", 200],
    ["10.01 %", null],
    ["0.005", null],
    ["-1", null],
    ["half", null],
    ["", null],
  ])("%s", (typed, bps) => expect(readPercent(typed, 1000)).toBe(bps));
});

describe("an invoice in one line", () => {
  const read = (typed: string, wantsId = false, language = "en") => {
    const line = readInvoiceLine(typed, { language, fiatDigits, assets: ASSETS }, LIMITS, wantsId);
    const unit = line.price?.unit;
    return {
      id: line.mixinId,
      amount: line.price?.value ?? line.refused?.problem ?? null,
      unit: unit === undefined || unit === null ? null : unit.kind === "fiat" ? unit.code : unit.kind,
      title: line.title,
      lasts: line.lasts?.ok ? line.lasts.seconds : (line.lasts?.problem ?? "unsaid"),
    };
  };
  const said = (amount: string | null, unit: string | null, title: string | null, lasts: number | string | null) => ({
    id: null as string | null,
    amount,
    unit,
    title,
    lasts,
  });

  it.each<[string, ReturnType<typeof said>]>([
    ["25 usd coffee 2h", said("25", "usd", "coffee", 2 * HOUR)],
    ["coffee 25 usd for 2 hours", said("25", "usd", "coffee", 2 * HOUR)],
    ["100 人民币", said("100", "cny", null, "unsaid")],
    ["100人民币咖啡", said("100", "cny", "咖啡", "unsaid")],
    ["100 人民币 咖啡 2小时", said("100", "cny", "咖啡", 2 * HOUR)],
    ["2 coffees 5 usd", said("5", "usd", "2 coffees", "unsaid")],
    ["coffee 5 usd for table 7 20 min", said("5", "usd", "coffee for table 7", 20 * MINUTE)],
    ["0.01 btc domain", said("0.01", "asset", "domain", "unsaid")],
    ["5 usdt trc20 tea", said("5", "asset", "tea", "unsaid")],
    ["5 usdt tea", said("5", "several", "tea", "unsaid")],
    ["25 coffee", said("25", null, "coffee", "unsaid")],
    ["25", said("25", null, null, "unsaid")],
    ["coffee", said(null, null, "coffee", "unsaid")],
    ["", said(null, null, null, "unsaid")],
    ["5 usd tea no end", said("5", "usd", "tea", null)],
    ["5 usd tea -2h", said("5", "usd", "tea", "past")],
    ["5 usd tea 100000 days", said("5", "usd", "tea", "too_long")],
    ["5 usd tea 0 min", said("5", "usd", "tea", "too_short")],
    ["0 usd tea", said("zero", null, null, "unsaid")],
    ["0.000000001 btc", said("too_many_places", null, null, "unsaid")],
    ["99999999999999 usd", said("too_large", null, null, "unsaid")],
    ["-5 usd tea", said("negative", null, null, "unsaid")],
    ["1e9 usd", said("exponent", null, null, "unsaid")],
    ["5 usd @12345 tea", { ...said("5", "usd", "tea", "unsaid"), id: "12345" }],
    ["@7000103970 5 usd tea", { ...said("5", "usd", "tea", "unsaid"), id: "7000103970" }],
  ])("%s", (typed, line) => expect(read(typed)).toEqual(line));

  it("reads amounts by the habit of the language", () => {
    expect(read("19,90 eur", false, "de")).toEqual(said("19.9", "eur", null, "unsaid"));
    expect(read("1.234 eur Miete", false, "de")).toMatchObject({ amount: "1234", title: "Miete" });
    expect(read("1.234 btc Miete", false, "en")).toMatchObject({ amount: "1.234", title: "Miete" });
  });

  it.each([
    ["table 7 250 usd", "7250", true],
    ["iPhone 15 999 usd", "15999", true],
    ["7 250 usd tea", "7250", false],
    ["tea 7,250.50 usd", "7250.5", false],
    ["table 7 25 usd", "25", false],
  ])("%s is %s, and says so where the space may mean something else (%s)", (line, value, ambiguous) => {
    const units = { language: "en", assets: ASSETS, fiatDigits };
    expect(readInvoiceLine(line, units, LIMITS).price).toMatchObject({ value, ambiguous });
  });

  it("takes a leading number for a Mixin ID only where one is wanted and a price stands behind it", () => {
    expect(read("7000103970 5 usd tea", true)).toMatchObject({ id: "7000103970", amount: "5", title: "tea" });
    expect(read("50000 aed", true)).toMatchObject({ id: null, amount: "50000", unit: "aed" });
    expect(read("50000 aed tea 2h", true)).toMatchObject({ id: null, amount: "50000", lasts: 2 * HOUR });
    expect(read("50000 5 usd tea", false)).toMatchObject({ id: null });
  });

  it("never throws, whatever is typed", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (typed) => void read(typed, true)));
  });
});

describe("what people paste to say what they mean", () => {
  const id = "0191f1c2-aaaa-4bbb-8ccc-1234567890ab";

  it.each([
    [id, id],
    [id.toUpperCase(), id],
    [`https://pay.example.com/code/${id}`, id],
    [`pay.example.com/code/${id}?lang=de`, id],
    [`see https://pay.example.com/code/${id} please`, id],
    ["2", null],
    [`https://pay.example.com/pay/${id}`, null],
    ["", null],
  ])("%s", (typed, found) => expect(readOrderId(typed)).toBe(found));

  it.each([
    [id, { kind: "order", orderId: id }],
    [`http://127.0.0.1:8080/code/${id}`, { kind: "order", orderId: id }],
    ["https://pay.example.com/thorb/donate", { kind: "code", handle: "thorb", slug: "donate" }],
    ["127.0.0.1:8080/thorb/donate/", { kind: "code", handle: "thorb", slug: "donate" }],
    ["/thorb/donate", { kind: "code", handle: "thorb", slug: "donate" }],
    ["thorb/donate?x=1", { kind: "code", handle: "thorb", slug: "donate" }],
    ["thorb", null],
    ["hello there", null],
    ["", null],
  ])("%s as what money is for", (typed, target) => expect(readTarget(typed)).toEqual(target));
});

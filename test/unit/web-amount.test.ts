import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../src/i18n/index.js";
import { Decimal, isAmount } from "../../src/payments/money.js";
import { readAmount } from "../../src/web/amount.js";

const read = (typed: string, language: Language = "en", places = 2): string => {
  const answer = readAmount(typed, language, places);
  return answer.ok ? answer.amount : answer.problem;
};

describe("an amount typed on a page", () => {
  it.each([
    ["20", "20"],
    [" 20.50 ", "20.5"],
    ["20,5", "20.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["007", "7"],
    ["１００", "100"],
    ["1.234,50", "1234.5"],
    ["1,234.50", "1234.5"],
    ["1 234,50", "1234.5"],
    ["1'234.50", "1234.5"],
    ["1,234,567", "1234567"],
    ["1.234.567", "1234567"],
    ["1\u00a0234\u202f567", "1234567"],
    ["+5", "5"],
    ["12,34,567.5", "1234567.5"],
    ["٣", "3"],
    ["١٬٢٣٤٫٥", "1234.5"],
    ["\u200f٢٠\u200f", "20"],
    ["19,-", "19"],
    ["1000000000000", "1000000000000"],
  ])("“%s” is %s", (typed, amount) => {
    expect(read(typed)).toBe(amount);
  });

  it("a lone separator before three digits is read as the language writes it", () => {
    expect(read("1,234", "en")).toBe("1234");
    expect(read("1,234", "zh")).toBe("1234");
    expect(read("1.234", "de")).toBe("1234");
    expect(read("1,234", "de", 8)).toBe("1.234");
    expect(read("1.234", "en", 8)).toBe("1.234");
    expect(read("0.123", "de", 8)).toBe("0.123");
    expect(read("1.50", "de")).toBe("1.5");
    expect(read("1.234", "es")).toBe("1234");
    expect(read("1,234", "ja")).toBe("1234");
    expect(read("1,234", "ar")).toBe("1234");
  });

  it.each([
    "",
    " ",
    "abc",
    "1e9",
    "1E9",
    "0x10",
    "+-5",
    "12 34",
    "5²",
    "--5",
    "5-",
    "1..5",
    "1,2,3",
    "1.23,456.7",
    "12,34.5",
  ])("“%s” is no number", (typed) => {
    expect(read(typed)).toBe("unreadable");
  });

  it.each(["٣ درهم", "Ⅻ€", "½x", "∞", "NaN", "Infinity", "1\u0000", "1;drop table", "9".repeat(100), "🪙"])(
    "rubbish “%s” is no number",
    (typed) => {
      expect(read(typed)).toBe("unreadable");
    },
  );

  it.each([
    ["0", 2, "notPositive"],
    ["0.00", 2, "notPositive"],
    ["-1", 2, "notPositive"],
    ["-1.234,50", 2, "notPositive"],
    ["0.001", 2, "places"],
    ["0.000000001", 8, "places"],
    ["1.5", 0, "places"],
    ["1000000000000.01", 2, "tooLarge"],
    ["99999999999999", 2, "tooLarge"],
  ])("“%s” with %i places is refused: %s", (typed, places, problem) => {
    expect(read(typed, "en", places)).toBe(problem);
  });

  it("written by us in any language is read back as it was", () => {
    const amounts = fc.bigInt({ min: 1n, max: 10n ** 20n }).map((units) => new Decimal(units.toString()).div("1e8"));
    fc.assert(
      fc.property(amounts, fc.constantFrom(...LANGUAGES), (amount, language) => {
        const format = new Intl.NumberFormat(language, { maximumFractionDigits: 8, minimumFractionDigits: 2 });
        const typed = format.format(amount.toFixed() as Intl.StringNumericLiteral);
        // "1,234" alone is ambiguous by nature; at least two places are written here, three only when they are meant.
        if (/^[1-9]\d{0,2}[.,]\d{3}$/.test(typed)) return;
        expect(read(typed, language, 8)).toBe(amount.toFixed());
      }),
    );
  });

  it("whatever it is, gives an amount in range or a reason", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("0123456789.,-' e")) }),
        fc.constantFrom(...LANGUAGES),
        (typed, language) => {
          const answer = readAmount(typed, language, 8);
          expect(!answer.ok || isAmount(answer.amount)).toBe(true);
        },
      ),
    );
  });
});

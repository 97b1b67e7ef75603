import { Decimal } from "decimal.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { amountText, dollars, isAmount, isLess, memoText, times } from "../../src/sandbox/messenger/static/format.js";

const amount = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(8, "0")}`);

test("amounts are grouped, without zeros that say nothing", () => {
  expect(amountText("1234567.500")).toBe("1,234,567.5");
  expect(amountText("-0.00000001")).toBe("\u22120.00000001");
  expect(amountText("20")).toBe("20");
  expect(amountText("5.00")).toBe("5");
});

test("dollars have cents, and what is less than one says so", () => {
  expect(dollars("1234.567")).toBe("$1,234.56");
  expect(dollars("0.004")).toBe("< $0.01");
  expect(dollars("0")).toBe("$0.00");
});

test("amounts are multiplied and compared exactly", () => {
  fc.assert(
    fc.property(amount, amount, (a, b) => {
      const exact = Decimal.clone({ precision: 60 });
      expect(new exact(times(a, b)).eq(new exact(a).times(b))).toBe(true);
      expect(isLess(a, b)).toBe(new exact(a).lt(b));
    }),
  );
});

test("what a person types is an amount only when a wallet could send it", () => {
  for (const text of ["1", "0.00000001", "12.5"]) expect(isAmount(text)).toBe(true);
  for (const text of ["", "0", "0.0", "-1", "1e9", "0.000000001", "１００", "1,5", "1.", ".5"]) {
    expect(isAmount(text)).toBe(false);
  }
});

test("a memo is shown as text, or as its hex when it is none", () => {
  expect(memoText(Buffer.from("Kaffee ☕").toString("hex"))).toBe("Kaffee ☕");
  expect(memoText("ff00ff")).toBe("ff00ff");
  expect(memoText("")).toBe("");
});

import { describe, expect, it, test } from "vitest";
import { decimal } from "../../src/payments/money.js";
import { creditOf, dueFor, missing, partsBySender, remaining } from "../../src/payments/rules/due.js";
import { COIN, heldOf, OTHER, quoteOf } from "../support/rules-facts.js";

const order = { quoteAmount: "10" };
/** A third of a dollar each. */
const thirds = { paymentAmount: "30", covers: null };

describe("what is left of a price", () => {
  const credits = (...amounts: (string | null)[]) => amounts.map((credit) => ({ credit }));

  test.each([
    ["all, without parts", credits(), "10"],
    ["all, beside money that pays nothing of it", credits(null), "10"],
    ["the rest", credits("4", null, "5.99999999"), "0.00000001"],
    ["nothing, when all is paid", credits("4", "6"), "0"],
    ["nothing, when more is paid", credits("4", "7"), "0"],
  ])("is %s", (_, kept, left) => expect(remaining(order, kept).toFixed()).toBe(left));

  it("is due rounded up, and paid rounded down, of what the quote covers", () => {
    expect(dueFor(order, { paymentAmount: "3", covers: null }, decimal("0.00000001")).toFixed()).toBe("0.00000001");
    expect(creditOf(order, thirds, "1").toFixed()).toBe("0.33333333");
    expect(creditOf(order, { paymentAmount: "3", covers: "6" }, "1").toFixed()).toBe("2");
    expect(dueFor(order, { paymentAmount: "3", covers: "6" }, decimal("4")).toFixed()).toBe("2");
  });
});

describe("what is missing of a price", () => {
  const part = (amount: string, credit: string | null, quote: typeof thirds | null = thirds) => ({
    amount,
    credit,
    quote,
  });

  it("is counted in exact shares, not in rounded credits", () => {
    expect(missing(order, [part("1", "0.33333333")], thirds, "29").toFixed()).toBe("0");
    expect(missing(order, [part("1", "0.33333333")], thirds, "28.99999999").gt(0)).toBe(true);
    expect(missing(order, [], thirds, "33").toFixed()).toBe("-1");
  });

  it("goes by the credit of money whose quote nobody has any more", () => {
    expect(missing(order, [part("1", "4", null)], thirds, "18").toFixed()).toBe("0");
    expect(missing(order, [part("1", null, null)], thirds, "18").toFixed()).toBe("4");
  });
});

describe("the parts that people have paid", () => {
  it("are summed by sender, with what each has still to pay at the newest rate for their asset", () => {
    const kept = [
      heldOf({ senderId: "ada", amount: "2", credit: "4" }),
      heldOf({ senderId: "bob", assetId: OTHER, amount: "1.50", credit: "4.5" }),
      heldOf({ senderId: null, amount: "3", credit: "6" }),
      heldOf({ senderId: "ada", amount: "1", credit: "2" }),
    ];
    const live = [
      quoteOf({ paymentAmount: "4" }),
      quoteOf({ paymentAsset: OTHER, paymentAmount: "3.33333334" }),
      quoteOf({ paymentAmount: "5" }),
    ];
    expect(partsBySender(order, kept, live)).toEqual([
      {
        senderId: "ada",
        assetId: COIN,
        received: "3",
        credit: "6",
        // Four of ten dollars at four coins.
        rest: { assetId: COIN, amount: "1.6", covers: "4" },
      },
      {
        senderId: "bob",
        assetId: OTHER,
        received: "1.5",
        credit: "4.5",
        rest: { assetId: OTHER, amount: "1.83333334", covers: "5.5" },
      },
    ]);
  });

  it("have no rest to pay where no quote in their asset lives", () => {
    const [part] = partsBySender(order, [heldOf()], [quoteOf({ paymentAsset: OTHER })]);
    expect(part).toMatchObject({ received: "2", credit: "4", rest: null });
    expect(partsBySender(order, [], [quoteOf()])).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseInputs } from "../../src/payments/payouts/inputs.js";
import { Decimal } from "../../src/payments/money.js";

const of = (...amounts: string[]) => amounts.map((amount) => ({ amount }));
const total = (outputs: { amount: string }[]) => outputs.reduce((sum, o) => sum.plus(o.amount), new Decimal(0));

describe("outputs to spend", () => {
  it("are as few as will do", () => {
    const free = of("5", "3", "1");
    expect(chooseInputs(free, total(free), "6")).toEqual({ kind: "spend", inputs: of("5", "3") });
  });

  it("are made one when it takes more than fit in a transaction", () => {
    expect(chooseInputs(of("2", "2"), new Decimal("6"), "5")).toEqual({ kind: "consolidate", inputs: of("2", "2") });
  });

  it("are none when all together are not enough", () => {
    expect(chooseInputs(of("2", "2"), new Decimal("4"), "5")).toEqual({ kind: "short" });
    expect(chooseInputs([], new Decimal(0), "1")).toEqual({ kind: "short" });
  });

  it("cover the amount, and without the last would not", () => {
    const amounts = fc.array(
      fc.integer({ min: 1, max: 1000 }).map((n) => ({ amount: new Decimal(n).div(100).toFixed() })),
    );
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 5000 }), (free, cents) => {
        const wanted = new Decimal(cents).div(100);
        const choice = chooseInputs(free, total(free), wanted.toFixed());
        if (choice.kind !== "spend") return total(free).lt(wanted);
        return total(choice.inputs).gte(wanted) && total(choice.inputs.slice(0, -1)).lt(wanted);
      }),
    );
  });
});

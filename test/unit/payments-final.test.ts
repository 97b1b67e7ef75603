import { describe, expect, it, test } from "vitest";
import { onTransferDone } from "../../src/payments/rules/done.js";
import { effects } from "../../src/payments/rules/effects.js";
import type { Aggregate } from "../../src/payments/rules/facts.js";
import { aggregateOf, later, termsOf } from "../support/rules-facts.js";

type Transfer = Aggregate["transfers"][number];

const transfer = (requestId: string, state: Transfer["state"], kind: Transfer["kind"] = "settlement"): Transfer => ({
  requestId,
  kind,
  state,
});
const terms = termsOf({ now: later(90) });
const becomesFinal = (requestId: string, transfers: Transfer[], state: "paid" | "settled" = "paid") =>
  onTransferDone(aggregateOf({ state }, { transfers }), requestId, terms);

const settles = effects("noted", { order: { id: "order", move: "paid→settled", facts: { settledAt: later(90) } } });
const nothing = effects("noted");

describe("a transfer that becomes final", () => {
  it("settles the order when it is all that the payee gets", () => {
    expect(becomesFinal("a", [transfer("a", "signed")])).toEqual(settles);
  });

  test.each(["waiting", "approval", "signed", "stuck"] as const)(
    "does not settle it while another settlement is %s, whichever stands first",
    (state) => {
      expect(becomesFinal("a", [transfer("a", "signed"), transfer("b", state)])).toEqual(nothing);
      expect(becomesFinal("a", [transfer("b", state), transfer("a", "signed")])).toEqual(nothing);
    },
  );

  test.each(["done", "cancelled"] as const)("settles it when the other settlement is %s", (state) => {
    expect(becomesFinal("a", [transfer("b", state), transfer("a", "signed")])).toEqual(settles);
  });

  it("settles nothing when it is no settlement, and a refund that is underway keeps nothing from being settled", () => {
    for (const kind of ["refund", "surplus", "swap"] as const) {
      const both = [transfer("back", "signed", kind), transfer("a", "signed")];
      expect(becomesFinal("back", [transfer("back", "signed", kind)])).toEqual(nothing);
      expect(becomesFinal("back", [transfer("back", "signed", kind), transfer("a", "done")])).toEqual(nothing);
      expect(becomesFinal("a", both)).toEqual(settles);
    }
  });

  it("of another order settles nothing", () => {
    expect(becomesFinal("c", [transfer("a", "done")])).toEqual(nothing);
  });

  it("settles an order once", () => {
    expect(becomesFinal("a", [transfer("a", "done")], "settled")).toEqual(nothing);
  });
});

import { describe, expect, it } from "vitest";
import type { OrderState } from "../../src/payments/state.js";
import { type Status, told } from "../../src/payments/status-words.js";

describe("told", () => {
  /** By what is kept, or was: nothing, parts, late money, both. */
  const OPEN: Status[] = ["unpaid", "paid_less", "confirming", "confirming"];
  const EXPIRED = ["40000", "40024", "40000", "40024"];
  const KEPT = [
    { hasParts: false, hasLate: false },
    { hasParts: true, hasLate: false },
    { hasParts: false, hasLate: true },
    { hasParts: true, hasLate: true },
  ];
  const rows: [state: OrderState, isPaid: boolean, words: string[]][] = [
    ["open", false, OPEN.map((status) => `${status} 0`)],
    ["paid", true, KEPT.map(() => "pending 0")],
    ["settled", true, KEPT.map(() => "success 0")],
    ["expired", false, EXPIRED.map((code) => `failed ${code}`)],
    ["cancelled", false, KEPT.map(() => "failed 40032")],
    ["cancelled", true, KEPT.map(() => "failed 40027")],
  ];

  it.each(rows)("an order that is %s (paid: %s)", (state, isPaid, words) => {
    const says = KEPT.map((kept) => told({ state, isPaid, ...kept }));
    expect(says.map(({ status, failureCode }) => `${status} ${failureCode}`)).toEqual(words);
    for (const { status, failureReason } of says) expect(failureReason !== "").toBe(status === "failed");
  });
});

import { randomUUID } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { assign } from "../../src/payments/conversion/legs.js";
import type { SwapTerms, WalletOutput } from "../../src/payments/ports.js";
import type { Swap } from "../../src/payments/state.js";
import { disagreement } from "../../src/payments/swaps.js";
import { BTC, USDT_ETH, USDT_TRON } from "../support/market.js";

const ROUTE = randomUUID();

function swap(given: Partial<Swap> = {}): Swap {
  return {
    id: randomUUID(),
    orderId: randomUUID(),
    provider: "route",
    fromAsset: BTC,
    fromAmount: "0.00200000",
    toAsset: USDT_TRON,
    expectedAmount: "100.00000000",
    minimumAmount: "99.00000000",
    state: "sent",
    recipient: ROUTE,
    trace: randomUUID(),
    memo: randomUUID(),
    receivedAmount: null,
    problem: null,
    createdAt: new Date(),
    sentAt: new Date(),
    doneAt: null,
    ...given,
  };
}

function output(given: Partial<WalletOutput> = {}): WalletOutput {
  return {
    outputId: randomUUID(),
    sequence: 1,
    transactionHash: "",
    outputIndex: 0,
    assetId: USDT_TRON,
    kernelAssetId: "",
    amount: "99.7",
    mask: "",
    keys: [],
    senders: [ROUTE],
    requestId: randomUUID(),
    memo: "",
    extraHex: "",
    state: "unspent",
    createdAt: new Date().toISOString(),
    ...given,
  };
}

/** Which swap each output is taken for, by their places. */
const assigned = (outputs: WalletOutput[], swaps: Swap[]): number[] => {
  const found = assign(outputs, swaps);
  return outputs.map((one) => swaps.findIndex((two) => two.id === found.get(one.outputId)?.id));
};

describe("money from an exchange belongs to", () => {
  it("the swap that its memo names, as it is, packed, or by our trace", () => {
    const swaps = [swap(), swap(), swap()];
    const outputs = [
      output({ memo: swaps[2]!.memo! }),
      output({ memo: Buffer.from(`{"t":"${swaps[0]!.trace}"}`).toString("base64") }),
      output({ memo: ` ${swaps[1]!.memo} `, amount: "5", assetId: USDT_ETH }),
    ];
    expect(assigned(outputs, swaps)).toEqual([2, 0, 1]);
  });

  it("the swap that is named, whatever its amount, also when that is over", () => {
    const over = swap({ state: "received" });
    expect(assigned([output({ memo: over.memo!, amount: "1" })], [over, swap()])).toEqual([0]);
  });

  it("without a name, the swap whose coins came back to the last place", () => {
    const swaps = [swap(), swap({ fromAmount: "0.00200001" })];
    expect(assigned([output({ assetId: BTC, amount: "0.00200001" })], swaps)).toEqual([1]);
    expect(assigned([output({ assetId: BTC, amount: "0.00199999" })], swaps)).toEqual([-1]);
  });

  it("without a name, the swap that expected most nearly as much, each once", () => {
    const swaps = [swap(), swap({ expectedAmount: "104", minimumAmount: "99" })];
    expect(assigned([output({ amount: "103" }), output({ amount: "99" })], swaps)).toEqual([1, 0]);
    expect(assigned([output({ amount: "100" }), output({ amount: "100" })], swaps)).toEqual([0, 1]);
    expect(assigned([output({ amount: "90" }), output({ amount: "110" })], swaps)).toEqual([-1, -1]);
  });

  it("without a name, the only swap for the asset, also when it is too little", () => {
    expect(assigned([output({ amount: "50" })], [swap(), swap({ toAsset: USDT_ETH })])).toEqual([0]);
  });

  it("no swap when it is crumbs: who made the exchange send us some would end a swap with them", () => {
    expect(assigned([output({ amount: "49.99999999" })], [swap()])).toEqual([-1]);
    expect(assigned([output({ amount: "0.5" }), output()], [swap()])).toEqual([-1, 0]);
  });

  it("none when somebody else sent it, or several did", () => {
    const swaps = [swap()];
    const memo = swaps[0]!.memo!;
    const strangers = [[randomUUID()], [], [ROUTE, randomUUID()]].map((senders) => output({ senders, memo }));
    expect(assigned(strangers, swaps)).toEqual([-1, -1, -1]);
  });

  it("the swap that a later output does not name", () => {
    const swaps = [swap(), swap()];
    expect(assigned([output({ amount: "100" }), output({ memo: swaps[0]!.memo! })], swaps)).toEqual([1, 0]);
  });

  it("no swap that was never sent", () => {
    expect(assigned([output()], [swap({ state: "wanted" }), swap({ state: "failed" })])).toEqual([-1]);
  });
});

describe("an exchange's terms are refused", () => {
  const agreed = swap();
  const terms = (given: Partial<SwapTerms> = {}): SwapTerms => ({
    recipient: ROUTE,
    assetId: BTC,
    amount: "0.002",
    trace: randomUUID(),
    memo: randomUUID(),
    outAmount: "99",
    ...given,
  });

  it("not when they are what was agreed", () => {
    expect(disagreement(agreed, terms(), ROUTE)).toBeNull();
    expect(disagreement(agreed, terms({ memo: "ü".repeat(100) }), ROUTE)).toBeNull();
  });

  test.each<[string, Partial<SwapTerms>]>([
    ["another user", { recipient: randomUUID() }],
    ["another asset", { assetId: USDT_ETH }],
    ["another amount", { amount: "0.00200001" }],
    ["trace", { trace: "none" }],
    ["memo", { memo: "" }],
    ["memo", { memo: "ü".repeat(101) }],
    ["too little", { outAmount: "98.99999999" }],
  ])("for %s", (reason, given) => {
    expect(disagreement(agreed, terms(given), ROUTE)).toContain(reason);
  });
});

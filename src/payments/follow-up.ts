import type { Tx } from "../db/database.js";
import { fundingClosed, fundingSettled } from "./refunds/finish.js";
import { claimFailed, claimSettled } from "./remittances/finish.js";
import { remittancesFunded, remittancesUnfunded } from "./remittances/fund.js";
import type { OrderChange } from "./rules/effects.js";
import type { Order, Refund } from "./state.js";

/** Does what hangs on an order that has changed. Returns the refunds that are done with it. */
export async function followUp(tx: Tx, order: Order, change: OrderChange, now: Date): Promise<Refund[]> {
  switch (order.source) {
    case "code":
    case "invoice":
    case "api":
      return [];
    case "refund":
      return refundFollows(tx, order, change, now);
    case "transfer":
      await transferFollows(tx, order, change, now);
      return [];
    case "claim":
      await claimFollows(tx, order, change, now);
      return [];
    default:
      return order.source satisfies never;
  }
}

/** A merchant pays it for a refund. */
async function refundFollows(tx: Tx, order: Order, { move }: OrderChange, now: Date): Promise<Refund[]> {
  switch (move) {
    case "open→expired":
    case "open→cancelled":
    case "paid→cancelled":
      await fundingClosed(tx, order.id);
      return [];
    case "paid→settled":
      return fundingSettled(tx, order.id, now);
    case "open→paid":
    case "paid":
      return [];
    default:
      return move satisfies never;
  }
}

/** Somebody pays it for what they send to others, who can claim it once it is known what that comes to. */
async function transferFollows(tx: Tx, order: Order, { move, facts }: OrderChange, now: Date): Promise<void> {
  switch (move) {
    case "open→expired":
      return remittancesUnfunded(tx, order.id, "expired", now);
    case "open→cancelled":
      return remittancesUnfunded(tx, order.id, "cancelled", now);
    case "paid→cancelled":
      return remittancesUnfunded(tx, order.id, "not_convertible", now);
    case "open→paid":
    case "paid":
      if (facts.settledAsset && facts.settlementAmount) {
        await remittancesFunded(tx, order, { assetId: facts.settledAsset, amount: facts.settlementAmount }, now);
      }
      return;
    case "paid→settled":
      return;
    default:
      return move satisfies never;
  }
}

/** It pays the recipient of a remittance. */
async function claimFollows(tx: Tx, order: Order, { move }: OrderChange, now: Date): Promise<void> {
  switch (move) {
    case "paid→settled":
      return claimSettled(tx, order.id, now);
    case "paid→cancelled":
      return claimFailed(tx, order.id);
    case "open→paid":
    case "open→expired":
    case "open→cancelled":
    case "paid":
      return;
    default:
      return move satisfies never;
  }
}

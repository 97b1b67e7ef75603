import { and, eq } from "drizzle-orm";
import type { Tx } from "../../db/database.js";
import { deriveId } from "../../db/ids.js";
import { payees, quotes } from "../../db/schema.js";
import { execute } from "../execute.js";
import { decimal, isAmount, plain } from "../money.js";
import { openOrder } from "../orders.js";
import { addressPayeeId, type Payee, payeeIdOf, payeeOf } from "../payees.js";
import type { Market } from "../ports.js";
import type { Quote } from "../quotes.js";
import { holds } from "../rules/fit.js";
import { moveRemittance, type Order, type Remittance } from "../state.js";
import { lockRemittance, remittanceById } from "./read.js";
import { type ClaimRefusal, claimRefusal } from "./standing.js";
import { tellRemittance } from "./tell.js";

export { type ClaimRefusal, claimRefusal } from "./standing.js";

/** Where the money of a claim goes. `fee`: what the network keeps of it, decimal text, in the asset that is paid out. */
export type ClaimTo =
  | { kind: "user"; userId: string; label: string }
  | { kind: "members"; members: string[]; threshold: number; label: string }
  | { kind: "address"; address: string; tag: string; fee: string; label: string };

export interface ClaimWish {
  remittanceId: string;
  to: ClaimTo;
  /** Null: as it was sent. */
  settlementAsset: string | null;
  now: Date;
}

export type ClaimPrepared = { ok: true; order: Order; remittance: Remittance } | { ok: false; reason: ClaimRefusal };

/**
 * Opens the order that a claim would be paid by, so that a quote can be asked for it; the same wish has the same order.
 * Nothing is promised by it. Whoever calls has seen to it that the claimer may.
 */
export async function prepareClaim(tx: Tx, { remittanceId, to, ...wish }: ClaimWish): Promise<ClaimPrepared> {
  const remittance = await remittanceById(tx, remittanceId);
  if (!remittance) return { ok: false, reason: "unknown" };
  const reason = claimRefusal(remittance, wish.now);
  if (reason) return { ok: false, reason };
  const assetId = remittance.assetId!;
  const amount = plain(remittance.amount!);
  const settlementAsset = wish.settlementAsset === assetId ? null : wish.settlementAsset;
  const networkFee = to.kind === "address" ? plain(to.fee) : null;
  if (!isPayable(to, settlementAsset === null ? amount : null)) return { ok: false, reason: "not_payable" };
  const payee = await keepPayee(tx, to);
  const order = await openOrder(tx, {
    id: claimOrderId(remittanceId, { payeeId: payee.id, settlementAsset, networkFee }),
    payeeId: payee.id,
    merchantId: remittance.senderId,
    source: "claim",
    codeId: null,
    title: remittance.note ?? "",
    quoteAsset: assetId,
    quoteAmount: amount,
    settlementAsset,
    // An address is of one chain: other coins than it was given for must not go there.
    strict: to.kind === "address",
    networkFee,
    deadline: remittance.expiresAt,
    language: remittance.language,
  });
  return { ok: true, order, remittance };
}

/** One wish of one remittance: so an order can be told to be of this one. */
const claimOrderId = (
  remittanceId: string,
  { payeeId, settlementAsset, networkFee }: Pick<Order, "payeeId" | "settlementAsset" | "networkFee">,
): string => {
  const fee = networkFee === null ? "" : plain(networkFee);
  return deriveId(remittanceId, `claim ${payeeId} ${settlementAsset ?? ""} ${fee}`);
};

/** Whether an order was prepared for this remittance. */
export const isClaimOf = (remittanceId: string, order: Order): boolean =>
  order.source === "claim" && order.id === claimOrderId(remittanceId, order);

/** `amount`: what would be paid out, where that is known. */
function isPayable(to: ClaimTo, amount: string | null): boolean {
  switch (to.kind) {
    case "user":
      return true;
    case "members":
      return to.threshold >= 1 && to.threshold <= new Set(to.members).size;
    case "address": {
      const isFee = isAmount(to.fee) || decimal(to.fee).isZero();
      return to.address !== "" && isFee && (amount === null || decimal(amount).gt(to.fee));
    }
    default:
      return to satisfies never;
  }
}

/**
 * Whoever is known already stays as they are, for a merchant may be paid there too; but whoever has only sent money until
 * now has no name there yet, and the last page says where it goes.
 */
async function keepPayee(tx: Tx, to: ClaimTo): Promise<Payee> {
  const payee = payeeFor(to);
  const { label } = to;
  await tx
    .insert(payees)
    .values(payee)
    .onConflictDoUpdate({ target: payees.id, set: { label }, setWhere: eq(payees.label, "") });
  return payeeOf(tx, payee.id);
}

function payeeFor(to: ClaimTo): typeof payees.$inferInsert {
  const { label } = to;
  switch (to.kind) {
    case "user":
      return { id: to.userId, kind: "individual", members: [to.userId], threshold: 1, label };
    case "members": {
      const members = [...new Set(to.members)].toSorted();
      const kind = members.length === 1 ? "individual" : "multisig";
      return { id: payeeIdOf({ members, threshold: to.threshold }), kind, members, threshold: to.threshold, label };
    }
    case "address": {
      const { address: destination, tag } = to;
      const id = addressPayeeId({ destination, tag });
      return { id, kind: "address", members: [], threshold: 1, label, destination, tag };
    }
    default:
      return to satisfies never;
  }
}

export interface ClaimRequest {
  remittanceId: string;
  /** As it was prepared. */
  orderId: string;
  /** As it was confirmed; null: as it was sent. */
  quoteId: string | null;
  market: Market;
  now: Date;
}

/** `no_price`: what was chosen cannot be had now, and nothing has changed. */
export type Claimed = { ok: true } | { ok: false; reason: ClaimRefusal | "quote_expired" | "no_price" };

/**
 * Gives a remittance to whom its claim's order pays: exactly one claim of it succeeds, however many come at once. The
 * same claim again has succeeded already.
 */
export async function claimRemittance(tx: Tx, request: ClaimRequest): Promise<Claimed> {
  const { remittanceId, orderId, quoteId, market, now } = request;
  const executor = await execute(tx, [orderId], { now, market });
  const order = executor.order(orderId);
  const remittance = await lockRemittance(tx, remittanceId);
  if (!remittance) return { ok: false, reason: "unknown" };
  if (remittance.claimOrderId === orderId) return { ok: true };
  const reason = claimRefusal(remittance, now);
  if (reason) return { ok: false, reason };
  if (!order || !isClaimOf(remittanceId, order)) return { ok: false, reason: "unknown" };
  const quote = quoteId === null ? null : await quoteOf(tx, orderId, quoteId);
  if (order.settlementAsset !== null && !(quote && isKept(quote, market, now))) {
    return { ok: false, reason: "quote_expired" };
  }
  const { id: cause, senderId, orderId: fundingOrderId } = remittance;
  const kept = { assetId: remittance.assetId!, amount: plain(remittance.amount!) };
  const event = { kind: "claimed" as const, cause, senderId, fundingOrderId, ...kept, quote };
  const { answer } = await executor.happen(orderId, event);
  if (answer === "not_convertible") return { ok: false, reason: "no_price" };
  if (answer === "too_small") return { ok: false, reason: "not_payable" };
  // Its order has the remittance's end: one that is closed has come to it.
  if (answer !== "paid") return { ok: false, reason: "expired" };
  await executor.finish();
  const { kind, members } = await payeeOf(tx, order.payeeId);
  const recipientId = remittance.recipientId ?? (kind === "address" || members.length > 1 ? null : members[0]!);
  const facts = { claimOrderId: orderId, claimedAt: now, recipientId };
  if (!(await moveRemittance(tx, remittanceId, "waiting", "claimed", facts))) throw new Error("the lock was passed by");
  await tellRemittance(tx, remittanceId, "claimed");
  return { ok: true };
}

/** What it promised is what is given: at another provider it would be something else. */
const isKept = (quote: Quote, market: Market, now: Date): boolean =>
  holds(quote, now) && quote.conversion?.provider === market.liquidity?.name;

async function quoteOf(tx: Tx, orderId: string, quoteId: string): Promise<Quote | null> {
  const [quote] = await tx
    .select()
    .from(quotes)
    .where(and(eq(quotes.id, quoteId), eq(quotes.orderId, orderId)));
  return quote ?? null;
}

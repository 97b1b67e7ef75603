import { parted, rescaled } from "../conversion/pricing.js";
import type { QuoteConversion } from "../../db/schema.js";
import { type Decimal, decimal } from "../money.js";
import type { Order } from "../state.js";
import type { QuoteFacts, Terms } from "./facts.js";
import { holds } from "./fit.js";

/** What the payee gets for what was paid. */
export type Plan =
  /** The coins that were paid, less the fee. `fallback`: another asset was wanted and could not be had. */
  | { kind: "as_paid"; net: Decimal; fee: Decimal; fallback: boolean }
  | { kind: "desk" | "route"; conversion: QuoteConversion; net: Decimal; fee: Decimal }
  /** The order is strict and what it wants cannot be had: the money has to go back. */
  | { kind: "impossible" };

interface Paid {
  assetId: string;
  /** All that is kept of what the payer sent. */
  amount: Decimal;
  sentAt: Date;
}

/** Decides what becomes of a full payment. What its quote promised is kept while the desk can. */
export function plan(order: Order, quote: QuoteFacts | null, paid: Paid, terms: Terms): Plan {
  const feeBps = quote?.feeBps ?? terms.feeBps;
  if (order.settlementAsset === null || order.settlementAsset === paid.assetId) return asPaid(paid.amount, feeBps);
  const conversion = promised(quote, paid, terms) ?? terms.convert(order, paid.assetId, paid.amount, feeBps);
  const net = decimal(conversion?.settlementAmount ?? "0");
  const fee = decimal(conversion?.feeAmount ?? "0");
  const covered = conversion?.provider === "route" || net.plus(fee).lte(terms.cover);
  if (conversion && net.gt(0) && covered) return { kind: conversion.provider, conversion, net, fee };
  return order.strict ? { kind: "impossible" } : { ...asPaid(paid.amount, feeBps), fallback: true };
}

/** The quote's conversion of what was paid; null when it has none, or none that holds. */
function promised(quote: QuoteFacts | null, paid: Paid, terms: Terms): QuoteConversion | null {
  if (!quote?.conversion || quote.conversion.provider !== terms.provider || !holds(quote, paid.sentAt)) return null;
  return rescaled(quote.conversion, paid.amount, quote.feeBps);
}

/** Everything that was paid, less the fee. */
export function asPaid(amount: string | Decimal, feeBps: number): Extract<Plan, { kind: "as_paid" }> {
  return { kind: "as_paid", ...parted(amount, feeBps), fallback: false };
}

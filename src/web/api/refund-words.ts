import { z } from "zod";
import { plain } from "../../payments/money.js";
import { fundingDeadline } from "../../payments/refunds/begin.js";
import type { Order, Refund } from "../../payments/state.js";
import type { ProgramRefund } from "../../shop/program-refunds.js";
import type { Rates } from "../../payments/ports.js";
import { seconds, symbolOf } from "./asset-words.js";
import { amountText, idText, text } from "./params.js";

/** How far a refund is: `unpaid` waits for the shop to pay for it, `pending` is on its way. */
export const REFUND_STATUSES = ["unpaid", "pending", "success", "cancelled"] as const;

const STATUS = {
  unpaid: "unpaid",
  sending: "pending",
  done: "success",
  cancelled: "cancelled",
} as const satisfies Record<Refund["state"], (typeof REFUND_STATUSES)[number]>;

/** Money given back, as programs are told. */
export const refundShape = z.object({
  refundId: idText.describe("What it is asked for and taken back by"),
  traceId: idText.describe("The order whose payment it is of"),
  status: z
    .enum(REFUND_STATUSES)
    .describe("unpaid: the shop has to pay for it, at payUrl. pending: on its way. success and cancelled never change"),
  quoteAmount: amountText.describe("The part of the price that is given back"),
  quoteAssetId: text.describe("What the price is in: a currency's code in lower case, or an asset's id"),
  quoteSymbol: text.describe("Its symbol"),
  rate: z.enum(["then", "today"]).describe("then: the coins paid for that part. today: coins worth that much now"),
  amount: amountText.describe("What the payer gets, in the asset they paid in"),
  assetId: idText.describe("That asset"),
  symbol: text.describe("Its symbol"),
  payerId: idText.describe("Who gets it: the Mixin user who paid"),
  reason: text.describe("As it was said; empty when nothing was"),
  payUrl: text.describe("Where the shop pays for it; empty unless it is unpaid"),
  payUntil: z.int().optional().describe("Until when it can be paid for, in unix seconds; absent unless it is unpaid"),
  createdAt: z.int().describe("Unix seconds"),
  doneAt: z.int().optional().describe("When the payer had it, in unix seconds; absent before"),
});

export type RefundWords = z.input<typeof refundShape>;

/** What is told of a refund of this order. */
export function refundWords(
  refund: Refund,
  {
    order,
    reason,
    isPaidFor,
    publicUrl,
    rates,
  }: Pick<ProgramRefund, "reason" | "isPaidFor"> & {
    order: Pick<Order, "quoteAsset">;
    publicUrl: string;
    rates: Rates;
  },
): RefundWords {
  const { id, orderId, state, rate, assetId, payerId, fundingOrderId, createdAt, doneAt } = refund;
  const isUnpaid = state === "unpaid" && fundingOrderId !== null && !isPaidFor;
  return {
    refundId: id,
    traceId: orderId,
    status: state === "unpaid" && isPaidFor ? "pending" : STATUS[state],
    quoteAmount: plain(refund.quoteAmount),
    quoteAssetId: order.quoteAsset,
    quoteSymbol: symbolOf(order.quoteAsset, rates),
    rate,
    amount: plain(refund.amount),
    assetId,
    symbol: symbolOf(assetId, rates),
    payerId,
    reason,
    payUrl: isUnpaid ? `${publicUrl}/code/${fundingOrderId}` : "",
    ...(isUnpaid && { payUntil: seconds(fundingDeadline(refund)) }),
    createdAt: seconds(createdAt),
    ...(doneAt && { doneAt: seconds(doneAt) }),
  };
}

import type { apiOrders } from "../db/schema.js";
import { decimal, plain } from "./money.js";
import type { Order, Refund } from "./state.js";
import { told } from "./status-words.js";

type Asked = Pick<typeof apiOrders.$inferSelect, "orderNumber" | "orderId" | "payeeSent">;

/** MixPay's callback, the same for whatever has happened: it says "go and look". */
export const callbackBody = ({ orderNumber, orderId, payeeSent }: Asked): string =>
  JSON.stringify({ orderId: orderNumber ?? "", traceId: orderId, payeeId: payeeSent });

/** What goes to a webhook. */
export interface Message {
  id: string;
  event: string;
  /** Whose it is stands in what is signed: nobody can hand on to one shop what was told to another. */
  webhook: { id: string; merchantId: string };
  at: Date;
  /** Later ones have greater ones. */
  sequence: number;
  data: object;
}

/** What a webhook is told, byte for byte: what was so when it happened, also when it comes late or once more. */
export const webhookBody = ({ id, event, webhook, at, sequence, data }: Message): string =>
  JSON.stringify({
    id,
    event,
    webhookId: webhook.id,
    merchantId: webhook.merchantId,
    createdAt: at.getTime(),
    sequence,
    data,
  });

/** What counts of what came, of an order that is not paid. */
export interface Part {
  assetId: string;
  amount: string;
}

/** An order as it stands. */
export interface Standing {
  order: Order;
  /** Null: no program has asked for it. */
  asked: Asked | null;
  /** Too little came in time; it matters when it has not been paid. */
  hasParts: boolean;
  part: Part | null;
}

/**
 * An order as the API tells its shop, under the same names. Who paid is left out: bodies are kept by whoever receives
 * them, and the shop can ask.
 */
export function orderTold({ order, asked, hasParts, part }: Standing) {
  const isSettled = order.state === "settled";
  const { paidAt, settledAt, deadline } = order;
  return {
    traceId: order.id,
    orderId: asked?.orderNumber ?? "",
    payeeId: asked?.payeeSent ?? order.payeeId,
    source: order.source,
    title: order.title,
    ...told({ state: order.state, isPaid: paidAt !== null, hasParts, hasLate: false }),
    quoteAmount: plain(order.quoteAmount),
    quoteAssetId: order.quoteAsset,
    tipAmount: plain(order.tipAmount ?? "0"),
    paymentAmount: order.paymentAmount === null ? plain(part?.amount ?? "0") : withSurplus(order),
    paymentAssetId: order.paymentAsset ?? part?.assetId ?? "",
    surplusAmount: plain(order.surplusAmount ?? "0"),
    settleStatus: isSettled ? "success" : "pending",
    settleAmount: isSettled ? plain(order.settlementAmount ?? "0") : "",
    settleAsset: isSettled ? (order.settledAsset ?? "") : "",
    createdAt: seconds(order.createdAt),
    ...(paidAt && { paidAt: seconds(paidAt) }),
    ...(settledAt && { settledAt: seconds(settledAt) }),
    ...(deadline && { expiredAt: seconds(deadline) }),
  };
}

/** A refund that is done as the API tells its shop, under the same names. */
export const refundTold = (refund: Refund, { quoteAsset }: Pick<Order, "quoteAsset">) => ({
  refundId: refund.id,
  traceId: refund.orderId,
  status: "success",
  quoteAmount: plain(refund.quoteAmount),
  quoteAssetId: quoteAsset,
  rate: refund.rate,
  amount: plain(refund.amount),
  assetId: refund.assetId,
  createdAt: seconds(refund.createdAt),
  ...(refund.doneAt && { doneAt: seconds(refund.doneAt) }),
});

const withSurplus = ({ paymentAmount, surplusAmount }: Order): string =>
  plain(decimal(paymentAmount ?? "0").plus(surplusAmount ?? "0"));

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

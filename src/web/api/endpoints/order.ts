import { z } from "zod";
import { plain } from "../../../payments/money.js";
import { refundable } from "../../../payments/refunds/preview.js";
import type { Rates } from "../../../payments/ports.js";
import { type Settlement, settlementsOf, shopOrder } from "../../../shop/order-search.js";
import { givenBack, programRefundsOf } from "../../../shop/program-refunds.js";
import { seconds, symbolOf } from "../asset-words.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { shopOf } from "../idempotency.js";
import { orderShape, orderWords } from "../order-words.js";
import { amountText, id, idText, text } from "../params.js";
import { refundShape, refundWords } from "../refund-words.js";
import { result } from "../result-schema.js";
import { resultOf } from "../result-words.js";

const settlement = z.object({
  settleStatus: z.enum(["pending", "success"]).describe("success: the payee has it"),
  settleAmount: amountText.describe("How much goes to the payee"),
  settleAsset: idText.describe("In which asset"),
  settleSymbol: text.describe("Its symbol"),
  txid: text.describe("The transaction on Mixin; empty before there is one"),
  date: z.int().optional().describe("When the payee had it, in unix seconds; absent before"),
});

/** One of a shop's orders with all that has become of it. */
export const oneOrder = endpoint({
  method: "GET",
  path: "/orders/{traceId}",
  summary: "One of the shop's orders, with its payments, settlements and refunds",
  scope: "orders",
  input: z.object({ traceId: id.describe("The order's code, or the trace of a payment that was offered for it") }),
  data: orderShape.extend({
    remark: text.describe("What the program said it is for"),
    refundableAmount: amountText.describe("The part of the price that can be given back now"),
    payment: result.shape.payment.unwrap().describe("How much of the price has come, as in payments_result"),
    transactions: result.shape.transactions.unwrap().describe("What was paid, as in payments_result"),
    settlements: z.array(settlement).describe("What goes to the payee"),
    refunds: z.array(refundShape).describe("What the shop gives back, oldest first"),
  }),
  bucket: "keyed",
  async handle({ database: { db }, market: { rates }, publicUrl }, { traceId }, asking) {
    const { id: merchantId } = shopOf(asking);
    const found = await shopOrder(db, merchantId, traceId);
    if (!found) throw new ApiError("trace");
    const { order, api } = found;
    const left = await refundable(db, merchantId, order.id);
    const refunds = await programRefundsOf(db, merchantId, order.id);
    const { payment, transactions } = resultOf(found, rates);
    return {
      ...orderWords(found, (await givenBack(db, [order.id])).get(order.id) ?? "0", rates),
      remark: api?.remark ?? "",
      refundableAmount: left.ok ? plain(left.left.price) : "0",
      payment,
      transactions,
      settlements: (await settlementsOf(db, order.id)).map((one) => settlementWords(one, rates)),
      refunds: refunds.map(({ refund, ...about }) => refundWords(refund, { ...about, publicUrl, rates })),
    };
  },
});

const settlementWords = ({ state, amount, assetId, hash, doneAt }: Settlement, rates: Rates) => ({
  settleStatus: state === "done" ? ("success" as const) : ("pending" as const),
  settleAmount: plain(amount),
  settleAsset: assetId,
  settleSymbol: symbolOf(assetId, rates),
  txid: hash ?? "",
  ...(doneAt && { date: seconds(doneAt) }),
});

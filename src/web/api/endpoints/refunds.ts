import { z } from "zod";
import { inTransaction } from "../../../db/database.js";
import { freshId } from "../../../db/ids.js";
import { pickLanguage } from "../../../i18n/index.js";
import { fiatDigits } from "../../../payments/fiat.js";
import { decimal, plain, PLACES } from "../../../payments/money.js";
import type { Order } from "../../../payments/state.js";
import { shopOrder } from "../../../shop/order-search.js";
import { person } from "../../../shop/people.js";
import {
  beginProgramRefund,
  type ProgramRefund,
  type ProgramRefundBegun,
  programRefund,
  programRefundsOf,
} from "../../../shop/program-refunds.js";
import { cancelShopRefund } from "../../../shop/refunds.js";
import { refundTitle } from "../../refund-title.js";
import { createTurns } from "../../turns.js";
import { symbolOf } from "../asset-words.js";
import { type ApiServices, endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { price } from "../fields.js";
import { holderOf, idFor, shopOf } from "../idempotency.js";
import { id } from "../params.js";
import { refundShape, refundWords } from "../refund-words.js";

/** Refunds of one shop wait for each other's end anyway. */
const inTurn = createTurns();

const refundId = id.describe("As it was told when the refund was begun");

/** Money of a payment goes back to who paid. */
export const beginRefund = endpoint({
  method: "POST",
  path: "/refunds",
  summary: "Give back a payment, or a part of it, to who paid",
  scope: "refunds",
  input: z.object({
    traceId: id.describe("The order's code"),
    quoteAmount: price.optional().describe("The part of the price, in its currency; absent: all that is left"),
    rate: z
      .enum(["then", "today"])
      .optional()
      .describe("then: the coins that were paid for that part. today: coins worth that much now. Absent: then"),
    reason: z.string().max(200).optional().describe("What it is for; kept in the shop's record"),
  }),
  data: refundShape,
  bucket: "keyed",
  makes: true,
  async handle(services, asked, asking) {
    const { database, market, now } = services;
    const { rates } = market;
    const { shop, key } = holderOf(asking);
    const merchantId = shop.id;
    // Of another shop's order nothing is told, and nothing is locked.
    const found = await shopOrder(database.db, merchantId, asked.traceId);
    if (!found) throw new ApiError("trace");
    const { order } = found;
    const language = pickLanguage((await person(database.db, merchantId))?.language);
    const wanted = {
      id: idFor(asking, "refund"),
      merchantId,
      key,
      orderId: order.id,
      quoteAmount: asked.quoteAmount === undefined ? null : checkedPart(asked.quoteAmount, order),
      rate: asked.rate ?? "then",
      reason: asked.reason ?? "",
      title: ({ title }: Order) => refundTitle(title, language),
      language,
      now: now(),
    } as const;
    const begun = await inTurn(merchantId, () =>
      inTransaction(database.db, (tx) => beginProgramRefund(tx, wanted, rates)),
    );
    if (!begun.ok) throw refusal(services, order, begun);
    return words(services, begun);
  },
});

/** A refund as it stands. */
export const oneRefund = endpoint({
  method: "GET",
  path: "/refunds/{refundId}",
  summary: "How far a refund is",
  scope: "refunds",
  input: z.object({ refundId }),
  data: refundShape,
  bucket: "keyed",
  async handle(services, asked, asking) {
    const found = await programRefund(services.database.db, shopOf(asking).id, asked.refundId);
    if (!found) throw new ApiError("refund");
    return words(services, found);
  },
});

/** Those of a payment. */
export const listRefunds = endpoint({
  method: "GET",
  path: "/refunds",
  summary: "All refunds of an order, oldest first; cancelled ones too",
  scope: "refunds",
  input: z.object({ traceId: id.describe("The order's code") }),
  data: z.array(refundShape),
  bucket: "keyed",
  async handle(services, { traceId }, asking) {
    const { db } = services.database;
    const { id: merchantId } = shopOf(asking);
    const found = await shopOrder(db, merchantId, traceId);
    if (!found) throw new ApiError("trace");
    const refunds = await programRefundsOf(db, merchantId, found.order.id);
    return refunds.map((one) => words(services, one));
  },
});

/** A refund that the shop does not pay for after all. */
export const cancelRefund = endpoint({
  method: "POST",
  path: "/refunds/{refundId}/cancel",
  summary: "Take back a refund that the shop has not paid for; one that is cancelled stays so",
  scope: "refunds",
  input: z.object({ refundId }),
  data: refundShape,
  bucket: "keyed",
  async handle(services, asked, asking) {
    const { shop, key } = holderOf(asking);
    const { id: merchantId } = shop;
    const cause = freshId();
    const request = { refundId: asked.refundId, merchantId, by: merchantId, key, now: services.now(), cause };
    const found = await inTransaction(services.database.db, async (tx) => {
      const answer = await cancelShopRefund(tx, request);
      if (answer === "taken") throw new ApiError("refundTaken");
      return programRefund(tx, merchantId, asked.refundId);
    });
    if (!found) throw new ApiError("refund");
    return words(services, found);
  },
});

const words = ({ publicUrl, market: { rates } }: ApiServices, { refund, ...about }: ProgramRefund) =>
  refundWords(refund, { ...about, publicUrl, rates });

/** A part of a price with no more places than its currency has. */
function checkedPart(amount: string, { quoteAsset }: Order): string {
  const value = decimal(amount);
  const places = fiatDigits(quoteAsset) ?? PLACES;
  if (!value.gt(0)) throw new ApiError("tooLow", "quoteAmount has to be above zero.");
  if (value.decimalPlaces() > places)
    throw new ApiError("places", `quoteAmount has more than ${places} decimal places.`);
  return amount;
}

type Refused = Extract<ProgramRefundBegun, { ok: false }>;

function refusal({ market: { rates } }: ApiServices, { quoteAsset }: Order, refused: Refused): ApiError {
  switch (refused.reason) {
    case "unknown":
      return new ApiError("trace");
    case "repeated":
      return new ApiError("idempotency");
    case "not_paid":
      return new ApiError("notPaid");
    case "no_payer":
      return new ApiError("noPayer");
    case "converting":
      return new ApiError("converting");
    case "nothing_left":
      return new ApiError("nothingLeft");
    case "too_small":
      return new ApiError("tooSmall");
    case "too_much":
      return new ApiError(
        "tooMuch",
        `No more than ${plain(refused.left.price)} ${symbolOf(quoteAsset, rates)} can be given back of this payment.`,
      );
    case "no_price":
    // What was looked at a moment ago is older than a rate may be: the clock was moved.
    case "stale":
      return new ApiError("noPrice");
    default:
      return refused satisfies never;
  }
}

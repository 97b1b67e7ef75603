import { z } from "zod";
import { orderFor } from "../asked.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { asking, clientId, price, priceUnit } from "../fields.js";
import { flag, id } from "../params.js";
import { payment, paymentIn } from "../payment-object.js";

/** A payment that the caller shows in a way of its own. */
export const payments = endpoint({
  method: "POST",
  path: "/payments",
  summary: "Ask for a payment in one asset, to be shown by the caller; better ask for a one-time payment",
  input: z.object({
    ...asking,
    quoteAssetId: priceUnit.optional(),
    quoteAmount: price.optional().describe("The price; needed unless there is a paymentAmount, as is quoteAssetId"),
    paymentAssetId: id.describe("What the payer pays in; another request for the same order may name another"),
    paymentAmount: price.optional().describe("The price in the payment asset; then quoteAmount does not count"),
    isChain: flag.optional().describe("Has to be false or absent: there are no addresses on chains"),
    clientId,
  }),
  data: payment,
  bucket: "usual",
  makes: true,
  async handle(services, { isChain, paymentAmount, ...input }, caller) {
    if (isChain) throw new ApiError("refused", "There are no addresses on chains here: payments are made in Mixin.");
    const { rates } = services.market;
    if (!rates.asset(input.paymentAssetId))
      throw new ApiError("currency", "paymentAssetId is unknown or not supported.");
    const quoteAssetId = paymentAmount === undefined ? input.quoteAssetId : input.paymentAssetId;
    const quoteAmount = paymentAmount ?? input.quoteAmount;
    if (quoteAssetId === undefined) throw new ApiError("parameter", "quoteAssetId is missing.");
    if (quoteAmount === undefined) throw new ApiError("parameter", "quoteAmount is missing.");
    // The asset is how it is paid this time: that it is paid is one matter of one order, whichever the payer chooses.
    const found = await orderFor(services, { ...input, quoteAssetId, quoteAmount, acceptedAsset: null }, caller);
    return paymentIn(services, found, input.paymentAssetId, input.clientId);
  },
});

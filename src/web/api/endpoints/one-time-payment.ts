import { z } from "zod";
import { orderFor } from "../asked.js";
import { endpoint } from "../endpoint.js";
import { asking, price } from "../fields.js";
import { id, idText } from "../params.js";

/** An order with a page of its own to be paid on. */
export const oneTimePayment = endpoint({
  method: "POST",
  path: "/one_time_payment",
  summary: "Ask for a payment; the payer makes it at /code/{code}",
  input: z.object({
    ...asking,
    quoteAmount: price.describe("The price: decimal text above zero, of no more places than its currency has"),
    paymentAssetId: id.optional().describe("The only asset it can be paid in; absent: the payer chooses"),
  }),
  data: z.object({ code: idText.describe("The order's trace, and the end of its page's address") }),
  bucket: "usual",
  makes: true,
  async handle(services, input, caller) {
    const acceptedAsset = input.paymentAssetId ?? null;
    const { order } = await orderFor(services, { ...input, acceptedAsset }, caller);
    return { code: order.id };
  },
});

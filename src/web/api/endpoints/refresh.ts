import { z } from "zod";
import { apiOrderByTrace } from "../../../shop/api-orders.js";
import { newestQuote, quoteOf } from "../../../shop/api-result.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { clientId } from "../fields.js";
import { id } from "../params.js";
import { payment, paymentIn } from "../payment-object.js";

/** The next amount for an order that is to be paid. */
export const refresh = endpoint({
  method: "POST",
  path: "/payments/refresh",
  summary: "How an order is paid now, once the amount that was told has expired",
  input: z.object({
    traceId: id.describe("The order's code"),
    clientId,
    paymentAssetId: id.optional().describe("What the payer pays in; absent: what was chosen last"),
  }),
  data: payment,
  bucket: "usual",
  async handle(services, input) {
    const { db } = services.database;
    const found = await apiOrderByTrace(db, input.traceId);
    if (!found) throw new ApiError("trace");
    const { id: orderId, acceptedAsset } = found.order;
    const attempt = input.clientId ? await quoteOf(db, orderId, input.clientId) : null;
    const chosen = acceptedAsset ?? (attempt ?? (await newestQuote(db, orderId)))?.paymentAsset;
    const assetId = input.paymentAssetId ?? chosen;
    if (!assetId) throw new ApiError("parameter", "paymentAssetId is missing: nothing was chosen for this order yet.");
    return paymentIn(services, found, assetId, attempt ? undefined : input.clientId);
  },
});

import { z } from "zod";
import { apiOrderByTrace } from "../../../shop/api-orders.js";
import { newestQuote, quoteOf } from "../../../shop/api-result.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { clientId } from "../fields.js";
import { id } from "../params.js";
import { payment, paymentBy } from "../payment-object.js";

/** What a payer was told to pay. */
export const info = endpoint({
  method: "GET",
  path: "/payments_info",
  summary: "How an order is paid, as it was told last: also when that has expired",
  input: z.object({ traceId: id.describe("The order's code"), clientId }),
  data: payment,
  bucket: "usual",
  async handle(services, input) {
    const { db } = services.database;
    const found = await apiOrderByTrace(db, input.traceId);
    if (!found) throw new ApiError("trace");
    const attempt = input.clientId ? await quoteOf(db, found.order.id, input.clientId) : null;
    const quote = attempt ?? (await newestQuote(db, found.order.id));
    if (!quote)
      throw new ApiError("parameter", "Nothing was chosen to pay this order in yet: ask for /payments/refresh.");
    return paymentBy(services, found, quote, attempt ? undefined : input.clientId);
  },
});

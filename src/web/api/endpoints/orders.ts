import { z } from "zod";
import { codeIdOf, searchOrders } from "../../../shop/order-search.js";
import { givenBack } from "../../../shop/program-refunds.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { orderId } from "../fields.js";
import { shopOf } from "../idempotency.js";
import { orderShape, orderWords } from "../order-words.js";
import { cursor, cursorTo, limit, slug, STANDINGS, status, when } from "../own-fields.js";
import { id, text } from "../params.js";

/** What a shop sells by. */
export const listOrders = endpoint({
  method: "GET",
  path: "/orders",
  summary: "The shop's orders, newest first: those of codes, invoices and programs",
  scope: "orders",
  input: z.object({
    status: status.optional().describe("Those of which payments_result tells this"),
    from: when.optional().describe("Made at this moment or later, in unix seconds (or milliseconds)"),
    to: when.optional().describe("Made before this moment"),
    source: z
      .enum(["code", "invoice", "api"])
      .optional()
      .describe("Paid on a code, sent as an invoice, or asked for by a program"),
    orderId: orderId.optional().describe("The shop's own number; of several orders under one the one that counts"),
    traceId: id.optional().describe("The order's code, or the trace of a payment that was offered for it"),
    payer: z
      .string()
      .regex(/^\d{4,12}$/, "must be a Mixin ID: four to twelve digits")
      .optional()
      .describe("Who paid, by Mixin ID"),
    code: slug.optional(),
    q: z
      .string()
      .max(100)
      .optional()
      .describe("A part of the title, in any case of letters. One request looks at 20000 titles: go on with next"),
    limit,
    cursor: cursor.optional(),
  }),
  data: z.object({
    orders: z.array(orderShape).describe("Newest first"),
    next: text.describe(
      "The cursor of the next page, which there may be even when this one is not full; empty: the end",
    ),
  }),
  bucket: "keyed",
  async handle({ database: { db }, market: { rates } }, asked, asking) {
    const { id: merchantId } = shopOf(asking);
    const codeId = asked.code === undefined ? undefined : await codeIdOf(db, merchantId, asked.code);
    if (codeId === null) throw new ApiError("parameter", "code must be the address of one of the shop's codes.");
    const filter = {
      ...(asked.status && STANDINGS[asked.status]),
      ...(asked.from && { from: asked.from }),
      ...(asked.to && { to: asked.to }),
      ...(asked.source && { source: asked.source }),
      ...(codeId !== undefined && { codeId }),
      ...(asked.orderId !== undefined && { orderNumber: asked.orderId }),
      ...(asked.traceId !== undefined && { traceId: asked.traceId }),
      ...(asked.payer !== undefined && { payer: asked.payer }),
      ...(asked.q !== undefined && { words: asked.q }),
    };
    const page = await searchOrders(db, { merchantId, filter, after: asked.cursor ?? null, limit: asked.limit });
    const refunded = await givenBack(
      db,
      page.orders.map(({ order }) => order.id),
    );
    return {
      orders: page.orders.map((found) => orderWords(found, refunded.get(found.order.id) ?? "0", rates)),
      next: page.next ? cursorTo(page.next) : "",
    };
  },
});

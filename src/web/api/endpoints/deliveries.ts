import { z } from "zod";
import { inTransaction } from "../../../db/database.js";
import { deliveries as rows } from "../../../db/tables/api.js";
import { deliveriesOf, type Delivered, deliveryOf, LISTED_MAX, resend } from "../../../shop/deliveries.js";
import { seconds } from "../asset-words.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { holderOf, idFor, shopOf } from "../idempotency.js";
import { limit } from "../own-fields.js";
import { id, idText, text } from "../params.js";

const deliveryId = id.describe("A delivery's id, as Mixtill-Delivery names it, too");

const deliveryShape = z.object({
  deliveryId: idText.describe("What it is asked for and sent again by"),
  event: z
    .enum(rows.event.enumValues)
    .describe("What it tells; success, failed, pending and paid_less are callbacks, the others messages of webhooks"),
  url: text.describe("Where it goes"),
  status: z
    .enum(rows.state.enumValues)
    .describe(
      "waiting: for its first or its next try. failed: all tries are over. overtaken: no longer sent, since newer news said more, or its webhook or its order is gone",
    ),
  attempts: z.int().describe("Tries whose end is known"),
  webhookId: text.describe("Empty: a callback to the callbackUrl of its order"),
  resendOf: text.describe("The delivery that was to be sent again; empty: this is the first"),
  traceId: text.describe("The order it tells of; empty: a webhook is tried out"),
  orderId: text.describe("The shop's own number of that order; empty when it named none"),
  title: text.describe("What that order is called; empty when there is none"),
  problem: text.describe("What was wrong with the last try; empty: nothing, or there was none"),
  createdAt: z.int().describe("Unix seconds"),
  nextAt: z.int().optional().describe("When it is tried next, in unix seconds; absent: it is over"),
  endedAt: z.int().optional().describe("Unix seconds; absent: it waits"),
});

const tryShape = z.object({
  number: z.int().describe("From 1"),
  at: z.int().describe("When it began, in unix seconds"),
  millis: z.int().describe("How long it took"),
  status: z.int().optional().describe("Of the answer; absent: there was none"),
  answer: text.describe("Its first kilobyte"),
  problem: text.describe("Empty: it was taken"),
});

const words = (one: Delivered): z.input<typeof deliveryShape> => ({
  deliveryId: one.id,
  event: one.event,
  url: one.url,
  status: one.state,
  attempts: one.attempts,
  webhookId: one.webhookId ?? "",
  resendOf: one.resendOf ?? "",
  traceId: one.order?.id ?? "",
  orderId: one.order?.number ?? "",
  title: one.order?.title ?? "",
  problem: one.last?.problem ?? "",
  createdAt: seconds(one.createdAt),
  ...(one.state === "waiting" && { nextAt: seconds(one.dueAt) }),
  ...(one.endedAt && { endedAt: seconds(one.endedAt) }),
});

/** The log of what was told. */
export const listDeliveries = endpoint({
  method: "GET",
  path: "/deliveries",
  summary: `What the shop's webhooks and callbacks were told, newest first, the last ${LISTED_MAX} of them; kept for 60 days`,
  scope: "webhooks",
  input: z.object({
    status: z.enum(rows.state.enumValues).optional().describe("Those that stand so"),
    limit,
    page: z
      .string()
      .regex(/^[1-9]\d{0,5}$/, "must be a whole number from 1")
      .transform(Number)
      .optional()
      .describe("From 1, which is the default; after the last one comes the last one"),
  }),
  data: z.object({
    deliveries: z.array(deliveryShape).describe("Newest first"),
    page: z.int().describe("Which page this is"),
    pages: z.int().describe("How many there are"),
  }),
  bucket: "keyed",
  async handle({ database: { db } }, { status, limit: size, page: wanted = 1 }, asking) {
    const { id: merchantId } = shopOf(asking);
    const found = await deliveriesOf(db, { merchantId, page: wanted, size, ...(status && { state: status }) });
    return { deliveries: found.deliveries.map(words), page: found.page, pages: found.pages };
  },
});

/** With every try. */
export const oneDelivery = endpoint({
  method: "GET",
  path: "/deliveries/{deliveryId}",
  summary: "One delivery: what was sent, and how each try was answered",
  scope: "webhooks",
  input: z.object({ deliveryId }),
  data: deliveryShape.extend({
    body: text.describe("As it was sent, byte for byte"),
    tries: z.array(tryShape).describe("Oldest first"),
  }),
  bucket: "keyed",
  async handle({ database: { db } }, asked, asking) {
    const found = await deliveryOf(db, shopOf(asking).id, asked.deliveryId);
    if (!found) throw new ApiError("delivery");
    const tries = found.tries.map(({ number, at, millis, status, answer, problem }) => ({
      number,
      at: seconds(at),
      millis,
      ...(status !== null && { status }),
      answer: answer ?? "",
      problem: problem ?? "",
    }));
    return { ...words(found), body: found.body, tries };
  },
});

/** Once more. */
export const resendDelivery = endpoint({
  method: "POST",
  path: "/deliveries/{deliveryId}/resend",
  summary: "Send it again: one that waits is tried now, else a copy with the same body goes the whole way",
  scope: "webhooks",
  input: z.object({ deliveryId }),
  data: z.object({ deliveryId: idText.describe("Of the one that is sent now") }),
  bucket: "keyed",
  makes: true,
  async handle({ database, now }, asked, asking) {
    const { shop, key } = holderOf(asking);
    const { deliveryId } = asked;
    const id = idFor(asking, `resend ${deliveryId}`);
    const wanted = { merchantId: shop.id, by: shop.id, key, deliveryId, id, cause: id, now: now() };
    const sent = await inTransaction(database.db, (tx) => resend(tx, wanted));
    if (!sent.ok) throw new ApiError(sent.reason === "gone" ? "deliveryGone" : "delivery");
    return { deliveryId: sent.deliveryId };
  },
});

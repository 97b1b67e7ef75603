import { z } from "zod";
import { inTransaction } from "../../../db/database.js";
import { freshId } from "../../../db/ids.js";
import { type AddressProblem, readWebhookAddress } from "../../../shop/webhook-address.js";
import {
  addWebhook as add,
  removeWebhook as remove,
  tryWebhook,
  type Webhook,
  WEBHOOK_EVENTS,
  WEBHOOKS_MAX,
  webhooksOf,
} from "../../../shop/webhooks.js";
import { seconds } from "../asset-words.js";
import { endpoint } from "../endpoint.js";
import { ApiError } from "../errors.js";
import { holderOf, idFor, shopOf } from "../idempotency.js";
import { id, idText } from "../params.js";

const event = z.enum(WEBHOOK_EVENTS);
const webhookId = id.describe("As it was told when the webhook was added");

const webhookShape = z.object({
  webhookId: idText.describe("What it is tried out and removed by, and what its messages name"),
  url: z.string().describe("Where messages go, by POST"),
  events: z.array(event).describe("What it is told of"),
  createdAt: z.int().describe("Unix seconds"),
});

const words = ({ id, url, events, createdAt }: Webhook): z.input<typeof webhookShape> => ({
  webhookId: id,
  url,
  events,
  createdAt: seconds(createdAt),
});

/** What is wrong with an address, going on after "url". */
const PROBLEMS: Record<AddressProblem, string> = {
  unreadable: "is no address",
  spaces: "has a blank in it",
  too_long: "has more than 2048 characters",
  not_https: "must begin with https://",
  password: "must have no user name and no password in it",
  not_public: "must be on the open internet",
};

/** Where a shop wants to hear of what happens in it. */
export const listWebhooks = endpoint({
  method: "GET",
  path: "/webhooks",
  summary: "The shop's webhooks, oldest first",
  scope: "webhooks",
  input: z.object({}),
  data: z.array(webhookShape),
  bucket: "keyed",
  handle: async ({ database: { db } }, _asked, asking) => (await webhooksOf(db, shopOf(asking).id)).map(words),
});

/** One more. */
export const addWebhook = endpoint({
  method: "POST",
  path: "/webhooks",
  summary: `Add a webhook: an address that is told what happens in the shop. A shop has at most ${WEBHOOKS_MAX}`,
  scope: "webhooks",
  input: z.object({
    url: z
      .string()
      .max(4096)
      .describe("https; messages go there by POST. Any status of success says that one is taken"),
    events: z.array(event).min(1).optional().describe("What it is to be told of; absent: everything"),
  }),
  data: webhookShape,
  bucket: "keyed",
  makes: true,
  async handle({ database, now, allowHttpCallbacks }, asked, asking) {
    const { shop, key } = holderOf(asking);
    const merchantId = shop.id;
    const address = readWebhookAddress(asked.url, allowHttpCallbacks);
    if (!address.ok) throw new ApiError("parameter", `url ${PROBLEMS[address.problem]}.`);
    const id = idFor(asking, "webhook");
    const events = WEBHOOK_EVENTS.filter((one) => asked.events?.includes(one) ?? true);
    const wanted = { id, merchantId, by: merchantId, key, url: address.url, events, cause: id, now: now() };
    const added = await inTransaction(database.db, (tx) => add(tx, wanted));
    if (!added.ok) throw new ApiError("webhooksFull");
    const { webhook } = added;
    // It was there already when the request was named as one before.
    if (webhook.url !== address.url || webhook.events.join() !== events.join()) throw new ApiError("idempotency");
    if (webhook.removedAt) throw new ApiError("webhook", "This webhook was added before, and has been removed since.");
    return words(webhook);
  },
});

/** One fewer. */
export const removeWebhook = endpoint({
  method: "DELETE",
  path: "/webhooks/{webhookId}",
  summary: "Remove a webhook: nothing more is sent to it, nor what waits to be",
  scope: "webhooks",
  input: z.object({ webhookId }),
  data: webhookShape,
  bucket: "keyed",
  async handle({ database, now }, asked, asking) {
    const { shop, key } = holderOf(asking);
    const wanted = {
      merchantId: shop.id,
      by: shop.id,
      key,
      webhookId: asked.webhookId,
      cause: freshId(),
      now: now(),
    };
    const removed = await inTransaction(database.db, (tx) => remove(tx, wanted));
    if (!removed) throw new ApiError("webhook");
    return words(removed);
  },
});

/** How it answers. */
export const pingWebhook = endpoint({
  method: "POST",
  path: "/webhooks/{webhookId}/ping",
  summary: "Send a webhook a message that means nothing, once: the delivery tells how it answers",
  scope: "webhooks",
  input: z.object({ webhookId }),
  data: z.object({ deliveryId: idText.describe("The entry of the log") }),
  bucket: "keyed",
  makes: true,
  async handle({ database, now }, asked, asking) {
    const { id: merchantId } = shopOf(asking);
    const deliveryId = idFor(asking, `ping ${asked.webhookId}`);
    const wanted = { id: deliveryId, merchantId, by: merchantId, webhookId: asked.webhookId, now: now() };
    if (!(await inTransaction(database.db, (tx) => tryWebhook(tx, wanted)))) throw new ApiError("webhook");
    return { deliveryId };
  },
});

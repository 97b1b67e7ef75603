import { ResponseError } from "@mixin.dev/mixin-node-sdk";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { readAttachment } from "./attachments.js";
import { isUuid, PayLinkError } from "./pay-link.js";
import { confirmPayment, preparePayment } from "./pay-sheet.js";
import type { Phone } from "./phone.js";
import type { Phones } from "./phones.js";
import { TransferError } from "./transfer.js";
import { type Person, profileOf } from "./types.js";

const CHAT_PAGE = 100;
const PICTURES = 6;
const text = z.string().max(64 * 1024);
const sending = z.object({
  category: z.enum(["PLAIN_TEXT", "PLAIN_POST", "PLAIN_IMAGE", "PLAIN_CONTACT"]),
  data: text.min(1),
  quote: text,
});
const grouping = z.object({ name: z.string().trim().min(1).max(512), members: z.array(z.uuid()).min(1).max(255) });
const confirmation = z.object({ link: text, trace: z.string(), asset: z.string(), amount: z.string() });
const faucet = z.object({ asset_id: z.string(), amount: z.string() });

type Env = { Variables: { phone: Phone } };

/** What the browser page asks its phones, below `/messenger/api`. Errors are `{error: words}`. */
export function messengerApi(phones: Phones, people: () => Person[], url: () => string): Hono {
  const api = new Hono();
  api.get("/people", (c) => c.json(people().map(profileOf)));
  api.route("/:number", phoneApi(phones, url));
  api.onError((error, c) => failure(error, c));
  return api;
}

function phoneApi(phones: Phones, url: () => string): Hono<Env> {
  const api = new Hono<Env>();
  api.use("*", async (c, next) => {
    const phone = await phones.get(c.req.param("number") ?? "");
    if (!phone) return c.json({ error: "There is no such person." }, 404);
    c.set("phone", phone);
    return next();
  });
  chatRoutes(api);
  moneyRoutes(api, url);
  return api;
}

function chatRoutes(api: Hono<Env>): void {
  api.get("/chats", async (c) => {
    const phone = c.get("phone");
    return c.json({ me: profileOf(phone.person), connected: phone.connected, chats: await phone.chats() });
  });
  api.post("/groups", async (c) => {
    const { name, members } = grouping.parse(await c.req.json());
    return c.json(await c.get("phone").groups.open(name, members));
  });
  api.get("/chats/:peer", (c) =>
    c.json(c.get("phone").history.chat(c.req.param("peer"), CHAT_PAGE, c.req.query("before"))),
  );
  api.post("/chats/:peer", async (c) => {
    const { category, data, quote } = sending.parse(await c.req.json());
    return c.json(await c.get("phone").send(c.req.param("peer"), category, data, quote));
  });
  api.post("/chats/:peer/read", async (c) => {
    await c.get("phone").markRead(c.req.param("peer"));
    return c.json({});
  });
  api.post("/messages/:id/resend", async (c) => c.json((await c.get("phone").resend(c.req.param("id"))) ?? {}));
  api.post("/messages/:id/recall", async (c) => {
    await c.get("phone").recall(c.req.param("id"));
    return c.json({});
  });
  // what another person's camera sees on this screen
  api.get("/pictures", (c) => c.json(c.get("phone").history.pictures(PICTURES)));
  api.get("/users/:id", async (c) => c.json(await c.get("phone").profiles.get(c.req.param("id"))));
  api.get("/attachments/:id", (c) => readAttachment(c.get("phone"), c.req.param("id")));
}

function moneyRoutes(api: Hono<Env>, url: () => string): void {
  api.get("/wallet", async (c) => c.json(await c.get("phone").wallet.holdings()));
  api.get("/wallet/known", async (c) => c.json(await c.get("phone").wallet.known()));
  api.get("/wallet/history", async (c) => {
    const phone = c.get("phone");
    const items = (await phone.wallet.history()).map(async (item) => ({
      ...item,
      opponent: item.opponent_id ? await phone.profiles.get(item.opponent_id) : undefined,
    }));
    return c.json(await Promise.all(items));
  });
  api.get("/snapshots/:id", async (c) => {
    const { memo } = await c.get("phone").client.safe.fetchSafeSnapshot(c.req.param("id"));
    return c.json({ memo });
  });
  api.get("/assets/:id", async (c) => {
    const asset = isUuid(c.req.param("id")) ? await c.get("phone").wallet.holding(c.req.param("id")) : undefined;
    return asset ? c.json(asset) : c.json({ error: "Mixin does not know this asset." }, 404);
  });
  api.post("/faucet", async (c) => {
    const phone = c.get("phone");
    const answer = await fetch(`${url()}/sandbox/users/${phone.id}/faucet`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(faucet.parse(await c.req.json())),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new TransferError("The sandbox gave no test money.");
    phone.announce({ type: "wallet" });
    return c.json({});
  });
  api.post("/pay/prepare", async (c) => {
    const { link } = z.object({ link: text }).parse(await c.req.json());
    return c.json(await preparePayment(c.get("phone"), link));
  });
  api.post("/pay", async (c) => {
    await confirmPayment(c.get("phone"), confirmation.parse(await c.req.json()));
    return c.json({ paid: true });
  });
}

/** Refusals are said in their own words; of anything else the page learns only that it failed. */
function failure(error: Error, c: Context): Response {
  if (error instanceof PayLinkError || error instanceof TransferError) return c.json({ error: error.message }, 422);
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return c.json({ error: "The request is broken." }, 400);
  if (error instanceof ResponseError) return c.json({ error: `Mixin answers: ${error.description}.` }, 502);
  return c.json({ error: "Mixin does not answer. Try again." }, 502);
}

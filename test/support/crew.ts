import { and, asc, eq, ne } from "drizzle-orm";
import type { Database } from "../../src/db/database.js";
import { inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import {
  apiKeys,
  codes,
  deliveries,
  goals,
  merchants,
  orders,
  people,
  refunds,
  shopGroups,
  staff,
  webhooks,
} from "../../src/db/schema.js";
import type { Market } from "../../src/payments/ports.js";
import { createCode, pauseCode } from "../../src/shop/codes.js";
import { createInvoice } from "../../src/shop/invoices.js";
import { ensureMerchant, type Merchant } from "../../src/shop/merchants.js";
import { WEBHOOK_EVENTS } from "../../src/shop/webhooks.js";
import { BOT_ID, BOT_NUMBER, readAnswer, startChat, type Talking } from "./conversation.js";
import { createPaperNetwork } from "./paper-network.js";
import { payInto } from "./payments.js";
import { USDT_TRON } from "./rates.js";

/** Who tries something in Thorb's shop. */
export type Who = "owner" | "manager" | "cashier" | "stranger" | "removed";
export const WHO: Who[] = ["owner", "manager", "cashier", "stranger", "removed"];

export type Crew = Awaited<ReturnType<typeof openCrew>>;

/** A shop with an owner, staff of each role, somebody who was removed, and somebody who has nothing to do with it. */
export async function openCrew(database: Database, market: Market, clock?: () => Date) {
  const { db } = database;
  const chat = startChat(database, { market, ...(clock ? { clock } : {}) });
  const till = payInto(database, createPaperNetwork(BOT_ID), BOT_ID);
  const names = { owner: "Thorb", manager: "Mara", cashier: "Cleo", stranger: "Sven", removed: "Rita" };
  const crew = Object.fromEntries(WHO.map((who) => [who, chat.person(names[who])])) as Record<Who, Talking>;
  const vera = chat.person("Vera");
  const ada = chat.person("Ada");
  const mixinIds = new Map([...WHO.map((who) => crew[who]), vera, ada].map((one, i) => [one.userId, `${31_001 + i}`]));
  const everybody = [
    ...Object.entries(names).map(([who, name]) => [crew[who as Who], name] as const),
    [vera, "Vera"] as const,
    [ada, "Ada"] as const,
  ];
  for (const [one, fullName] of everybody) {
    const identityNumber = mixinIds.get(one.userId)!;
    const known = { userId: one.userId, identityNumber, fullName, language: "en", profileAt: new Date() };
    await db.insert(people).values(known);
    const user = { userId: one.userId, identityNumber, fullName, avatarUrl: "", hasSafe: true, isBot: false };
    chat.directory.set(identityNumber, { status: "found", user });
  }
  const shop = await ensureMerchant(db, { userId: crew.owner.userId, name: "Thorb's", quoteAsset: "usd" });
  const by = { merchantId: shop.id, invitedBy: shop.id, answeredAt: new Date() };
  await db.insert(staff).values([
    { ...by, userId: crew.manager.userId, role: "manager", state: "active" },
    { ...by, userId: crew.cashier.userId, role: "cashier", state: "active" },
    { ...by, userId: vera.userId, role: "cashier", state: "active" },
    { ...by, userId: crew.removed.userId, role: "manager", state: "removed", removedAt: new Date() },
  ]);
  const code = (title: string) =>
    inTransaction(db, (tx) =>
      createCode(tx, {
        id: freshId(),
        merchant: shop,
        title,
        quoteAsset: "usd",
        quoteAmount: "20",
        settlementAsset: null,
      }),
    );
  const [coffee, cake] = [await code("Coffee"), await code("Cake")];
  await pauseCode(db, shop.id, cake.id);

  /** An invoice that somebody of the shop made. */
  const invoice = (maker: Talking, title: string, quoteAmount = "10") =>
    inTransaction(db, (tx) =>
      createInvoice(tx, {
        id: freshId(),
        merchant: shop,
        title,
        quoteAsset: "usd",
        quoteAmount,
        settlementAsset: null,
        lastsSeconds: null,
        now: new Date(),
        by: maker.userId,
        language: "en",
      }),
    );

  /** An address of the shop's own that is told of everything. */
  async function webhook() {
    const url = "https://hooks.example.com/paid";
    const [made] = await db
      .insert(webhooks)
      .values({ id: freshId(), merchantId: shop.id, url, events: [...WEBHOOK_EVENTS] })
      .returning();
    return made!;
  }

  return {
    chat,
    crew,
    vera,
    ada,
    shop,
    coffee,
    cake,
    invoice,
    /** A key of the shop, which nobody was told. */
    key: async () => {
      const row = { merchantId: shop.id, name: "Online shop", scopes: ["orders" as const], hint: "abcd" };
      const [made] = await db
        .insert(apiKeys)
        .values({ id: freshId(), hash: freshId(), ...row })
        .returning();
      return made!;
    },
    webhook,
    /** A message to a program that was given up; its id. */
    delivery: async (): Promise<string> => {
      const { id: webhookId, url } = await webhook();
      const row = { merchantId: shop.id, webhookId, event: "ping" as const, body: "{}", url, isPaid: false };
      const [made] = await db
        .insert(deliveries)
        .values({ id: freshId(), ...row, state: "failed", endedAt: new Date() })
        .returning();
      return made!.id;
    },
    mixinId: (one: Talking) => mixinIds.get(one.userId)!,
    /** The same, paid by Ada. */
    paid: async (maker: Talking, title: string, quoteAmount = "10"): Promise<string> => {
      const { id } = await invoice(maker, title, quoteAmount);
      await till.pay(market, ada.userId, id, USDT_TRON);
      return id;
    },
    /** Said in a group, with the bot mentioned unless told otherwise. */
    inGroup: async (group: string, one: Talking, text: string, mention = `@${BOT_NUMBER} `) => {
      await chat.bot.handle([{ ...chat.message(one.userId, `${mention}${text}`), conversationId: group }]);
      return readAnswer(await chat.newRows());
    },
    /** All that the shop is and has, but for who acts for it. */
    state: () => stateOf(database, shop),
    employ: async (one: Talking, role: "cashier" | "manager", refundLimit: string | null = null): Promise<void> => {
      const place = { role, state: "active" as const, refundLimit };
      await db
        .insert(staff)
        .values({ ...by, userId: one.userId, ...place })
        .onConflictDoUpdate({ target: [staff.merchantId, staff.userId], set: place });
    },
    dismiss: async (one: Talking): Promise<void> => {
      await db
        .update(staff)
        .set({ state: "removed" })
        .where(and(eq(staff.merchantId, shop.id), eq(staff.userId, one.userId)));
    },
  };
}

async function stateOf({ db }: Database, { id }: Merchant) {
  return {
    shop: await db.select().from(merchants).where(eq(merchants.id, id)),
    codes: await db.select().from(codes).where(eq(codes.merchantId, id)).orderBy(asc(codes.id)),
    orders: await db
      .select()
      .from(orders)
      .where(and(eq(orders.merchantId, id), ne(orders.source, "refund")))
      .orderBy(asc(orders.id)),
    refunds: await db.select().from(refunds).where(eq(refunds.merchantId, id)).orderBy(asc(refunds.id)),
    staff: await db.select().from(staff).where(eq(staff.merchantId, id)).orderBy(asc(staff.userId)),
    groups: await db.select().from(shopGroups).where(eq(shopGroups.merchantId, id)),
    goals: await db.select().from(goals).where(eq(goals.merchantId, id)).orderBy(asc(goals.id)),
    keys: await db.select().from(apiKeys).where(eq(apiKeys.merchantId, id)).orderBy(asc(apiKeys.id)),
    webhooks: await db.select().from(webhooks).where(eq(webhooks.merchantId, id)).orderBy(asc(webhooks.id)),
    deliveries: await db.select().from(deliveries).where(eq(deliveries.merchantId, id)).orderBy(asc(deliveries.id)),
  };
}

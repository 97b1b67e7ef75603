import type { Db } from "../../src/db/database.js";
import { inTransaction, type Tx } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { codes, merchants, orders, payees, refunds } from "../../src/db/schema.js";
import { decimal, plain } from "../../src/payments/money.js";
import { refundDone } from "../../src/payments/refunds/finish.js";
import { type Changed, countAll } from "../../src/payments/rollups.js";
import { type Effects, effects } from "../../src/payments/rules/effects.js";
import type { Order, Refund } from "../../src/payments/state.js";
import { write } from "../../src/payments/write.js";

/** A payment of a made-up history: what becomes of its order, and what is given back of it. */
export interface Deal {
  id: string;
  merchantId: string;
  codeId: string | null;
  source: Order["source"];
  quoteAsset: string;
  quoteAmount: string;
  paymentAsset: string;
  paymentAmount: string;
  payerId: string | null;
  at: Date;
  feeBps: number;
  /** `swapped`: an exchange tells later what came of it. `returned`: a strict one that came back. `unpaid`: nobody paid. */
  fate: "paid" | "swapped" | "returned" | "unpaid";
  /** Parts of the price, in percent, and how many minutes after the payment each is done (null: never). */
  refunds: { percent: number; minutes: number | null }[];
}

/** A shop with codes, as its tables need them. */
export async function openShop(db: Db, merchantId: string, codeIds: string[]): Promise<void> {
  await db.insert(payees).values({ id: merchantId, kind: "individual", members: [merchantId], threshold: 1 });
  const name = merchantId.slice(0, 8);
  await db.insert(merchants).values({ id: merchantId, handle: name, handleSkeleton: name, name, payeeId: merchantId });
  for (const id of codeIds) {
    const code = {
      id,
      merchantId,
      payeeId: merchantId,
      slug: id.slice(0, 8),
      title: id.slice(0, 8),
      quoteAsset: "aed",
    };
    await db.insert(codes).values(code);
  }
}

/** Lets deals happen together, in one transaction, by the way all payments are written and counted. */
export async function happen(db: Db, deals: Deal[]): Promise<void> {
  for (const deal of deals) await db.insert(orders).values(orderOf(deal));
  await inTransaction(db, async (tx) => {
    const changed = [...(await paid(tx, deals)), ...(await settled(tx, deals))];
    await countAll(tx, { changed, refunds: await givenBack(tx, deals) });
  });
}

const orderOf = (deal: Deal): typeof orders.$inferInsert => ({
  id: deal.id,
  payeeId: deal.merchantId,
  merchantId: deal.merchantId,
  source: deal.source,
  codeId: deal.codeId,
  title: "Coffee",
  quoteAsset: deal.quoteAsset,
  quoteAmount: deal.quoteAmount,
  strict: deal.fate === "returned",
  createdAt: deal.at,
});

async function paid(tx: Tx, deals: Deal[]): Promise<Changed[]> {
  const all = deals.filter(({ fate }) => fate !== "unpaid");
  return changeAll(tx, all, (deal) => {
    const { id, payerId, paymentAsset, paymentAmount, at: paidAt, merchantId } = deal;
    const facts = { payerId, paymentAsset, paymentAmount, paidAt, ...(deal.fate === "paid" && settlementOf(deal)) };
    const lines = [
      { account: "wallet" as const, assetId: paymentAsset, amount: paymentAmount },
      { account: `payee:${merchantId}` as const, assetId: paymentAsset, amount: decimal(paymentAmount).neg() },
    ];
    const intake = { id: deriveId(id, "intake"), orderId: id, lines };
    return effects("paid", {
      order: { id, move: "open→paid", facts },
      postings: [intake, ...(deal.fate === "paid" ? [feePosting(deal)] : [])],
    });
  });
}

async function settled(tx: Tx, deals: Deal[]): Promise<Changed[]> {
  const all = deals.filter(({ fate }) => fate === "swapped" || fate === "returned");
  return changeAll(tx, all, (deal) =>
    deal.fate === "swapped"
      ? effects("noted", {
          order: { id: deal.id, move: "paid", facts: settlementOf(deal) },
          postings: [feePosting(deal)],
        })
      : effects("noted", { order: { id: deal.id, move: "paid→cancelled", facts: { closedAt: deal.at } } }),
  );
}

async function changeAll(tx: Tx, deals: Deal[], effectsOf: (deal: Deal) => Effects): Promise<Changed[]> {
  const stored = new Map((await tx.select().from(orders)).map((order) => [order.id, order]));
  const done = deals.map(effectsOf);
  await write(tx, done);
  return done.map(({ order }) => ({ order: stored.get(order!.id)!, change: order! }));
}

const feeOf = ({ paymentAmount, feeBps }: Deal) => decimal(paymentAmount).mul(feeBps).div(10_000).toDecimalPlaces(8, 1);

const settlementOf = (deal: Deal): Partial<Order> => ({
  settledAsset: deal.paymentAsset,
  settlementAmount: plain(decimal(deal.paymentAmount).minus(feeOf(deal))),
  feeAmount: plain(feeOf(deal)),
});

const feePosting = (deal: Deal): Effects["postings"][number] => ({
  id: deriveId(deal.id, "fee"),
  orderId: deal.id,
  lines: [
    { account: `payee:${deal.merchantId}`, assetId: deal.paymentAsset, amount: feeOf(deal) },
    { account: "fees", assetId: deal.paymentAsset, amount: feeOf(deal).neg() },
  ],
});

async function givenBack(tx: Tx, deals: Deal[]): Promise<Refund[]> {
  const done: Refund[] = [];
  for (const deal of deals.filter(({ fate, payerId }) => payerId && fate !== "unpaid" && fate !== "returned")) {
    for (const [index, { percent, minutes }] of deal.refunds.entries()) {
      const id = deriveId(deal.id, `refund ${index}`);
      const part = (of: string) => plain(decimal(of).mul(percent).div(100).toDecimalPlaces(8, 0));
      await tx.insert(refunds).values({
        id,
        orderId: deal.id,
        merchantId: deal.merchantId,
        payerId: deal.payerId!,
        quoteAmount: part(deal.quoteAmount),
        rate: "then",
        assetId: deal.paymentAsset,
        amount: part(deal.paymentAmount),
        source: "unsettled",
        state: "sending",
        createdBy: deal.merchantId,
        createdAt: deal.at,
      });
      if (minutes === null) continue;
      done.push(...(await refundDone(tx, id, new Date(deal.at.getTime() + minutes * 60_000))));
    }
  }
  return done;
}

import type { Hono } from "hono";
import { type Database, inTransaction, signal } from "../../src/db/database.js";
import { deriveId, freshId } from "../../src/db/ids.js";
import { intakes, walletOutputs } from "../../src/db/schema.js";
import { createDesk } from "../../src/liquidity/desk.js";
import { createBook } from "../../src/payments/conversion/book.js";
import { post } from "../../src/payments/ledger.js";
import { viewOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { moveOrder } from "../../src/payments/state.js";
import { type Code, createCode } from "../../src/shop/codes.js";
import { ensureMerchant, type Merchant } from "../../src/shop/merchants.js";
import { ensurePeople } from "../../src/shop/people.js";
import { createWeb, type WebOptions } from "../../src/web/app.js";
import { proxiesOf } from "../../src/web/who-asks.js";
import { quiet } from "./databases.js";
import { ratesForTests } from "./rates.js";

export const THORB = deriveId("test", "thorb");

export const payLink: WebOptions["payLink"] = ({ assetId, amount, trace, memo }) =>
  `https://mixin.one/pay/${THORB}?asset=${assetId}&amount=${amount}&trace=${trace}&memo=${memo}`;

/** The pages over a database, with prices that never move; `change` replaces what a test is about. */
export function webForTests(database: Database, change: Partial<WebOptions> = {}) {
  return createWeb({
    database,
    market: { rates: ratesForTests(change.clock), liquidity: null },
    publicUrl: "https://till.example.com",
    payLink,
    frameAncestors: [],
    isProxy: proxiesOf([]),
    log: quiet,
    health: { live: () => true, ready: () => Promise.resolve([{ name: "database", ok: true }]) },
    metrics: () => Promise.resolve({ type: "text/plain; version=0.0.4", text: "up 1\n" }),
    ...change,
  });
}

/** Prices that never move and a desk with this float; `refresh` has it look at its float again. */
export async function deskMarket(database: Database, float: Record<string, string>) {
  await inTransaction(database.db, (tx) =>
    post(tx, {
      id: freshId(),
      lines: Object.entries(float).flatMap(([assetId, amount]) => [
        { account: "wallet", assetId, amount },
        { account: "float", assetId, amount: `-${amount}` },
      ]),
    }),
  );
  const book = createBook(database.db, quiet);
  await book.refresh();
  const market: Market = { rates: ratesForTests(), liquidity: createDesk(book.book) };
  return { market, refresh: () => book.refresh() };
}

/** Thorb's shop with one code. */
export async function openShop(database: Database): Promise<Merchant> {
  const { db } = database;
  await ensurePeople(db, [{ userId: THORB, identityNumber: "7000103970", fullName: "Thorb", avatarUrl: "" }]);
  return inTransaction(db, (tx) => ensureMerchant(tx, { userId: THORB, name: "Thorb" }));
}

export async function addCode(database: Database, merchant: Merchant, change: Partial<Code> = {}): Promise<Code> {
  const title = change.title ?? "Donate";
  return inTransaction(database.db, (tx) =>
    createCode(tx, {
      id: deriveId(`${title}:${change.quoteAsset}:${change.quoteAmount}`, "code"),
      merchant,
      title,
      quoteAsset: change.quoteAsset ?? "aed",
      quoteAmount: change.quoteAmount === undefined ? "20" : change.quoteAmount,
      settlementAsset: change.settlementAsset ?? null,
    }),
  );
}

/** Posts a form as a browser does. */
export const submit = (app: Hono, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.request(path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(fields).toString(),
  });

/** Marks an order paid by its newest quote, as the money core does when the money is in. */
export async function markPaid(database: Database, orderId: string, at: Date): Promise<void> {
  await inTransaction(database.db, async (tx) => {
    const view = await viewOrder(tx, orderId);
    const paid = { paymentAsset: view!.quote!.paymentAsset, paymentAmount: view!.quote!.paymentAmount, paidAt: at };
    await moveOrder(tx, orderId, "open", "paid", paid);
    await signal(tx, "orders", orderId);
  });
}

/** An intake that did not fit its order and was sent back. */
export async function addRefund(
  database: Database,
  orderId: string,
  code: number,
  amount: string,
  assetId: string,
  requestId = "",
) {
  const outputId = deriveId(`${orderId}:${code}`, "output");
  await inTransaction(database.db, async (tx) => {
    const at = new Date();
    const output = { outputId, sequence: at.getTime(), assetId, amount, outputIndex: 0, wire: {}, createdAt: at };
    await tx.insert(walletOutputs).values({ ...output, transactionHash: outputId });
    await tx.insert(intakes).values({
      outputId,
      assetId,
      amount,
      senderId: null,
      requestId,
      memo: "",
      orderId,
      disposition: "refunded",
      code,
      receivedAt: at,
    });
    await signal(tx, "orders", orderId);
  });
}

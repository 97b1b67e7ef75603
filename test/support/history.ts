import type { Database } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import {
  codes,
  intakes,
  merchants,
  orders,
  payees,
  people,
  quotes,
  refunds,
  transfers,
  walletOutputs,
} from "../../src/db/schema.js";
import type { FilePorts, Unit } from "../../src/reports/files/index.js";

export const BTC = "c6d0c728-2624-429b-8e0d-d9d19b6592fa";
export const USDT = "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b";

const UNITS: Record<string, Unit> = {
  aed: { symbol: "AED", network: null, label: "AED", places: 2 },
  usd: { symbol: "USD", network: null, label: "USD", places: 2 },
  [BTC]: { symbol: "BTC", network: "Bitcoin", label: "BTC", places: 0 },
  [USDT]: { symbol: "USDT", network: "TRON", label: "USDT (TRON)", places: 0 },
};

/** What files need of the world: units that are known, and nobody's name but those in the database. */
export const filePorts = (database: Database, names: FilePorts["names"] = async () => new Map()): FilePorts => ({
  db: database.db,
  unit: (asset) => UNITS[asset] ?? { symbol: asset, network: null, label: asset, places: 0 },
  names,
});

export const SHOP = deriveId("history", "shop");
export const CODE = deriveId("history", "code");

/** A shop with one code. */
export async function opensShop({ db }: Database, name = "Thorb's Coffee"): Promise<void> {
  await db.insert(payees).values({ id: SHOP, kind: "individual", members: [SHOP], threshold: 1 });
  await db.insert(merchants).values({ id: SHOP, handle: "thorb", handleSkeleton: "thorb", name, payeeId: SHOP });
  await db
    .insert(codes)
    .values({ id: CODE, merchantId: SHOP, payeeId: SHOP, slug: "donate", title: "Donate", quoteAsset: "aed" });
}

type OrderRow = typeof orders.$inferInsert;
type Paid = Partial<OrderRow> & { paymentAsset?: string; paymentAmount?: string; oddity?: "none" | "partial" };

/** A payment of 20 AED in USDT with its quote, the money that came in and the settlement that went out. */
export async function sells({ db }: Database, name: string, at: string, change: Paid = {}): Promise<string> {
  const id = deriveId(name, "order");
  const paidAt = new Date(at);
  const row = {
    id,
    payeeId: SHOP,
    merchantId: SHOP,
    source: "code" as const,
    codeId: CODE,
    title: "Donate",
    quoteAsset: "aed",
    quoteAmount: "20",
    state: "settled" as const,
    paymentAsset: USDT,
    paymentAmount: "5.44588155",
    payerId: deriveId("ada", "user"),
    settledAsset: USDT,
    settlementAmount: "5.4",
    feeAmount: "0.04588155",
    paidAt,
    settledAt: new Date(paidAt.getTime() + 60_000),
    quoteId: deriveId(name, "quote"),
    ...change,
  };
  await db.insert(orders).values(row);
  await db.insert(quotes).values({
    id: deriveId(name, "quote"),
    orderId: id,
    ordinal: 1,
    paymentAsset: row.paymentAsset,
    paymentAmount: row.paymentAmount,
    rate: { rate: "0.2722940775", paymentUsd: "1", quoteUsd: "3.6725", at: at, source: "mixin" },
    expiresAt: paidAt,
  });
  const outputId = deriveId(name, "output");
  await db.insert(walletOutputs).values({
    outputId,
    sequence: Number.parseInt(outputId.slice(0, 8), 16),
    assetId: row.paymentAsset,
    amount: row.paymentAmount,
    transactionHash: `hash-in-${name}`,
    outputIndex: 0,
    wire: {},
    createdAt: paidAt,
  });
  await db.insert(intakes).values({
    outputId,
    assetId: row.paymentAsset,
    amount: row.paymentAmount,
    senderId: row.payerId,
    requestId: deriveId(name, "trace"),
    memo: "",
    orderId: id,
    disposition: "applied",
    credit: row.oddity === "partial" ? "19.5" : "20",
    receivedAt: paidAt,
  });
  await sends({ db } as Database, `settlement of ${name}`, { kind: "settlement", orderId: id });
  return id;
}

/** Gives 5 AED of a payment back. */
export async function givesBack(database: Database, name: string, at: string): Promise<void> {
  const orderId = deriveId(name, "order");
  const id = deriveId(name, "refund");
  await database.db.insert(refunds).values({
    id,
    orderId,
    merchantId: SHOP,
    payerId: deriveId("ada", "user"),
    quoteAmount: "5",
    rate: "then",
    assetId: USDT,
    amount: "1.36147038",
    source: "unsettled",
    state: "done",
    createdBy: SHOP,
    doneAt: new Date(at),
  });
  await sends(database, `refund of ${name}`, { kind: "merchant_refund", orderId, refundId: id });
}

async function sends(
  { db }: Database,
  name: string,
  row: Pick<typeof transfers.$inferInsert, "kind" | "orderId" | "refundId">,
): Promise<void> {
  await db.insert(transfers).values({
    requestId: deriveId(name, "transfer"),
    assetId: USDT,
    amount: "5.4",
    members: [SHOP],
    threshold: 1,
    memo: "",
    state: "done",
    transactionHash: `hash of ${name}`,
    ...row,
  });
}

export async function isKnown({ db }: Database, name: string, fullName: string, identityNumber: string): Promise<void> {
  await db.insert(people).values({ userId: deriveId(name, "user"), fullName, identityNumber });
}

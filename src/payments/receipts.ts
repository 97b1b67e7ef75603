import { and, asc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { enqueue } from "../db/jobs.js";
import { apiOrders, intakes, receiptMails, walletOutputs } from "../db/schema.js";
import { slices } from "../db/slices.js";
import type { Happened } from "./announce.js";
import type { Decimal } from "./money.js";
import { paidPart } from "./refunds/left.js";
import { stateAfter } from "./rules/effects.js";
import { isSale } from "./sales.js";
import type { Order } from "./state.js";

export type ReceiptMail = typeof receiptMails.$inferSelect;

/** Somebody wants the receipt of an order by e-mail. */
export interface AskedMail {
  orderId: string;
  recipient: string;
  language: string;
}

/** True for an order that a shop was paid by, and that holds: of what was returned there is nothing to confirm. */
export const hasReceipt = (order: Standing): boolean =>
  isSale(order) && (order.state === "settled" || (order.state === "paid" && !mayGoBack(order)));

type Standing = Pick<Order, "source" | "state" | "strict" | "settlementAsset" | "paymentAsset" | "settlementAmount">;

/**
 * True of a paid order whose strict payee wants another asset, while it is not known what they get of it: until the exchange
 * has given it the money may go back to its payer.
 */
export const mayGoBack = (order: Standing): boolean => {
  const { state, strict, settlementAsset, paymentAsset, settlementAmount } = order;
  const isOther = settlementAsset !== null && settlementAsset !== paymentAsset;
  return state === "paid" && strict && isOther && settlementAmount === null;
};

/** What a receipt says besides what the order's page does. */
export interface ReceiptFacts {
  /** The shop's own; null: there is none. */
  orderNumber: string | null;
  /** The transactions on the network that paid it, in the order they came. */
  hashes: string[];
  /** The part of the price that was paid: less than all of it where the shop takes less as enough. */
  paidPart: Decimal;
}

/** Of a paid order. */
export async function receiptFacts(db: Executor, order: Order): Promise<ReceiptFacts> {
  const [api] = await db
    .select({ number: apiOrders.orderNumber })
    .from(apiOrders)
    .where(eq(apiOrders.orderId, order.id));
  const came = await db
    .select({ hash: walletOutputs.transactionHash })
    .from(intakes)
    .innerJoin(walletOutputs, eq(walletOutputs.outputId, intakes.outputId))
    // What an exchange brought back was no payer's.
    .where(and(eq(intakes.orderId, order.id), eq(intakes.disposition, "applied"), isNull(intakes.swapId)))
    .orderBy(asc(walletOutputs.sequence));
  return {
    orderNumber: api?.number ?? null,
    hashes: [...new Set(came.map(({ hash }) => hash))],
    paidPart: await paidPart(db, order),
  };
}

/** Receipts that go to one address in a day, whoever asks: we are no mailer for strangers. */
export const RECEIPTS_TO_ADDRESS = 10;

/** Mailboxes tell nobody apart by capitals. */
export const mailbox = (recipient: string): string => recipient.trim().toLowerCase();

/** Of an order and an address: asking twice sends it once. */
export const mailIdOf = (orderId: string, recipient: string): string =>
  deriveId(orderId, `receipt ${mailbox(recipient)}`);

/**
 * Writes down that receipts go out, in the caller's transaction. One that could not go before is tried anew, as if it had
 * just been asked for; what is on its way or has gone is left alone.
 */
export async function queueReceipts(tx: Tx, asked: readonly AskedMail[]): Promise<void> {
  const rows = asked.map(({ orderId, recipient, language }) => ({
    id: mailIdOf(orderId, recipient),
    orderId,
    recipient: mailbox(recipient),
    language,
  }));
  const queued: { id: string; createdAt: Date }[] = [];
  for (const some of slices(rows)) {
    const begun = await tx
      .insert(receiptMails)
      .values(some)
      .onConflictDoUpdate({
        target: receiptMails.id,
        set: { state: "waiting", problem: null, createdAt: sql`now()`, language: sql`excluded.language` },
        setWhere: eq(receiptMails.state, "refused"),
      })
      .returning({ id: receiptMails.id, createdAt: receiptMails.createdAt });
    queued.push(...begun);
  }
  const jobs = queued.map(({ id, createdAt }) => ({
    name: "receipt.send",
    payload: { mailId: id },
    // Each new try is a job of its own: the one before is still known.
    dedupeKey: `receipt.send:${id}:${createdAt.getTime()}`,
  }));
  await enqueue(tx, ...jobs);
}

/**
 * Where the link of an order said who wants its receipt, they get it: in the transaction in which it is paid, or settled
 * where the money might have gone back until then.
 */
export async function mailReceipts(tx: Tx, happened: readonly Happened[]): Promise<void> {
  const paid = new Map(
    happened.flatMap(({ order, done }) => {
      if (order?.source !== "api" || !done.order) return [];
      const now = { ...order, ...done.order.facts, state: stateAfter(done.order) };
      return hasReceipt(now) && !hasReceipt(order) ? [[order.id, now]] : [];
    }),
  );
  for (const ids of slices([...paid.keys()])) {
    const wanted = await tx
      .select({ orderId: apiOrders.orderId, recipient: apiOrders.payerEmail })
      .from(apiOrders)
      .where(and(inArray(apiOrders.orderId, ids), isNotNull(apiOrders.payerEmail)));
    const asked = wanted.flatMap(({ orderId, recipient }) =>
      recipient === null ? [] : [{ orderId, recipient, language: paid.get(orderId)?.language ?? "en" }],
    );
    await queueReceipts(tx, asked);
  }
}

/** Where the receipt of an order was sent, oldest first. */
export const receiptMailsOf = (db: Executor, orderId: string): Promise<ReceiptMail[]> =>
  db
    .select()
    .from(receiptMails)
    .where(eq(receiptMails.orderId, orderId))
    .orderBy(asc(receiptMails.createdAt), asc(receiptMails.id));

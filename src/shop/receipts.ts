import { createHmac, timingSafeEqual } from "node:crypto";
import { and, count, eq, gt, ne, sql } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { orders, receiptMails } from "../db/schema.js";
import { transferSecret } from "../payments/cursor.js";
import {
  type AskedMail,
  hasReceipt,
  mailbox,
  mailIdOf,
  queueReceipts,
  type ReceiptMail,
  receiptMailsOf,
  RECEIPTS_TO_ADDRESS,
} from "../payments/receipts.js";

/** Addresses that the receipt of one order goes to. */
export const RECEIPT_ADDRESSES = 3;
/** What has become of a mail is told that long after it was asked for, and until a day after. */
export const TOLD_AFTER_MS = 5_000;
const TOLD_FOR_MS = 86_400_000;

/**
 * `ticket`: tells whoever has it what becomes of the mail, and of the address nothing. `often`: this address has had too
 * many today. `most`: this receipt has gone to enough. `unpaid`: there is none.
 */
export type AskedReceipt = { ok: true; ticket: string } | { ok: false; reason: "most" | "often" | "unpaid" };

/**
 * Has the receipt of a paid order sent to an address, once; one that could not go is tried again, and uses up nothing.
 * Whoever asks hears the same whether or not it has gone to that address before: others' addresses cannot be guessed at.
 */
export async function askReceipt(tx: Tx, asked: AskedMail & { now: Date }): Promise<AskedReceipt> {
  const { orderId, now } = asked;
  const recipient = mailbox(asked.recipient);
  // Of those who ask at the same time, each sees what the one before left.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`receipt ${orderId}`}, 0))`);
  const [order] = await tx.select().from(orders).where(eq(orders.id, orderId));
  if (!order || !hasReceipt(order)) return { ok: false, reason: "unpaid" };
  const mails = (await receiptMailsOf(tx, orderId)).filter(({ state }) => state !== "refused");
  if (mails.length >= RECEIPT_ADDRESSES) return { ok: false, reason: "most" };
  const [lately] = await tx
    .select({ count: count() })
    .from(receiptMails)
    .where(
      and(
        eq(receiptMails.recipient, recipient),
        ne(receiptMails.state, "refused"),
        gt(receiptMails.createdAt, new Date(now.getTime() - 86_400_000)),
      ),
    );
  if (lately!.count >= RECEIPTS_TO_ADDRESS) return { ok: false, reason: "often" };
  await queueReceipts(tx, [{ orderId, recipient, language: asked.language }]);
  const at = now.getTime();
  const seal = sealOf(mailIdOf(orderId, recipient), at, await transferSecret(tx));
  return { ok: true, ticket: `${at.toString(36)}.${seal}` };
}

/** What has become of a receipt that was asked for with this ticket; null: it is none of this order's, or too old. */
export async function askedMail(
  db: Executor,
  { orderId, ticket, now }: { orderId: string; ticket: string; now: Date },
): Promise<ReceiptMail["state"] | null> {
  const [since = "", seal = ""] = ticket.split(".");
  const at = parseInt(since, 36);
  const age = now.getTime() - at;
  // What is no number fails as well; the clock of another process may be a little behind.
  if (!(Math.abs(age) < TOLD_FOR_MS)) return null;
  const secret = await transferSecret(db);
  const mail = (await receiptMailsOf(db, orderId)).find(({ id }) => isSame(seal, sealOf(id, at, secret)));
  if (!mail) return null;
  // At first all look alike: what is sent at once might have gone to that address before.
  return age < TOLD_AFTER_MS ? "waiting" : mail.state;
}

/** Ids of mails follow from their addresses, which can be guessed; this cannot. */
const sealOf = (mailId: string, at: number, secret: string): string =>
  createHmac("sha256", secret).update(`receipt asked for ${mailId} ${at}`).digest("base64url");

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

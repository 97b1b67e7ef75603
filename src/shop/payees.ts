import { and, eq, ne } from "drizzle-orm";
import type { Tx } from "../db/database.js";
import { enqueue } from "../db/jobs.js";
import { codes, merchants, payees } from "../db/schema.js";
import { type Payee, payeeIdOf, payeeOf } from "../payments/payees.js";
import { redirectStuck, stuckAt } from "../payments/payouts/stuck.js";
import { record } from "./audit.js";
import { demand } from "./rights.js";

export { payeeIdOf } from "../payments/payees.js";

/** A group: at least two, at most as many as an address names. */
export const GROUP_MIN = 2;
export const GROUP_MAX = 64;

export interface NewPayee {
  kind: Payee["kind"];
  /** User ids; sorted when there are several. */
  members: string[];
  /** How many of them have to sign. */
  threshold: number;
  /** As people read it: a name with its Mixin ID; of a group its MIX address. */
  label: string;
}

export interface PayeeChange {
  merchantId: string;
  /** Who changes it: the shop's owner alone may. */
  by: string;
  /** Null: the shop's own payee, which its codes have unless they have another. */
  codeId: string | null;
  payee: NewPayee;
  /** Derived from what caused it: changing twice tells the old payee once. */
  cause: string;
}

export interface PayeeChanged {
  before: Payee;
  now: Payee;
  /** Payments that could not be paid to the one before and go to the new one. */
  redirected: number;
}

/**
 * Decides who gets the money of a shop or of one code from now on; orders that are open keep the payee they were made
 * with. Payments that could not be paid to the payee before go to the new one. Null when the code is not this shop's.
 */
export async function setPayee(
  tx: Tx,
  { merchantId, by, codeId, payee, cause }: PayeeChange,
): Promise<PayeeChanged | null> {
  await demand(tx, { merchantId, by, action: "payee" });
  // Two changes of one shop take turns, and a code made meanwhile gets the payee that holds then.
  const [shop] = await tx.select().from(merchants).where(eq(merchants.id, merchantId)).for("update");
  const ofShop = and(eq(codes.merchantId, merchantId), ne(codes.state, "deleted"));
  const [code] =
    codeId === null
      ? []
      : await tx
          .select()
          .from(codes)
          .where(and(eq(codes.id, codeId), ofShop));
  const oldId = codeId === null ? shop?.payeeId : code?.payeeId;
  if (!shop || oldId === undefined) return null;
  const now = await keepPayee(tx, payee);
  const before = await payeeOf(tx, oldId);
  if (codeId === null) {
    await tx.update(merchants).set({ payeeId: now.id }).where(eq(merchants.id, merchantId));
    await tx
      .update(codes)
      .set({ payeeId: now.id })
      .where(and(ofShop, eq(codes.payeeId, oldId)));
  } else {
    await tx.update(codes).set({ payeeId: now.id }).where(eq(codes.id, codeId));
  }
  if (oldId === now.id) return { before, now, redirected: 0 };
  const detail = { from: before.label, to: now.label };
  const subject = code?.title ?? shop.name;
  await record(tx, { merchantId, userId: by, action: "payee.changed", subject, detail, cause });
  const stuck = await stuckAt(tx, merchantId, oldId);
  const redirected = stuck > 0 ? await redirectStuck(tx, { merchantId, fromPayeeId: oldId, payeeId: now.id }) : 0;
  const payload = { merchantId, codeId, oldPayeeId: oldId, newPayeeId: now.id };
  await enqueue(tx, { name: "tell.payee", payload, dedupeKey: `tell.payee:${cause}` });
  return { before, now, redirected };
}

/** The payee with this id, made when it is new, called as it is called now. */
export async function keepPayee(tx: Tx, { kind, members, threshold, label }: NewPayee): Promise<Payee> {
  const sorted = members.toSorted();
  const id = payeeIdOf({ members, threshold });
  const [kept] = await tx
    .insert(payees)
    .values({ id, kind, members: sorted, threshold, label })
    // A name may be another today, and whom a merchant gave money back may turn out to be a bot.
    .onConflictDoUpdate({ target: payees.id, set: { kind, label } })
    .returning();
  return kept!;
}

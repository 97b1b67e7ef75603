import { and, eq, inArray, ne, or } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { merchants, payees } from "../db/schema.js";
import { RECORDED, record } from "./audit.js";
import { type CheckedHandle, checkHandle, type HandleProblem, proposeHandles } from "./handles.js";
import { demand } from "./rights.js";
import { forgetLimits } from "./staff.js";

export type Merchant = typeof merchants.$inferSelect;

/** How long after a deadline late money may wait for the shop's word. Besides, none at all. */
export const GRACE_SECONDS = { least: 60, most: 7 * 86_400 } as const;
/** The most that may be missing of a price that counts as paid, in hundredths of a percent. */
export const TOLERANCE_BPS_MAX = 1_000;

export async function findMerchant(db: Executor, id: string): Promise<Merchant | null> {
  const [found] = await db.select().from(merchants).where(eq(merchants.id, id));
  return found ?? null;
}

/** The shop at `/{handle}`, in any case of letters. */
export async function merchantByHandle(db: Executor, handle: string): Promise<Merchant | null> {
  const [found] = await db.select().from(merchants).where(eq(merchants.handle, handle.toLowerCase()));
  return found ?? null;
}

export interface NewMerchant {
  /** The Mixin user: also the id of the shop and of its payee. */
  userId: string;
  name: string;
  /** Default price currency: fiat code in lower case or asset id. */
  quoteAsset?: string;
}

/** The user's shop; opened with a handle made of the name when there is none yet. */
export async function ensureMerchant(tx: Executor, input: NewMerchant): Promise<Merchant> {
  const known = await findMerchant(tx, input.userId);
  if (known) return known;
  const payee = { id: input.userId, kind: "individual" as const, members: [input.userId], threshold: 1 };
  await tx.insert(payees).values(payee).onConflictDoNothing({ target: payees.id });
  for (const candidate of await freeHandles(tx, proposeHandles(input.name, input.userId))) {
    const [made] = await tx
      .insert(merchants)
      .values({
        id: input.userId,
        handle: candidate.handle,
        handleSkeleton: candidate.skeleton,
        name: input.name,
        payeeId: payee.id,
        ...(input.quoteAsset === undefined ? {} : { quoteAsset: input.quoteAsset }),
      })
      // Another process may have taken the handle, or opened this very shop, since we looked.
      .onConflictDoNothing()
      .returning();
    const shop = made ?? (await findMerchant(tx, input.userId));
    if (shop) return shop;
  }
  throw new Error(`no free handle for the shop of ${input.userId}`);
}

async function freeHandles(tx: Executor, wanted: string[]): Promise<{ handle: string; skeleton: string }[]> {
  const checked = wanted.map(checkHandle).filter((c): c is Extract<CheckedHandle, { ok: true }> => c.ok);
  const taken = await tx
    .select({ skeleton: merchants.handleSkeleton })
    .from(merchants)
    .where(
      inArray(
        merchants.handleSkeleton,
        checked.map((c) => c.skeleton),
      ),
    );
  const skeletons = new Set(taken.map((t) => t.skeleton));
  return checked.filter((c) => !skeletons.has(c.skeleton));
}

type ShopDeed = "settlement.changed" | "rules.changed" | "currency.changed";

/**
 * Changes the defaults or the rules of a shop in somebody's name, if they may at this moment; recorded as done by them.
 * A shop with another currency forgets its cashiers' refund limits: the same number would be another sum.
 */
export async function changeShop(
  tx: Tx,
  change: {
    merchantId: string;
    by: string;
    deed: ShopDeed;
    changes: Parameters<typeof updateMerchant>[2];
    /** What it is now, as people read it; of assets and currencies the id or code. */
    to: string;
    cause: string;
  },
): Promise<{ merchant: Merchant | null; limitsForgotten: number }> {
  const { merchantId, by, deed, changes, to, cause } = change;
  await demand(tx, { merchantId, by, action: RECORDED[deed] });
  const before = await findMerchant(tx, merchantId);
  const merchant = await updateMerchant(tx, merchantId, changes);
  await record(tx, { merchantId, userId: by, action: deed, detail: { to }, cause });
  const moved = before !== null && merchant !== null && before.quoteAsset !== merchant.quoteAsset;
  return { merchant, limitsForgotten: moved ? await forgetLimits(tx, merchantId) : 0 };
}

/** Changes the defaults, the rules or the name of a shop: for orders made from then on. */
export async function updateMerchant(
  tx: Executor,
  id: string,
  changes: Partial<
    Pick<Merchant, "name" | "quoteAsset" | "settlementAsset" | "graceSeconds" | "toleranceBps" | "strict">
  >,
): Promise<Merchant | null> {
  const [changed] = await tx.update(merchants).set(changes).where(eq(merchants.id, id)).returning();
  return changed ?? null;
}

export type HandleAnswer = { ok: true; handle: string } | { ok: false; problem: HandleProblem | "taken" };

/** Whether this shop may take the handle: well-formed, and nobody else has it or one that looks like it. */
export async function mayTakeHandle(db: Executor, merchantId: string, typed: string): Promise<HandleAnswer> {
  const checked = checkHandle(typed);
  if (!checked.ok) return checked;
  const [other] = await db
    .select({ id: merchants.id })
    .from(merchants)
    .where(
      and(
        or(eq(merchants.handle, checked.handle), eq(merchants.handleSkeleton, checked.skeleton)),
        ne(merchants.id, merchantId),
      ),
    );
  return other ? { ok: false, problem: "taken" } : { ok: true, handle: checked.handle };
}

/** Moves the shop to another handle; its old address stops working. */
export async function changeHandle(tx: Executor, merchantId: string, typed: string): Promise<HandleAnswer> {
  const answer = await mayTakeHandle(tx, merchantId, typed);
  const checked = checkHandle(typed);
  if (!answer.ok || !checked.ok) return answer;
  await tx
    .update(merchants)
    .set({ handle: checked.handle, handleSkeleton: checked.skeleton })
    .where(eq(merchants.id, merchantId));
  return answer;
}

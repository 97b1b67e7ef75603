import { and, asc, eq, ne } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { codes, merchants } from "../db/schema.js";
import { asciiSlug } from "./handles.js";
import type { Merchant } from "./merchants.js";

/** A reusable receipt code at `/{handle}/{slug}`. */
export type Code = typeof codes.$inferSelect;

export interface NewCode {
  /** Derived from what caused the code: making it twice is making it once. */
  id: string;
  merchant: Merchant;
  title: string;
  /** Fiat code in lower case or asset id. */
  quoteAsset: string;
  /** Decimal text; null: the payer says how much. */
  quoteAmount: string | null;
  /** Asset id; null: settle in whatever is paid. */
  settlementAsset: string | null;
}

const SLUG_MAX = 40;
const live = ne(codes.state, "deleted");

/** The title as an address; "code" when nothing of it can be written in ASCII. */
export const slugFor = (title: string): string => asciiSlug(title, SLUG_MAX) || "code";

/** Makes a code with the next free slug of its title; the code itself when it exists already. */
export async function createCode(tx: Executor, input: NewCode): Promise<Code> {
  // Two codes with one title at the same moment take turns, so that both get a slug; and so do a change of payee and a code.
  const [shop] = await tx.select().from(merchants).where(eq(merchants.id, input.merchant.id)).for("update");
  const [known] = await tx.select().from(codes).where(eq(codes.id, input.id));
  if (known) return known;
  const taken = new Set((await codesOf(tx, input.merchant.id)).map((code) => code.slug));
  const base = slugFor(input.title);
  let slug = base;
  for (let n = 2; taken.has(slug); n++) slug = `${base}-${n}`;
  const [made] = await tx
    .insert(codes)
    .values({
      id: input.id,
      merchantId: input.merchant.id,
      payeeId: shop!.payeeId,
      slug,
      title: input.title,
      quoteAsset: input.quoteAsset,
      quoteAmount: input.quoteAmount,
      settlementAsset: input.settlementAsset,
    })
    .returning();
  return made!;
}

/** All codes of a shop that are not deleted, oldest first: their order is their number in the chat. */
export async function codesOf(db: Executor, merchantId: string): Promise<Code[]> {
  return db
    .select()
    .from(codes)
    .where(and(eq(codes.merchantId, merchantId), live))
    .orderBy(asc(codes.createdAt), asc(codes.id));
}

/** A code of this shop, not deleted; null when it is somebody else's. */
export async function codeOf(db: Executor, merchantId: string, id: string): Promise<Code | null> {
  const [found] = await db
    .select()
    .from(codes)
    .where(and(eq(codes.id, id), eq(codes.merchantId, merchantId), live));
  return found ?? null;
}

/** What stands at `/{handle}/{slug}`, active or paused; null when there is no such shop or code. */
export async function codeBySlug(
  db: Executor,
  handle: string,
  slug: string,
): Promise<{ merchant: Merchant; code: Code } | null> {
  const [found] = await db
    .select({ merchant: merchants, code: codes })
    .from(codes)
    .innerJoin(merchants, eq(merchants.id, codes.merchantId))
    .where(and(eq(merchants.handle, handle.toLowerCase()), eq(codes.slug, slug.toLowerCase()), live));
  return found ?? null;
}

/** What an order for a visit to a code takes from code and shop, as they are now. */
export const orderTerms = (merchant: Merchant, code: Code) => ({
  merchantId: merchant.id,
  payeeId: code.payeeId,
  codeId: code.id,
  title: code.title,
  quoteAsset: code.quoteAsset,
  settlementAsset: code.settlementAsset,
  graceSeconds: merchant.graceSeconds,
  toleranceBps: merchant.toleranceBps,
  strict: merchant.strict,
});

type Change = Partial<Pick<Code, "title" | "state">>;

/** Null when the code is deleted or somebody else's: nothing was changed then. */
async function change(tx: Executor, merchantId: string, id: string, changes: Change): Promise<Code | null> {
  const [changed] = await tx
    .update(codes)
    .set(changes)
    .where(and(eq(codes.id, id), eq(codes.merchantId, merchantId), live))
    .returning();
  return changed ?? null;
}

/** Changes the title; the slug stays, so that printed posters keep working. */
export const renameCode = (tx: Executor, merchantId: string, id: string, title: string) =>
  change(tx, merchantId, id, { title });

/** A paused code takes no new payment. */
export const pauseCode = (tx: Executor, merchantId: string, id: string) =>
  change(tx, merchantId, id, { state: "paused" });

export const resumeCode = (tx: Executor, merchantId: string, id: string) =>
  change(tx, merchantId, id, { state: "active" });

/** Takes the code away for good; its payments stay on record and its slug becomes free. */
export const deleteCode = (tx: Executor, merchantId: string, id: string) =>
  change(tx, merchantId, id, { state: "deleted" });

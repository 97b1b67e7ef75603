import { eq } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { payees } from "../db/schema.js";
import type { Payee } from "../payments/payees.js";
import { findMerchant, type Merchant } from "./merchants.js";
import { keepPayee } from "./payees.js";

/** Whom a program names as the payee, and the shop that is told of it: null when nobody keeps one there. */
export interface ApiPayee {
  payee: Payee;
  merchant: Merchant | null;
}

/**
 * Who is known by this id, a uuid in small letters; null when nobody is. An address on a chain is nobody a program can
 * name: what its network keeps of a settlement is agreed upon when money is claimed to it.
 */
export async function payeeNamed(db: Executor, id: string): Promise<ApiPayee | null> {
  const [payee] = await db.select().from(payees).where(eq(payees.id, id));
  return payee && payee.kind !== "address" ? { payee, merchant: await shopOf(db, payee) } : null;
}

/** Makes a Mixin user or bot a payee, who is known to have a wallet. */
export async function addUserPayee(
  tx: Tx,
  user: { userId: string; isBot: boolean; fullName: string; identityNumber: string },
): Promise<ApiPayee> {
  const payee = await keepPayee(tx, {
    kind: user.isBot ? "developer" : "individual",
    members: [user.userId],
    threshold: 1,
    label: `${user.fullName} (${user.identityNumber})`,
  });
  return { payee, merchant: await shopOf(tx, payee) };
}

/** Makes a group of Mixin users a payee. `label`: its MIX address. */
export const addGroupPayee = (
  tx: Tx,
  { members, threshold }: { members: string[]; threshold: number },
  label: string,
): Promise<Payee> => keepPayee(tx, { kind: "multisig", members, threshold, label });

/**
 * The shop of this very user. One that only lets its payments go there is not asked: anybody may name any bot or group as
 * the payee of their shop, and would be told of its orders, could give their money back, or turn it round.
 */
const shopOf = (db: Executor, payee: Payee): Promise<Merchant | null> => findMerchant(db, payee.id);

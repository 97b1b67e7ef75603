import { and, eq } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { staff } from "../db/schema.js";

/** What somebody is in a shop. Whoever has no shop yet is the owner of the one that is to come. */
export type Role = "owner" | "manager" | "cashier";

const OWNER: readonly Role[] = ["owner"];
const MANAGERS: readonly Role[] = ["owner", "manager"];
const ALL: readonly Role[] = ["owner", "manager", "cashier"];

/** What can be done in a shop → who may. The one table of rights: chat and domain ask it alike. */
export const RIGHTS = {
  /** Make invoices, and see, send and cancel those one made oneself. */
  charge: ALL,
  /** The same with what others made. */
  "all invoices": MANAGERS,
  /** Give money back: a cashier of payments they charged, up to their limit. */
  refund: ALL,
  "all refunds": MANAGERS,
  /** Say what becomes of money that came too late. */
  late: MANAGERS,
  codes: MANAGERS,
  statistics: MANAGERS,
  files: MANAGERS,
  /** Who did what: everybody sees what they did themselves, and besides what they might have done. */
  activity: ALL,
  payee: OWNER,
  settlement: OWNER,
  rules: OWNER,
  currency: OWNER,
  handle: OWNER,
  staff: OWNER,
  group: OWNER,
  /** Keys for programs, webhooks, and what was told to them. */
  programs: OWNER,
  /** When figures are sent, and what the shop is told. */
  digest: OWNER,
  /** A sum to come to. */
  goals: MANAGERS,
  /** Read and answer what payers write about what one charged oneself. */
  messages: ALL,
  /** The same about all payments. */
  "all messages": MANAGERS,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof RIGHTS;

/** Whether this role may do this. */
export const may = (role: Role, action: Action): boolean => RIGHTS[action].includes(role);

/** Somebody tried what they may not, or may not any more. Nothing of it was done. */
export class NotAllowed extends Error {
  constructor(readonly action: Action) {
    super(`not allowed: ${action}`);
  }
}

/** What this user is in this shop now; null: nothing. Nobody takes it away before the transaction is over. */
export async function roleIn(tx: Executor, merchantId: string, userId: string): Promise<Role | null> {
  if (merchantId === userId) return "owner";
  const [found] = await tx
    .select({ role: staff.role })
    .from(staff)
    .where(and(eq(staff.merchantId, merchantId), eq(staff.userId, userId), eq(staff.state, "active")))
    .for("share");
  return found?.role ?? null;
}

/**
 * Makes sure, where the thing is done, that the user may do it at this moment: whatever was looked at before may have
 * changed. Throws NotAllowed; else resolves to their role.
 */
export async function demand(tx: Tx, who: { merchantId: string; by: string; action: Action }): Promise<Role> {
  const role = await roleIn(tx, who.merchantId, who.by);
  if (role === null || !may(role, who.action)) throw new NotAllowed(who.action);
  return role;
}

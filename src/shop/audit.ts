import { and, desc, eq, inArray, or, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { auditEntries } from "../db/schema.js";
import { deriveId } from "../db/ids.js";
import { type Action, may, type Role } from "./rights.js";

/** What is recorded → the right it took. */
export const RECORDED = {
  "code.made": "codes",
  "code.renamed": "codes",
  "code.paused": "codes",
  "code.resumed": "codes",
  "code.deleted": "codes",
  "invoice.made": "charge",
  "invoice.sent": "charge",
  "invoice.cancelled": "charge",
  "refund.begun": "refund",
  "refund.cancelled": "refund",
  "late.accepted": "late",
  "late.refunded": "late",
  "payee.changed": "payee",
  "settlement.changed": "settlement",
  "rules.changed": "rules",
  "currency.changed": "currency",
  "handle.changed": "handle",
  "staff.invited": "staff",
  "staff.joined": "staff",
  "staff.declined": "staff",
  "staff.left": "staff",
  "staff.removed": "staff",
  "staff.role": "staff",
  "staff.limit": "staff",
  "group.linked": "group",
  "group.unlinked": "group",
  "digest.changed": "digest",
  "notices.changed": "digest",
  "goal.changed": "goals",
  "key.made": "programs",
  "key.revoked": "programs",
  "webhook.added": "programs",
  "webhook.removed": "programs",
  "delivery.resent": "programs",
  "till.opened": "charge",
  "till.closed": "charge",
} as const satisfies Record<string, Action>;

export type Deed = keyof typeof RECORDED;
export type AuditEntry = typeof auditEntries.$inferSelect;

/** The key by which a program did something, with its name at that moment. */
export interface UsedKey {
  id: string;
  name: string;
}

export interface Done {
  merchantId: string;
  userId: string;
  action: Deed;
  /** What it was done to, as people read it: a title, a name. */
  subject?: string;
  /** What an entry's sentence needs besides: amounts with their assets, roles, addresses. */
  detail?: Record<string, string>;
  /** Whose deed it was in fact, when a program did it in somebody's name. */
  key?: UsedKey | null | undefined;
  /** What caused it: recording it twice is recording it once. */
  cause: string;
}

/** Records who did what, in the transaction of the change. */
export async function record(tx: Executor, { action, cause, detail, key, ...done }: Done): Promise<void> {
  const byKey = key ? { keyId: key.id, keyName: key.name } : {};
  await tx
    .insert(auditEntries)
    .values({ ...done, action, detail: { ...detail, ...byKey }, cause: deriveId(cause, `audit:${action}`) })
    .onConflictDoNothing({ target: auditEntries.cause });
}

/** What was recorded besides of deeds of one kind, by what caused each; nothing of those that are not on record. */
export async function detailsOf(
  db: Executor,
  action: Deed,
  causes: readonly string[],
): Promise<ReadonlyMap<string, AuditEntry["detail"]>> {
  const byRecord = new Map(causes.map((cause) => [deriveId(cause, `audit:${action}`), cause]));
  if (byRecord.size === 0) return new Map();
  const found = await db
    .select({ cause: auditEntries.cause, detail: auditEntries.detail })
    .from(auditEntries)
    .where(inArray(auditEntries.cause, [...byRecord.keys()]));
  return new Map(found.map(({ cause, detail }) => [byRecord.get(cause)!, detail]));
}

export interface AuditPage {
  entries: AuditEntry[];
  /** From 1. */
  page: number;
  pages: number;
}

/** What a reader may see of a shop's record, newest first: their own deeds, and those they might do to others' things. */
export async function activityOf(
  db: Executor,
  wanted: { merchantId: string; reader: { userId: string; role: Role }; page: number; size: number },
): Promise<AuditPage> {
  const { merchantId, reader, size } = wanted;
  const deeds = Object.keys(RECORDED) as Deed[];
  const others = may(reader.role, "all invoices") ? deeds.filter((deed) => may(reader.role, RECORDED[deed])) : [];
  const own = eq(auditEntries.userId, reader.userId);
  const visible = and(
    eq(auditEntries.merchantId, merchantId),
    others.length > 0 ? or(own, inArray(auditEntries.action, others)) : own,
  );
  const [counted] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(auditEntries)
    .where(visible);
  const pages = Math.max(1, Math.ceil((counted?.count ?? 0) / size));
  const page = Math.min(Math.max(wanted.page, 1), pages);
  const entries = await db
    .select()
    .from(auditEntries)
    .where(visible)
    .orderBy(desc(auditEntries.id))
    .limit(size)
    .offset((page - 1) * size);
  return { entries, page, pages };
}

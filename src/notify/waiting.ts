import { and, asc, eq, gt, inArray, isNull, lt, lte, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db, Executor } from "../db/database.js";
import { outbox, type PictureSpec } from "../db/tables/chat.js";

/** A message that waits to be sent. */
export interface Waiting {
  seq: number;
  messageId: string;
  conversationId: string;
  recipientId: string;
  category: string;
  data: string;
  attempts: number;
}

export type Undrawn = Waiting & { picture: PictureSpec | null };

const COLUMNS = {
  seq: outbox.seq,
  messageId: outbox.messageId,
  conversationId: outbox.conversationId,
  recipientId: outbox.recipientId,
  category: outbox.category,
  data: outbox.data,
  attempts: outbox.attempts,
};

const due = () => and(isNull(outbox.sentAt), isNull(outbox.failed), lte(outbox.nextTryAt, sql`now()`));

const earlier = alias(outbox, "earlier");

/** The next messages in order; none of a conversation in which an earlier one waits for its picture or its next try. */
export function waitingMessages(db: Db, limit: number): Promise<Waiting[]> {
  const heldBack = db
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.conversationId, outbox.conversationId),
        lt(earlier.seq, outbox.seq),
        isNull(earlier.sentAt),
        isNull(earlier.failed),
        or(earlier.toDraw, gt(earlier.nextTryAt, sql`now()`)),
      ),
    );
  return db
    .select(COLUMNS)
    .from(outbox)
    .where(and(due(), eq(outbox.toDraw, false), notExists(heldBack)))
    .orderBy(asc(outbox.seq))
    .limit(limit);
}

/** The next messages whose picture is still to be drawn. */
export function undrawnMessages(db: Db, limit: number): Promise<Undrawn[]> {
  return db
    .select({ ...COLUMNS, picture: outbox.picture })
    .from(outbox)
    .where(and(due(), eq(outbox.toDraw, true)))
    .orderBy(asc(outbox.seq))
    .limit(limit);
}

export async function markSent(db: Executor, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await db
    .update(outbox)
    .set({ sentAt: sql`now()` })
    .where(inArray(outbox.messageId, messageIds));
}

export async function markFailed(db: Executor, message: Waiting, why: string): Promise<void> {
  await db
    .update(outbox)
    .set({ failed: why.slice(0, 1000) })
    .where(eq(outbox.seq, message.seq));
}

export async function postpone(db: Executor, message: Waiting, milliseconds: number): Promise<void> {
  await db
    .update(outbox)
    .set({
      attempts: sql`${outbox.attempts} + 1`,
      nextTryAt: sql`now() + make_interval(secs => ${milliseconds / 1000})`,
    })
    .where(eq(outbox.seq, message.seq));
}

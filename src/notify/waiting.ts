import { and, asc, eq, gt, inArray, isNull, lt, lte, not, notExists, notInArray, or, sql } from "drizzle-orm";
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

/** Waits for its picture, its file or its next try, and holds back what comes after it in its conversation. */
const holdsBack = () =>
  and(isNull(earlier.sentAt), isNull(earlier.failed), or(earlier.toDraw, gt(earlier.nextTryAt, sql`now()`)));

/** The next messages in order; none of a conversation in which an earlier one waits for its picture, its file or its next try. */
export function waitingMessages(db: Db, limit: number): Promise<Waiting[]> {
  // The few conversations that are held back are looked up once, and only in them each message on its own: as a join
  // PostgreSQL, which knows nothing of a table so busy, looks through everything that waits for each message.
  const held = db.select({ id: earlier.conversationId }).from(earlier).where(holdsBack());
  const holdingBack = db
    .select({ one: sql`1` })
    .from(earlier)
    .where(and(eq(earlier.conversationId, outbox.conversationId), lt(earlier.seq, outbox.seq), holdsBack()));
  return db
    .select(COLUMNS)
    .from(outbox)
    .where(and(due(), eq(outbox.toDraw, false), or(notInArray(outbox.conversationId, held), notExists(holdingBack))))
    .orderBy(asc(outbox.seq))
    .limit(limit);
}

/**
 * The next messages whose picture is still to be drawn, or whose file is still to be made: of each conversation its first,
 * so that whoever asks for hundreds is served one by one, and their hundreds stand before nobody else's.
 */
export function undrawnMessages(db: Db, what: "pictures" | "files", limit: number): Promise<Undrawn[]> {
  const isFile = sql`coalesce(${outbox.picture}->>'kind' like 'file.%', false)`;
  const first = db
    .selectDistinctOn([outbox.conversationId], { ...COLUMNS, picture: outbox.picture })
    .from(outbox)
    .where(and(due(), eq(outbox.toDraw, true), what === "files" ? isFile : not(isFile)))
    .orderBy(asc(outbox.conversationId), asc(outbox.seq))
    .as("first");
  return db.select().from(first).orderBy(asc(first.seq)).limit(limit);
}

/** What is left of a message that is over: of a secret one, nothing. */
const keptData = sql`case when ${outbox.isSecret} then '' else ${outbox.data} end`;

/** Does not wait for the disk: what a power cut makes us forget is sent again under the same id, which is harmless. */
export async function markSent(db: Db, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local synchronous_commit = off`);
    await tx
      .update(outbox)
      .set({ sentAt: sql`now()`, data: keptData })
      .where(inArray(outbox.messageId, messageIds));
  });
}

export async function markFailed(db: Executor, message: Waiting, why: string): Promise<void> {
  await db
    .update(outbox)
    .set({ failed: why.slice(0, 1000), data: keptData })
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

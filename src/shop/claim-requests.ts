import { and, desc, eq, gt, sql } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { freshId, isUuid } from "../db/ids.js";
import { enqueue } from "../db/jobs.js";
import { claimRequests, remittances } from "../db/schema.js";
import type { Remittance } from "../payments/remittances/read.js";

export type ClaimRequest = typeof claimRequests.$inferSelect;

/** How long somebody has to say in the chat that it was them, and what they said is good for on the page. */
export const CLAIM_REQUEST_MS = 30 * 60_000;

/**
 * In a day: who has a link could have the bot write to anybody with it. Of one person few with one link, and with the
 * links of one sender: who sends themselves dust to have somebody asked uses up their own, not that person's.
 */
const DAY_MS = 86_400_000;
const MOST = { ofLink: 6, ofLinkAndUser: 3, ofSenderAndUser: 6, ofUser: 30 };

/**
 * Somebody on a claim page says they are this user, who is asked in the bot's chat. Asked again while an answer is
 * waited for, it is the same question. Null: too often today.
 */
export async function createClaimRequest(
  tx: Tx,
  { remittanceId, userId, now }: { remittanceId: string; userId: string; now: Date },
): Promise<ClaimRequest | null> {
  // Two that are asked at once take turns, so that both count: those of one link, and those to one person.
  const [link] = await tx
    .select({ senderId: remittances.senderId })
    .from(remittances)
    .where(eq(remittances.id, remittanceId))
    .for("update");
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`claim request ${userId}`}, 0))`);
  const since = (ms: number) => gt(claimRequests.createdAt, new Date(now.getTime() - ms));
  const [open] = await tx
    .select()
    .from(claimRequests)
    .where(
      and(
        eq(claimRequests.remittanceId, remittanceId),
        eq(claimRequests.userId, userId),
        eq(claimRequests.state, "asked"),
        since(CLAIM_REQUEST_MS),
      ),
    )
    .orderBy(desc(claimRequests.createdAt))
    .limit(1);
  if (open) return open;
  /** Whether there were so many in a day: no more than these are read, however many there are. */
  const wereAsMany = async (most: number, ...whose: ReturnType<typeof eq>[]) => {
    const found = await tx
      .select({ id: claimRequests.id })
      .from(claimRequests)
      .innerJoin(remittances, eq(remittances.id, claimRequests.remittanceId))
      .where(and(...whose, since(DAY_MS)))
      .limit(most);
    return found.length === most;
  };
  const ofLink = eq(claimRequests.remittanceId, remittanceId);
  const ofUser = eq(claimRequests.userId, userId);
  if (await wereAsMany(MOST.ofLink, ofLink)) return null;
  if (await wereAsMany(MOST.ofLinkAndUser, ofLink, ofUser)) return null;
  if (await wereAsMany(MOST.ofSenderAndUser, eq(remittances.senderId, link!.senderId), ofUser)) return null;
  if (await wereAsMany(MOST.ofUser, ofUser)) return null;
  const [made] = await tx
    .insert(claimRequests)
    // Not derived: the page that waits for the answer acts for this user, so nobody may guess where it is.
    .values({ id: freshId(), remittanceId, userId, createdAt: now })
    .returning();
  const payload = { requestId: made!.id };
  await enqueue(tx, { name: "tell.claim_request", payload, dedupeKey: `tell.claim_request:${made!.id}` });
  return made!;
}

export async function claimRequest(db: Executor, id: string): Promise<ClaimRequest | null> {
  const [found] = isUuid(id) ? await db.select().from(claimRequests).where(eq(claimRequests.id, id)) : [];
  return found ?? null;
}

/** Where a question stands: `over`, too long ago to be answered or to be acted on. */
export function claimRequestState(
  { state, createdAt, answeredAt }: ClaimRequest,
  now: Date,
): ClaimRequest["state"] | "over" {
  const at = state === "asked" ? createdAt : (answeredAt ?? createdAt);
  return now.getTime() - at.getTime() > CLAIM_REQUEST_MS ? "over" : state;
}

/** The user says whether it was them. `over`: too late, or said otherwise before. */
export async function answerClaimRequest(
  tx: Tx,
  { requestId, userId, confirmed, now }: { requestId: string; userId: string; confirmed: boolean; now: Date },
): Promise<"confirmed" | "refused" | "over" | "unknown"> {
  const [request] = await tx.select().from(claimRequests).where(eq(claimRequests.id, requestId)).for("update");
  if (!request || request.userId !== userId) return "unknown";
  const answer = confirmed ? "confirmed" : "refused";
  const stands = claimRequestState(request, now);
  if (stands !== "asked") return stands === answer ? answer : "over";
  await tx.update(claimRequests).set({ state: answer, answeredAt: now }).where(eq(claimRequests.id, requestId));
  return answer;
}

/** Whether this user may claim it in the chat: it is for them, or they have said there that they are who has its link. */
export async function mayClaim(db: Executor, remittance: Remittance, userId: string): Promise<boolean> {
  if (remittance.recipientId !== null) return remittance.recipientId === userId;
  const [said] = await db
    .select({ id: claimRequests.id })
    .from(claimRequests)
    .where(
      and(
        eq(claimRequests.remittanceId, remittance.id),
        eq(claimRequests.userId, userId),
        eq(claimRequests.state, "confirmed"),
      ),
    )
    .limit(1);
  return said !== undefined;
}

import { and, asc, eq, isNull } from "drizzle-orm";
import type { Executor, Tx } from "../db/database.js";
import { goals } from "../db/schema.js";
import { type Goal, progressOf } from "../payments/goals.js";
import { RECORDED, record } from "./audit.js";
import { demand } from "./rights.js";

export interface GoalStanding {
  goal: Goal;
  /** What has come so far; decimal text. */
  progress: string;
}

/** The goals of a shop and its codes that have not been ended, with how far they are. */
export async function goalsOf(db: Executor, merchantId: string): Promise<GoalStanding[]> {
  const current = await db
    .select()
    .from(goals)
    .where(and(eq(goals.merchantId, merchantId), isNull(goals.endedAt)))
    .orderBy(asc(goals.since), asc(goals.id));
  const standing: GoalStanding[] = [];
  for (const goal of current) standing.push({ goal, progress: await progressOf(db, goal) });
  return standing;
}

/** What a goal is for: one code, or (null) all of the shop. */
interface Change {
  merchantId: string;
  codeId: string | null;
  by: string;
  /** As people read it. */
  subject: string;
  cause: string;
  now: Date;
}

/** Sets a goal in the place of the one there was. `id` is derived from what caused it. */
export async function setGoal(
  tx: Tx,
  change: Change & { id: string; amount: string; quoteAsset: string },
): Promise<GoalStanding> {
  const { id, merchantId, codeId, by, subject, cause, now, amount, quoteAsset } = change;
  await demand(tx, { merchantId, by, action: RECORDED["goal.changed"] });
  await end(tx, change);
  const [goal] = await tx.insert(goals).values({ id, merchantId, codeId, quoteAsset, amount, since: now }).returning();
  await record(tx, { merchantId, userId: by, action: "goal.changed", subject, cause });
  return { goal: goal!, progress: "0" };
}

/** Ends a goal; false when there was none. */
export async function endGoal(tx: Tx, change: Change): Promise<boolean> {
  const { merchantId, by, subject, cause } = change;
  await demand(tx, { merchantId, by, action: RECORDED["goal.changed"] });
  const ended = await end(tx, change);
  if (ended) await record(tx, { merchantId, userId: by, action: "goal.changed", subject, cause });
  return ended;
}

async function end(tx: Tx, { merchantId, codeId, now }: Change): Promise<boolean> {
  const whose = codeId === null ? isNull(goals.codeId) : eq(goals.codeId, codeId);
  const ended = await tx
    .update(goals)
    .set({ endedAt: now })
    .where(and(eq(goals.merchantId, merchantId), whose, isNull(goals.endedAt)))
    .returning({ id: goals.id });
  return ended.length > 0;
}

import { and, eq, gte, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Db, Executor, Tx } from "../db/database.js";
import { enqueue } from "../db/jobs.js";
import { goals, orders, refunds, rollups } from "../db/schema.js";
import type { JobHandler } from "../db/worker.js";
import { decimal, plain } from "./money.js";
import { paidPart } from "./refunds/left.js";
import { isSaleRow } from "./sales.js";
import type { Order } from "./state.js";

export type Goal = typeof goals.$inferSelect;

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Goals that somebody waits for are looked at once these payments, paid just now, are committed. */
export async function checkGoals(tx: Tx, paid: readonly Order[]): Promise<void> {
  if (paid.length === 0) return;
  const shops = [...new Set(paid.map(({ merchantId }) => merchantId))];
  const open = await tx
    .select()
    .from(goals)
    .where(and(inArray(goals.merchantId, shops), isNull(goals.reachedAt), isNull(goals.endedAt)));
  const touched = open.flatMap((goal) => {
    const order = paid.find((one) => counts(goal, one));
    return order ? [{ goal, order }] : [];
  });
  const checks = touched.map(({ goal, order }) => ({
    name: "goal.check",
    payload: { goalId: goal.id },
    dedupeKey: `goal.check:${goal.id}:${order.id}`,
  }));
  await enqueue(tx, ...checks);
}

const counts = (goal: Goal, order: Order): boolean =>
  order.merchantId === goal.merchantId &&
  order.quoteAsset === goal.quoteAsset &&
  (goal.codeId === null || goal.codeId === order.codeId);

/**
 * What has come towards a goal since it was set: prices that were paid, without what was given back, in its currency.
 * Reads sums of days and quarters of an hour, and single payments of the quarter in which it was set.
 */
export async function progressOf(db: Executor, goal: Goal): Promise<string> {
  const { merchantId, codeId, quoteAsset, since } = goal;
  const quarter = new Date(Math.ceil(since.getTime() / QUARTER_MS) * QUARTER_MS);
  const day = new Date(Math.ceil(quarter.getTime() / DAY_MS) * DAY_MS);
  const own = and(
    eq(rollups.merchantId, merchantId),
    eq(rollups.quoteAsset, quoteAsset),
    ofCode(rollups.codeId, codeId),
  );
  const sum = async (...when: SQL[]) => {
    const total = sql<string>`coalesce(sum(${rollups.gross} - ${rollups.refunded}), 0)::text`;
    const [found] = await db
      .select({ total })
      .from(rollups)
      .where(and(own, ...when));
    return found?.total ?? "0";
  };
  const [days, quarters, first, back] = [
    await sum(eq(rollups.span, "day"), gte(rollups.at, day)),
    await sum(eq(rollups.span, "quarter"), gte(rollups.at, quarter), lt(rollups.at, day)),
    await firstPaid(db, goal, quarter),
    await firstRefunded(db, goal, quarter),
  ];
  const total = decimal(days).plus(quarters).plus(first).minus(back);
  return total.gt(0) ? plain(total) : "0";
}

const ofCode = (column: typeof rollups.codeId | typeof orders.codeId, codeId: string | null) =>
  codeId === null ? undefined : eq(column, codeId);

async function firstPaid(db: Executor, goal: Goal, until: Date): Promise<string> {
  const paid = await db
    .select()
    .from(orders)
    .where(
      and(
        ofGoal(goal),
        inArray(orders.state, ["paid", "settled"]),
        gte(orders.paidAt, goal.since),
        lt(orders.paidAt, until),
      ),
    );
  // A quarter of an hour has few, and what was taken as enough is not the whole price.
  let sum = decimal("0");
  for (const order of paid) sum = sum.plus(await paidPart(db, order));
  return plain(sum);
}

async function firstRefunded(db: Executor, goal: Goal, until: Date): Promise<string> {
  const [found] = await db
    .select({ total: sql<string>`coalesce(sum(${refunds.quoteAmount}), 0)::text` })
    .from(refunds)
    .innerJoin(orders, eq(orders.id, refunds.orderId))
    .where(
      and(
        eq(refunds.merchantId, goal.merchantId),
        isNotNull(refunds.doneAt),
        gte(refunds.doneAt, goal.since),
        lt(refunds.doneAt, until),
        ofGoal(goal),
      ),
    );
  return found?.total ?? "0";
}

const ofGoal = ({ merchantId, quoteAsset, codeId }: Goal) =>
  and(eq(orders.merchantId, merchantId), eq(orders.quoteAsset, quoteAsset), isSaleRow(), ofCode(orders.codeId, codeId));

/** Job that finds out whether a goal is reached; whoever marks it so first has it told, once. */
export function goalJobs(db: Db): Record<"goal.check", JobHandler> {
  return {
    "goal.check": {
      retry: { steps: [1, 5, 30], forever: true },
      async run(job, commit) {
        const { goalId } = job.payload as { goalId: string };
        const [goal] = await db.select().from(goals).where(eq(goals.id, goalId));
        if (!goal || !decimal(await progressOf(db, goal)).gte(goal.amount)) return;
        await commit(async (tx) => {
          const reached = await tx
            .update(goals)
            .set({ reachedAt: sql`now()` })
            .where(and(eq(goals.id, goalId), isNull(goals.reachedAt), isNull(goals.endedAt)))
            .returning();
          if (reached.length === 0) return;
          await enqueue(tx, { name: "tell.goal", payload: { goalId }, dedupeKey: `tell.goal:${goalId}` });
        });
      },
    },
  };
}

import { and, asc, eq, gt, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { type Db, type Executor, inTransaction } from "../../db/database.js";
import { enqueue } from "../../db/jobs.js";
import { transfers } from "../../db/schema.js";
import { moveTransfer, type Transfer, type TransferState } from "../state.js";

/**
 * How long our leg of a swap may wait for its signature: less than the exchange is given, for what is signed in the last
 * moment has to get there.
 */
const LEG_SECONDS = 9 * 60;

/**
 * A transfer that may still be signed. A leg that could not leave in time must not go by a price that is over: it lies
 * until `swap.late` takes it back. By the database's clock, which also set when it began.
 */
export const isTimely = or(
  ne(transfers.kind, "swap"),
  gt(transfers.createdAt, sql`now() - make_interval(secs => ${LEG_SECONDS})`),
);

/**
 * Transactions of an asset at one stage in the order they arose, those that failed behind those that did not. Transfers
 * that a batch carries are not among them: the batch is. Of what waits, only what may still be signed.
 */
export function transfersOf(db: Executor, assetId: string, state: TransferState, limit: number): Promise<Transfer[]> {
  return db
    .select()
    .from(transfers)
    .where(
      and(
        eq(transfers.state, state),
        eq(transfers.assetId, assetId),
        isNull(transfers.batchId),
        state === "waiting" ? isTimely : undefined,
      ),
    )
    .orderBy(asc(transfers.attempts), asc(transfers.seq))
    .limit(limit);
}

/** How many transfers of each asset are not done, by stage. A batch is not one: those it carries are counted. */
export function openTransfers(db: Executor): Promise<{ assetId: string; state: TransferState; count: number }[]> {
  return db
    .select({ assetId: transfers.assetId, state: transfers.state, count: sql<number>`count(*)::int` })
    .from(transfers)
    .where(and(inArray(transfers.state, ["waiting", "signed", "stuck"]), ne(transfers.kind, "batch")))
    .groupBy(transfers.assetId, transfers.state);
}

/** Notes a failed try; the transfers stay where they are. */
export async function noteProblem(db: Db, requestIds: string[], problem: string): Promise<void> {
  await db
    .update(transfers)
    .set({ problem: problem.slice(0, 1000), attempts: sql`${transfers.attempts} + 1` })
    .where(inArray(transfers.requestId, requestIds));
}

/** A transfer is refused for good: it is put aside, and those concerned are told. False when it was taken meanwhile. */
export function putAside(db: Db, { requestId, kind, account }: Transfer): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    if (!(await moveTransfer(tx, requestId, "waiting", "stuck"))) return false;
    // It is tried again now and then: its merchant hears of it once, and once more when it is another payee's.
    const dedupeKey = `tell.stuck:${requestId}:${account}`;
    if (kind === "settlement") await enqueue(tx, { name: "tell.stuck", payload: { requestId }, dedupeKey });
    return true;
  });
}

import { eq } from "drizzle-orm";
import { type Database, type Executor, signal, type Tx } from "../db/database.js";
import { isUuid } from "../db/ids.js";
import { enqueue, type Job } from "../db/jobs.js";
import { orders, swaps, transfers } from "../db/schema.js";
import type { JobHandler } from "../db/worker.js";
import type { Log } from "../log.js";
import { alertOperators } from "./alerts.js";
import { swapFailed } from "./execute.js";
import { decimal, plain, sameAmount } from "./money.js";
import type { Exchange, SwapTerms } from "./ports.js";
import { readSettings } from "./settings.js";
import { moveSwap, moveTransfer, type Swap } from "./state.js";

export interface SwapOptions {
  database: Database;
  /** Null: nobody swaps any more; what was not begun goes the other way. */
  exchange: Exchange | null;
  log: Log;
  clock?: () => Date;
  /** Told that there is a transfer to make. */
  onSent?: () => void;
}

/** How long an exchange may leave us without an answer, and a swap without its money. */
const PATIENCE_MS = 10 * 60_000;
/** An exchange's terms that are older when they are to be stored (the process slept in between) are asked for anew. */
const FRESH_MS = 60_000;
/** An alarm is repeated as long as its reason lasts. */
const REMIND_MS = 60 * 60_000;
/** How often a paused till looks whether it may go on. */
const PAUSED_MS = 30_000;

const MAX_MEMO_BYTES = 200;

/** The jobs of swaps: to begin one, and to tell operators when its money stays away. */
export function swapHandlers(options: SwapOptions): Record<"swap.begin" | "swap.late", JobHandler> {
  const { database, exchange, log, clock = () => new Date(), onSent } = options;
  const { db } = database;

  async function begin(job: Job, commit: (work: (tx: Tx) => Promise<void>) => Promise<void>): Promise<void> {
    const swap = await read(db, job);
    if (swap?.state !== "wanted") return;
    const now = clock();
    if ((await readSettings(db)).paused) {
      // An exchange waits some minutes for our leg, a pause may last days.
      const runAt = new Date(now.getTime() + PAUSED_MS);
      return commit((tx) =>
        enqueue(tx, { name: "swap.begin", payload: job.payload, runAt, dedupeKey: key(job, runAt) }),
      );
    }
    const asked = await ask(swap, now);
    if (asked.ok) {
      await commit(async (tx) => {
        if (clock().getTime() - now.getTime() > FRESH_MS) throw new Error("the exchange's answer is old by now");
        await send(tx, swap, asked.terms, now);
      });
      return onSent?.();
    }
    log("warn", "a swap cannot be made", { swapId: swap.id, orderId: swap.orderId, reason: asked.problem });
    await commit(async (tx) => void (await swapFailed(tx, swap.id, asked.problem, now)));
  }

  /** What the exchange wants for the swap, or why it is not made. Throws when it may answer another time. */
  async function ask(swap: Swap, now: Date): Promise<{ ok: true; terms: SwapTerms } | { ok: false; problem: string }> {
    if (exchange?.provider !== swap.provider) return { ok: false, problem: "no exchange is set up" };
    const { fromAsset: from, toAsset: to } = swap;
    try {
      const terms = await exchange.swap({ from, to, amount: plain(swap.fromAmount) });
      if (!terms.ok) return { ok: false, problem: `the exchange refuses: ${terms.reason}` };
      const problem = disagreement(swap, terms, exchange.userId) ?? (await usedBefore(db, terms.trace));
      return problem === null ? { ok: true, terms } : { ok: false, problem };
    } catch (error) {
      if (now.getTime() - swap.createdAt.getTime() < PATIENCE_MS) throw error;
      return { ok: false, problem: "the exchange does not answer" };
    }
  }

  async function late(job: Job, commit: (work: (tx: Tx) => Promise<void>) => Promise<void>): Promise<void> {
    const swap = await read(db, job);
    if (swap?.state !== "sent") return;
    const now = clock();
    const { id: swapId, fromAsset: assetId } = swap;
    const since = swap.sentAt?.toISOString();
    await commit(async (tx) => {
      if (await takeBack(tx, swap)) {
        log("warn", "our leg of a swap could not be sent in time", { swapId, orderId: swap.orderId });
        await swapFailed(tx, swapId, "our leg could not be sent in time", now);
        return;
      }
      log("error", "an exchange has our money and does not answer", { swapId, orderId: swap.orderId, since });
      const alert = {
        kind: "swap_late" as const,
        swapId,
        assetId,
        amount: plain(swap.fromAmount),
        ...(since && { since }),
      };
      await alertOperators(tx, alert, swapId, now);
      const runAt = new Date(now.getTime() + REMIND_MS);
      await enqueue(tx, { name: "swap.late", payload: job.payload, runAt, dedupeKey: key(job, runAt) });
    });
  }

  return {
    "swap.begin": { retry: { steps: [1, 2, 5, 10, 20, 30], forever: true }, run: begin },
    "swap.late": { retry: { steps: [5, 30, 60], forever: true }, run: late },
  };
}

const key = (job: Job, runAt: Date): string => `${job.name}:${String(job.payload["swapId"])}:${runAt.getTime()}`;

async function read(db: Executor, job: Job): Promise<Swap | null> {
  const [swap] = await db
    .select()
    .from(swaps)
    .where(eq(swaps.id, String(job.payload["swapId"])));
  return swap ?? null;
}

/** Why these terms are not what we agreed to; null when they are. */
export function disagreement(swap: Swap, terms: SwapTerms, userId: string): string | null {
  if (terms.recipient !== userId) return "the exchange wants another user to be paid";
  if (terms.assetId !== swap.fromAsset) return "the exchange wants another asset";
  if (!sameAmount(terms.amount, swap.fromAmount)) return "the exchange wants another amount";
  if (!isUuid(terms.trace)) return "the exchange's trace is none";
  if (terms.memo === "" || Buffer.byteLength(terms.memo) > MAX_MEMO_BYTES) return "the exchange's memo cannot be sent";
  if (decimal(terms.outAmount).lt(swap.minimumAmount)) return "the exchange gives too little by now";
  return null;
}

/** A trace is the id of one transfer: with another's the network would not make it. */
async function usedBefore(db: Executor, trace: string): Promise<string | null> {
  const [used] = await db.select({ id: transfers.requestId }).from(transfers).where(eq(transfers.requestId, trace));
  return used ? "the exchange's trace has been used" : null;
}

/** Our leg goes out. What was asked for before and not stored is never paid, and costs nobody anything. */
async function send(tx: Tx, swap: Swap, terms: SwapTerms, now: Date): Promise<void> {
  const { recipient, trace, memo } = terms;
  if (!(await moveSwap(tx, swap.id, "wanted", "sent", { recipient, trace, memo, sentAt: now }))) return;
  await tx.insert(transfers).values({
    requestId: trace,
    kind: "swap",
    orderId: swap.orderId,
    swapId: swap.id,
    account: "network",
    assetId: swap.fromAsset,
    amount: plain(swap.fromAmount),
    members: [recipient],
    threshold: 1,
    memo,
  });
  const runAt = new Date(now.getTime() + PATIENCE_MS);
  await enqueue(tx, { name: "swap.late", payload: { swapId: swap.id }, runAt, dedupeKey: `swap.late:${swap.id}` });
  await signal(tx, "orders", swap.orderId);
}

/**
 * Takes our leg back when it has not left (held for a word, refused, short of change): the exchange's price is over by
 * now. False when its bytes are signed: then only the exchange can say what becomes of it.
 */
async function takeBack(tx: Tx, { id, orderId, trace }: Swap): Promise<boolean> {
  if (trace === null) return false;
  // Before the transfer, as everybody does who needs both.
  await tx.select({ id: orders.id }).from(orders).where(eq(orders.id, orderId)).for("update");
  const [leg] = await tx
    .select({ state: transfers.state })
    .from(transfers)
    .where(eq(transfers.requestId, trace))
    .for("update");
  if (leg?.state !== "waiting" && leg?.state !== "approval" && leg?.state !== "stuck") return false;
  return (await moveTransfer(tx, trace, leg.state, "cancelled")) && moveSwap(tx, id, "sent", "wanted");
}

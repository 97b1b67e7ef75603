import { inArray } from "drizzle-orm";
import { signal, type Tx } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { enqueue, type NewJob } from "../db/jobs.js";
import { intakes, payees, transfers } from "../db/schema.js";
import type { Log } from "../log.js";
import type { Decision } from "./decide.js";
import { type Account, post } from "./ledger.js";
import { plain } from "./money.js";
import type { WalletOutput } from "./ports.js";
import type { Quote } from "./quotes.js";
import { refundMemo, settlementMemo } from "./refund-codes.js";
import { moveOrder, type Order } from "./state.js";

/** An output with what was decided about it. */
export interface Judged {
  output: WalletOutput;
  senderId: string | null;
  order: Order | null;
  quote: Quote | null;
  decision: Decision;
}

type NewTransfer = typeof transfers.$inferInsert;

/** Writes decisions and all that follows from them: intakes, orders, ledger, transfers to be made, jobs, signals. */
export async function recordJudged(tx: Tx, judged: Judged[], options: { secret: string; log: Log }): Promise<void> {
  if (judged.length === 0) return;
  await tx.insert(intakes).values(judged.map(toIntake));
  const applied = judged.filter(({ decision }) => decision.disposition === "applied");
  for (const one of applied) await markPaid(tx, one);
  await post(tx, ...judged.map(toPosting));
  const payeesById = await loadPayees(tx, applied);
  const outgoing = judged.flatMap((one) => toTransfer(one, payeesById, options.secret) ?? []);
  if (outgoing.length > 0) await tx.insert(transfers).values(outgoing);
  await enqueue(tx, ...judged.flatMap((one) => toJobs(one, options.secret)));
  for (const id of new Set(judged.flatMap(({ order }) => order?.id ?? []))) await signal(tx, "orders", id);
  for (const one of judged) raiseAlarm(one, options.log);
}

const toIntake = ({ output, senderId, order, quote, decision }: Judged): typeof intakes.$inferInsert => ({
  outputId: output.outputId,
  assetId: output.assetId,
  amount: plain(output.amount),
  senderId,
  requestId: output.requestId,
  memo: output.memo,
  orderId: order?.id ?? null,
  quoteId: quote?.id ?? null,
  disposition: decision.disposition,
  code: decision.code,
  receivedAt: new Date(output.createdAt),
});

async function markPaid(tx: Tx, { output, senderId, order }: Judged): Promise<void> {
  const moved = await moveOrder(tx, order!.id, "open", "paid", {
    payerId: senderId,
    paymentAsset: output.assetId,
    paymentAmount: plain(output.amount),
    paidAt: new Date(output.createdAt),
  });
  // The row was locked before the decision: somebody changing it now has passed the lock by.
  if (!moved) throw new Error(`order ${order!.id} changed while its payment was being recorded`);
}

/** The account that the money is owed to from now on. */
function owedTo({ senderId, order, decision }: Judged): Account {
  switch (decision.disposition) {
    case "applied":
      return `payee:${order!.payeeId}`;
    case "refunded":
      return `payer:${senderId!}`;
    case "held":
      return "held";
    default:
      return decision satisfies never;
  }
}

function toPosting(one: Judged) {
  const { outputId, assetId, amount } = one.output;
  return {
    id: deriveId(outputId, "intake"),
    orderId: one.order?.id ?? null,
    lines: [
      { account: "wallet" as const, assetId, amount: plain(amount) },
      { account: owedTo(one), assetId, amount: `-${plain(amount)}` },
    ],
  };
}

type Payee = typeof payees.$inferSelect;

async function loadPayees(tx: Tx, applied: Judged[]): Promise<Map<string, Payee>> {
  if (applied.length === 0) return new Map();
  const ids = [...new Set(applied.map(({ order }) => order!.payeeId))];
  const found = await tx.select().from(payees).where(inArray(payees.id, ids));
  return new Map(found.map((payee) => [payee.id, payee]));
}

/** The request id of what an intake leads to. */
const requestIdOf = ({ output, decision }: Judged, secret: string): string =>
  deriveId(output.outputId, `${decision.disposition === "applied" ? "settlement" : "refund"} ${secret}`);

function toTransfer(one: Judged, payeesById: Map<string, Payee>, secret: string): NewTransfer | null {
  const { output, order, senderId, decision } = one;
  const row = {
    requestId: requestIdOf(one, secret),
    outputId: output.outputId,
    orderId: order?.id ?? null,
    assetId: output.assetId,
    amount: plain(output.amount),
  };
  switch (decision.disposition) {
    case "applied": {
      const payee = payeesById.get(order!.payeeId)!;
      const { members, threshold } = payee;
      return { ...row, kind: "settlement", members, threshold, memo: settlementMemo(order!.id) };
    }
    case "refunded": {
      const memo = refundMemo(order?.id ?? output.requestId, decision.code);
      return { ...row, kind: "refund", members: [senderId!], threshold: 1, memo };
    }
    case "held":
      return null;
    default:
      return decision satisfies never;
  }
}

function toJobs(one: Judged, secret: string): NewJob[] {
  const { outputId } = one.output;
  return one.decision.events.flatMap((event): NewJob[] => {
    switch (event.kind) {
      case "paid":
        return [
          { name: "tell.paid", payload: { orderId: one.order!.id, outputId }, dedupeKey: `tell.paid:${outputId}` },
        ];
      case "refund": {
        const payload = { outputId, code: event.code, requestId: requestIdOf(one, secret) };
        return [{ name: "tell.refund", payload, dedupeKey: `tell.refund:${outputId}` }];
      }
      case "held":
        return [];
      default:
        return event satisfies never;
    }
  });
}

function raiseAlarm({ output, decision }: Judged, log: Log): void {
  for (const event of decision.events) {
    if (event.kind !== "held") continue;
    const { outputId, assetId, amount } = output;
    const { reason, code } = event;
    log("error", "money is held: it cannot be returned by itself", { outputId, assetId, amount, reason, code });
  }
}

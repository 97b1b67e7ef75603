import { inArray } from "drizzle-orm";
import { type Db, inTransaction, type Tx } from "../db/database.js";
import { deriveId, isUuid } from "../db/ids.js";
import { transfers, walletOutputs } from "../db/schema.js";
import { storable } from "../db/text.js";
import type { Log } from "../log.js";
import { writeCursor } from "./cursor.js";
import { decide } from "./decide.js";
import { type Account, post, type Posting } from "./ledger.js";
import { matchOutputs } from "./matching.js";
import { plain } from "./money.js";
import type { WalletOutput } from "./ports.js";
import { isRateless } from "./quoting.js";
import { type Judged, recordJudged } from "./record.js";
import { isRefundMemo } from "./refund-codes.js";

export interface IntakeOptions {
  botId: string;
  /** Mixed into the ids of transfers; see cursor.ts. */
  secret: string;
  log: Log;
  /**
   * The first reading of a wallet by a new database: money that names none of our orders was there before us. It is
   * booked as the operator's, not sent back to whoever paid somebody in the past.
   */
  opening: boolean;
}

/**
 * Records outputs, which ascend by sequence: each once, with its one disposition, ledger rows, transfers and jobs, and
 * the cursor, all in one transaction. Replaying them changes nothing. Returns how many were new.
 */
export async function recordOutputs(db: Db, read: WalletOutput[], options: IntakeOptions): Promise<number> {
  // Anybody may write anything in a memo: one that cannot be stored must not keep all that follows from being read.
  const outputs = read.map((output) => ({ ...output, memo: storable(output.memo) }));
  const last = outputs.at(-1);
  if (!last) return 0;
  return inTransaction(db, async (tx) => {
    const fresh = await insertNew(tx, outputs);
    const own = await ownChange(tx, fresh, options.botId);
    for (const output of fresh.filter((o) => isGone(o) && !own.has(o.outputId))) {
      // Only this database spends what this database recorded: somebody else uses the wallet, or it was restored.
      const facts = { outputId: output.outputId, assetId: output.assetId, amount: output.amount };
      options.log(options.opening ? "info" : "error", "an output was spent before it was recorded; left aside", facts);
    }
    const change = fresh.filter((o) => own.has(o.outputId));
    await post(tx, ...change.map((output) => changePosting(output, own.get(output.outputId)!)));
    await judge(
      tx,
      fresh.filter((o) => !own.has(o.outputId) && !isGone(o)),
      options,
    );
    await writeCursor(tx, "outputs", last.sequence);
    return fresh.length;
  });
}

async function insertNew(tx: Tx, outputs: WalletOutput[]): Promise<WalletOutput[]> {
  const rows = outputs.map((output) => ({
    outputId: output.outputId,
    sequence: output.sequence,
    assetId: output.assetId,
    amount: plain(output.amount),
    transactionHash: output.transactionHash,
    outputIndex: output.outputIndex,
    wire: { ...output },
    spentBy: isGone(output) ? elsewhere(output.outputId) : null,
    createdAt: new Date(output.createdAt),
  }));
  const inserted = await tx
    .insert(walletOutputs)
    .values(rows)
    .onConflictDoNothing({ target: walletOutputs.outputId })
    .returning({ outputId: walletOutputs.outputId });
  const ids = new Set(inserted.map((row) => row.outputId));
  return outputs.filter((output) => ids.has(output.outputId));
}

const isGone = (output: WalletOutput): boolean => output.state !== "unspent";

/** Stands in `spentBy` for a spender that is not one of our transfers. */
export const elsewhere = (outputId: string): string => deriveId(outputId, "spent elsewhere");

/** Outputs we sent ourselves: by a transfer of ours ("change"), or by this wallet without one ("float"). */
async function ownChange(tx: Tx, outputs: WalletOutput[], botId: string): Promise<Map<string, "change" | "float">> {
  if (outputs.length === 0) return new Map();
  const hashes = [...new Set(outputs.map((output) => output.transactionHash))];
  const ours = await tx
    .select({ hash: transfers.transactionHash })
    .from(transfers)
    .where(inArray(transfers.transactionHash, hashes));
  const known = new Set(ours.map((row) => row.hash));
  const own = new Map<string, "change" | "float">();
  for (const output of outputs) {
    if (known.has(output.transactionHash)) own.set(output.outputId, "change");
    else if (output.senders.length === 1 && output.senders[0] === botId && !isGone(output))
      own.set(output.outputId, "float");
  }
  return own;
}

function changePosting(output: WalletOutput, from: "change" | "float"): Posting {
  // Change that is gone before it was recorded never reaches the wallet account: somebody else disposed of it.
  return transferOf(output, "own output", from, isGone(output) ? "float" : "wallet");
}

function transferOf({ outputId, assetId, amount }: WalletOutput, purpose: string, from: Account, to: Account): Posting {
  return {
    id: deriveId(outputId, purpose),
    lines: [
      { account: to, assetId, amount: plain(amount) },
      { account: from, assetId, amount: `-${plain(amount)}` },
    ],
  };
}

async function judge(tx: Tx, outputs: WalletOutput[], options: IntakeOptions): Promise<void> {
  const matches = await matchOutputs(tx, outputs);
  const judged: Judged[] = [];
  for (const output of outputs) {
    const match = matches.get(output.outputId) ?? null;
    if (!match && options.opening) {
      await post(tx, transferOf(output, "opening", "float", "wallet"));
      continue;
    }
    const senderId = soleSender(output);
    const decision = decide(
      match?.order ?? null,
      match?.quote ? { ...match.quote, rateless: isRateless(match.quote.rate) } : null,
      {
        assetId: output.assetId,
        amount: output.amount,
        createdAt: new Date(output.createdAt),
        senderId,
        isRefund: isRefundMemo(output.memo),
      },
    );
    // The next output of this group sees the order as this one left it.
    if (match && decision.next) match.order.state = decision.next;
    judged.push({ output, senderId, order: match?.order ?? null, quote: match?.quote ?? null, decision });
  }
  await recordJudged(tx, judged, options);
}

const soleSender = (output: WalletOutput): string | null => {
  const [sender] = output.senders;
  return output.senders.length === 1 && sender !== undefined && isUuid(sender) ? sender : null;
};

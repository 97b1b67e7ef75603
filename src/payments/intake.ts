import { inArray } from "drizzle-orm";
import { type Db, inTransaction, type Tx } from "../db/database.js";
import { deriveId, isUuid } from "../db/ids.js";
import { transfers, walletOutputs } from "../db/schema.js";
import { storable } from "../db/text.js";
import type { Log } from "../log.js";
import { readCursor, writeCursor } from "./cursor.js";
import { execute } from "./execute.js";
import { type Account, post, type Posting } from "./ledger.js";
import { feeShown } from "./load.js";
import { matchOutputs } from "./matching.js";
import { decimal, PLACES, plain } from "./money.js";
import type { Market, WalletOutput } from "./ports.js";
import type { Effects } from "./rules/effects.js";
import type { Money, Terms } from "./rules/facts.js";
import { onStray, onUnplaced } from "./rules/unplaced.js";

export interface IntakeOptions {
  botId: string;
  /** Mixed into the ids of transfers; see cursor.ts. */
  secret: string;
  /** For payments on quotes that are over, and for what becomes of payments. */
  market: Market;
  /** Those whose money may be the operator's own; absent: nobody. */
  isOperator?: ((userId: string) => boolean) | undefined;
  /** The user an exchange outside acts as: what it sends and does not name is not its to get back; absent: there is none. */
  exchangeId?: string | undefined;
  clock?: () => Date;
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
export async function recordOutputs(db: Db, read: WalletOutput[], given: IntakeOptions): Promise<number> {
  // Anybody may write anything in a memo: one that cannot be stored must not keep all that follows from being read.
  const outputs = read.map((output) => ({ ...output, memo: storable(output.memo) }));
  const last = outputs.at(-1);
  if (!last) return 0;
  return inTransaction(db, async (tx) => {
    // Another process may have come to the end of the first reading meanwhile.
    const opening = given.opening && (await readCursor(tx, "outputs.opened")) === null;
    const options = { ...given, opening };
    const all = await insertNew(tx, outputs);
    for (const { outputId, assetId, amount } of all.filter((output) => !isMoney(output))) {
      options.log("error", "an output has an amount that no asset can have; left aside", { outputId, assetId, amount });
    }
    const fresh = all.filter(isMoney);
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
    return all.length;
  });
}

async function insertNew(tx: Tx, outputs: WalletOutput[]): Promise<WalletOutput[]> {
  const rows = outputs.map((output) => ({
    outputId: output.outputId,
    sequence: output.sequence,
    assetId: output.assetId,
    amount: isMoney(output) ? plain(output.amount) : "0",
    transactionHash: output.transactionHash,
    outputIndex: output.outputIndex,
    wire: { ...output },
    spentBy: isGone(output) || !isMoney(output) ? elsewhere(output.outputId) : null,
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

/** The books have so many places, and so many digits: another amount would stop all that comes after it. */
const isMoney = ({ amount }: WalletOutput): boolean =>
  /^\d{1,30}(\.\d+)?$/.test(amount) && decimal(amount).gt(0) && decimal(amount).decimalPlaces() <= PLACES;

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
  if (outputs.length === 0) return;
  const { market, secret, clock, exchangeId, isOperator = () => false } = options;
  const matches = await matchOutputs(tx, outputs);
  const named = [...matches.values()].flatMap((match) => (match.to === "stray" ? [] : match.orderId));
  const executor = await execute(tx, named, { market, secret, now: clock?.() ?? new Date() });
  for (const output of outputs) {
    const match = matches.get(output.outputId);
    const money = toMoney(output);
    const order = match && match.to !== "stray" ? executor.order(match.orderId) : null;
    if (order && match?.to === "swap") {
      const feeBps = await feeShown(tx, order.quoteId);
      raiseAlarm(await executor.happen(order.id, { kind: "swap_back", money, feeBps }), options.log);
    } else if (order && match?.to === "order") {
      raiseAlarm(await executor.happen(order.id, { kind: "intake", money, quote: match.quote }), options.log);
    } else if (options.opening) {
      await post(tx, transferOf(output, "opening", "float", "wallet"));
    } else {
      const isStray = match?.to === "stray" || money.senderId === exchangeId;
      const place = (terms: Terms) => (isStray ? onStray(money, terms) : onUnplaced(money, isOperator, terms));
      raiseAlarm(executor.decide(place), options.log);
    }
  }
  await executor.finish();
}

/** The operators are told in the chat; where there are none, this is all that says so. */
function raiseAlarm({ intakes }: Effects, log: Log): void {
  for (const { outputId, assetId, amount, heldReason: reason, code } of intakes) {
    if (reason !== "no_single_sender" && reason !== "refund_came_back") continue;
    log("error", "money is held: it cannot be returned by itself", { outputId, assetId, amount, reason, code });
  }
}

const toMoney = (output: WalletOutput): Money => ({
  outputId: output.outputId,
  assetId: output.assetId,
  amount: output.amount,
  senderId: soleSender(output),
  requestId: output.requestId,
  memo: output.memo,
  receivedAt: new Date(output.createdAt),
});

const soleSender = (output: WalletOutput): string | null => {
  const [sender] = output.senders;
  return output.senders.length === 1 && sender !== undefined && isUuid(sender) ? sender : null;
};

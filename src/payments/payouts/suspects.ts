import { setTimeout as pause } from "node:timers/promises";
import { eq, inArray } from "drizzle-orm";
import type { Executor } from "../../db/database.js";
import { transfers, walletOutputs } from "../../db/schema.js";
import { plain } from "../money.js";
import type { WalletOutput, WalletPort } from "../ports.js";

/** An output to be looked at again. */
export interface Look {
  outputId: string;
  sequence: number;
  assetId: string;
  amount: string;
}

/** Looks in a row at which a suspect must look wrong, and what may move between them. */
const LOOKS = 3;
const BETWEEN_MS = 200;

/** What follows a suspect is read with it: suspects are mostly neighbours. */
const PAGE = 500;

/**
 * Looks at outputs that seemed wrong until each has been right once; the problems of those that never were. The network
 * is asked first each time: what we spend is in our books before the network hears of it.
 */
export async function lookAgain(
  db: Executor,
  wallet: Pick<WalletPort, "outputs" | "lookup">,
  suspects: readonly Look[],
): Promise<string[]> {
  let left = suspects.map((suspect) => ({ suspect, problem: "" }));
  for (let look = 0; look < LOOKS && left.length > 0; look += 1) {
    if (look > 0) await pause(BETWEEN_MS);
    const outputs = await onNetwork(
      wallet,
      left.map(({ suspect }) => suspect),
    );
    const books = await inBooks(
      db,
      left.map(({ suspect }) => suspect.outputId),
    );
    const lookup = once((requestId) => wallet.lookup(requestId));
    const wrong: typeof left = [];
    for (const { suspect } of left) {
      const problem = await whatIsWrong(outputs.get(suspect.outputId), books.get(suspect.outputId), lookup);
      if (problem !== null) wrong.push({ suspect, problem });
    }
    left = wrong;
  }
  return left.map(
    ({ suspect: { assetId, outputId, amount }, problem }) => `${assetId}: output ${outputId} (${amount}) ${problem}`,
  );
}

/** Asks for each request id once: the inputs of a batch have one spender. */
function once(lookup: WalletPort["lookup"]): WalletPort["lookup"] {
  const asked = new Map<string, ReturnType<WalletPort["lookup"]>>();
  return (requestId) => {
    const answer = asked.get(requestId) ?? lookup(requestId);
    asked.set(requestId, answer);
    return answer;
  };
}

async function onNetwork(wallet: Pick<WalletPort, "outputs">, suspects: readonly Look[]) {
  const found = new Map<string, WalletOutput>();
  let readTo = -1;
  for (const { sequence } of suspects.toSorted((a, b) => a.sequence - b.sequence)) {
    if (sequence <= readTo) continue;
    const page = await wallet.outputs(sequence, PAGE);
    for (const output of page) found.set(output.outputId, output);
    readTo = page.length < PAGE ? Infinity : page.at(-1)!.sequence;
  }
  return found;
}

interface Booked {
  assetId: string;
  amount: string;
  spentBy: string | null;
  /** Of the transaction that spends it; null when that is not ours. */
  spender: { state: string; hash: string | null } | null;
}

async function inBooks(db: Executor, outputIds: string[]): Promise<Map<string, Booked>> {
  const rows = await db
    .select({ row: walletOutputs, state: transfers.state, hash: transfers.transactionHash })
    .from(walletOutputs)
    .leftJoin(transfers, eq(transfers.requestId, walletOutputs.spentBy))
    .where(inArray(walletOutputs.outputId, outputIds));
  return new Map(
    rows.map(({ row: { outputId, assetId, amount, spentBy }, state, hash }) => {
      const spender = state === null ? null : { state, hash };
      return [outputId, { assetId, amount: plain(amount), spentBy, spender }];
    }),
  );
}

/** Why books and network cannot both be right about an output; null when they can. */
async function whatIsWrong(
  output: WalletOutput | undefined,
  row: Booked | undefined,
  lookup: WalletPort["lookup"],
): Promise<string | null> {
  if (!row) return output ? "is not in the books" : null;
  const { spentBy, spender } = row;
  if (!output) return "is not known to the network";
  if (row.assetId !== output.assetId || row.amount !== plain(output.amount)) {
    return `is ${plain(output.amount)} of ${output.assetId} on the network`;
  }
  if (spentBy === null) return output.state === "unspent" ? null : "was spent by somebody else";
  if (spender === null) return output.state === "unspent" ? "was written off, and is there" : null;
  if (spender.state === "done") return output.state === "spent" ? null : "is said to be spent, and is there";
  if (output.state === "unspent") return null;
  const status = await lookup(spentBy);
  return status && status.hash === spender.hash && status.state !== "unspent" ? null : "was spent by somebody else";
}

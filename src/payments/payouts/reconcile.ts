import { and, eq, inArray, isNull, lt, lte } from "drizzle-orm";
import type { Db, Executor } from "../../db/database.js";
import { transfers, walletOutputs } from "../../db/schema.js";
import { readCursor } from "../cursor.js";
import { plain } from "../money.js";
import type { WalletOutput, WalletPort } from "../ports.js";
import { checkLedger, type LedgerReport, verifyLedger } from "../verify.js";
import { type Look, lookAgain } from "./suspects.js";

/** As of the ledger's report, with what books and network disagree about among its problems. */
export type Report = LedgerReport;

export interface Comparison {
  now?: Date;
  /** Proves the whole ledger, and each account of it; takes as long as that is. */
  thorough?: boolean;
}

type Network = Pick<WalletPort, "outputs" | "lookup">;

/** Outputs asked for at once. */
const PAGE = 500;

/** How long a transaction may be underway before somebody asks who has spent its inputs. */
const UNDERWAY_MS = 60_000;

/** More suspects than this are not looked at one by one: then something is wrong with all of it. */
const MAX_SUSPECTS = 1_000;

const { outputId, sequence, assetId, amount } = walletOutputs;
const LOOK = { outputId, sequence, assetId, amount };

/**
 * Compares the books with themselves and, output by output, with what the network says the wallet holds. Exact while
 * things move: what looks wrong is looked at again, and counts only when it stays so. Throws when the network does not
 * answer.
 */
export async function reconcile(
  db: Db,
  wallet: Network,
  { now = new Date(), thorough = false }: Comparison = {},
): Promise<Report> {
  const ledger = await (thorough ? verifyLedger(db) : checkLedger(db));
  const problems = [...ledger.problems, ...(await outputProblems(db, wallet, now))];
  return { ...ledger, ok: problems.length === 0, problems };
}

/** One problem for each output about which books and network disagree. */
async function outputProblems(db: Db, wallet: Network, now: Date): Promise<string[]> {
  const readTo = Number((await readCursor(db, "outputs")) ?? -1);
  const unspent = await unspentOnNetwork(wallet, readTo);
  const suspects = new Map<string, Look>();
  const suspect = (look: Look) => void suspects.set(look.outputId, look);
  await eachPage([...unspent.values()], async (page) => {
    const booked = await bookedAs(db, page);
    for (const output of page) {
      const row = booked.get(output.outputId);
      const same = row?.assetId === output.assetId && row.amount === plain(output.amount);
      if (!row || !same || !row.isHere) suspect(output);
    }
  });
  const free = and(isNull(walletOutputs.spentBy), lte(walletOutputs.sequence, readTo));
  for (const row of [
    ...(await db.select(LOOK).from(walletOutputs).where(free)),
    ...(await underway(db, new Date(now.getTime() - UNDERWAY_MS))),
  ]) {
    if (!unspent.has(row.outputId)) suspect({ ...row, amount: plain(row.amount) });
  }
  if (suspects.size > MAX_SUSPECTS) return [`${suspects.size} outputs are not as the network has them`];
  return lookAgain(db, wallet, [...suspects.values()]);
}

/** What the network says is free, of the outputs that have been read. */
async function unspentOnNetwork(wallet: Network, readTo: number): Promise<Map<string, WalletOutput>> {
  const found = new Map<string, WalletOutput>();
  for (let from = 0; from <= readTo;) {
    const page = await wallet.outputs(from, PAGE, "unspent");
    for (const output of page.filter(({ sequence }) => sequence <= readTo)) found.set(output.outputId, output);
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    // The next page begins with this one's last: a page that does not get any further would be asked for for ever.
    from = Math.max(from + 1, last.sequence);
  }
  return found;
}

async function eachPage<T>(all: readonly T[], work: (page: T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += PAGE) await work(all.slice(from, from + PAGE));
}

/** How the books have these outputs. `isHere`: not consumed by a finished transaction, nor by somebody else. */
async function bookedAs(db: Executor, outputs: readonly WalletOutput[]) {
  const rows = await db
    .select({ row: walletOutputs, spender: transfers.state })
    .from(walletOutputs)
    .leftJoin(transfers, eq(transfers.requestId, walletOutputs.spentBy))
    .where(
      inArray(
        walletOutputs.outputId,
        outputs.map(({ outputId }) => outputId),
      ),
    );
  return new Map(
    rows.map(({ row, spender }) => {
      const isHere = row.spentBy === null || (spender !== null && spender !== "done");
      return [row.outputId, { assetId: row.assetId, amount: plain(row.amount), isHere }];
    }),
  );
}

/** Inputs of transactions that were signed some time ago. */
function underway(db: Executor, before: Date): Promise<Look[]> {
  return db
    .select(LOOK)
    .from(transfers)
    .innerJoin(walletOutputs, eq(walletOutputs.spentBy, transfers.requestId))
    .where(and(eq(transfers.state, "signed"), lt(transfers.signedAt, before)));
}

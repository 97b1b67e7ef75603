import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { ledgerEntries } from "../db/schema.js";
import { slices } from "../db/slices.js";
import { Decimal, decimal, plain } from "./money.js";

/**
 * The accounts. What the wallet holds is positive; whom we owe is negative.
 * `wallet`: outputs not consumed by a finished transfer. `change`: our own change on its way back (zero when nothing
 * moves). `payee:` and `payer:`: owed as settlement and as refund. `claim:`: kept for those whom somebody sent it to, by
 * the order it was paid with. `held`: owed, but nobody knows to whom.
 * `float`: the operator's own, which the desk trades with, and what was moved without us. `fees`: what the operator
 * earned. `dust`: what rounding leaves. `network`: what was given to an exchange outside (positive) and what came from it.
 */
export type Account =
  | "wallet"
  | "change"
  | "held"
  | "float"
  | "fees"
  | "dust"
  | "network"
  | `payee:${string}`
  | `payer:${string}`
  | `claim:${string}`;

export interface Line {
  account: Account;
  assetId: string;
  amount: string | Decimal;
  /** When it is about another order than the rest of the posting. */
  orderId?: string | null;
}

export interface Posting {
  /** Derived from the cause: posting twice is posting once. */
  id: string;
  orderId?: string | null;
  lines: Line[];
}

/** Adds postings. Throws, and nothing is written, when one does not sum to zero per asset: a mistake of ours. */
export async function post(tx: Executor, ...postings: Posting[]): Promise<void> {
  const rows = postings.flatMap((posting) => {
    assertBalanced(posting);
    return posting.lines
      .filter((line) => !decimal(line.amount).isZero())
      .map(({ account, assetId, amount, orderId }, line) => ({
        postingId: posting.id,
        line,
        account,
        assetId,
        amount: plain(amount),
        orderId: orderId ?? posting.orderId ?? null,
      }));
  });
  for (const some of slices(rows)) {
    await tx
      .insert(ledgerEntries)
      .values(some)
      .onConflictDoNothing({ target: [ledgerEntries.postingId, ledgerEntries.line] });
  }
}

/** The sum of one account in one asset. */
export async function balanceOf(db: Executor, account: Account, assetId: string): Promise<Decimal> {
  const [sum] = await db
    .select({ amount: sql<string>`coalesce(sum(${ledgerEntries.amount}), 0)::text` })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.account, account), eq(ledgerEntries.assetId, assetId)));
  return decimal(sum!.amount);
}

export interface Balance {
  account: Account;
  assetId: string;
  /** Canonical decimal; zero balances are left out. */
  amount: string;
}

/** Every balance that is not zero, summed from the entries. */
export async function balances(db: Executor): Promise<Balance[]> {
  const sums = await db
    .select({
      account: ledgerEntries.account,
      assetId: ledgerEntries.assetId,
      amount: sql<string>`sum(${ledgerEntries.amount})::text`,
    })
    .from(ledgerEntries)
    .groupBy(ledgerEntries.account, ledgerEntries.assetId)
    .having(sql`sum(${ledgerEntries.amount}) <> 0`)
    .orderBy(ledgerEntries.assetId, ledgerEntries.account);
  return sums.map((sum) => ({ account: sum.account as Account, assetId: sum.assetId, amount: plain(sum.amount) }));
}

function assertBalanced(posting: Posting): void {
  const sums = new Map<string, Decimal>();
  for (const { assetId, amount } of posting.lines) {
    sums.set(assetId, (sums.get(assetId) ?? new Decimal(0)).plus(amount));
  }
  for (const [assetId, sum] of sums) {
    if (!sum.isZero()) throw new Error(`posting ${posting.id} is off by ${sum.toFixed()} of ${assetId}`);
  }
}

import { eq, isNull, ne, or, sql } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { intakes, ledgerEntries, transfers, walletOutputs } from "../db/schema.js";
import { balances } from "./ledger.js";
import { type Decimal, decimal } from "./money.js";
import type { WalletPort } from "./ports.js";

/** One asset's sums, all non-negative canonical decimals but `float`, which is negative when the wallet lost money. */
export interface AssetReport {
  assetId: string;
  /** All intakes. */
  in: string;
  settled: string;
  refunded: string;
  held: string;
  /** Settlements and refunds that are not final. */
  open: string;
  /** The operator's own in the wallet. */
  float: string;
  /** The ledger's wallet account. */
  wallet: string;
  /** Outputs not consumed by a finished transfer. */
  outputs: string;
  /** Own change that has not come back; zero when nothing moves. */
  change: string;
}

export interface LedgerReport {
  ok: boolean;
  /** What does not add up, in words. */
  problems: string[];
  assets: AssetReport[];
}

type Sums = Map<string, Decimal>;

/**
 * Proves the rules of money from the rows: each posting sums to zero per asset; in = settled + refunded + held + open;
 * what we owe is what is open or held; the wallet account is what the outputs come to. With a wallet also asks the
 * network for its unspent outputs (reads its whole history; exact only while nothing moves).
 */
export async function verifyLedger(db: Executor, wallet?: Pick<WalletPort, "outputs">): Promise<LedgerReport> {
  const problems = await unbalancedPostings(db);
  const sums = await gather(db);
  const network = wallet ? await networkSums(wallet) : null;
  const ids = [...new Set([...Object.values(sums), network ?? new Map()].flatMap((part: Sums) => [...part.keys()]))];
  const assets = ids.sort().map((assetId) => {
    const of = (part: Sums): Decimal => part.get(assetId) ?? decimal("0");
    const expect = (what: string, left: Decimal, right: Decimal): void => {
      if (!left.eq(right)) problems.push(`${assetId}: ${what}: ${left.toFixed()} and ${right.toFixed()}`);
    };
    const { incoming, settled, refunded, held, open, owed, change, float, account, outputs } = sums;
    expect(
      "in, and settled + refunded + held + open",
      of(incoming),
      of(settled).plus(of(refunded)).plus(of(held)).plus(of(open)),
    );
    expect("owed by the ledger, and open + held", of(owed), of(open).plus(of(held)));
    expect("wallet account, and outputs", of(account), of(outputs));
    expect("wallet + change, and owed + float", of(account).plus(of(change)), of(owed).plus(of(float)));
    if (network) expect("outputs here, and on the network", of(outputs), of(network));
    const text = (part: Sums): string => of(part).toFixed();
    return {
      assetId,
      in: text(incoming),
      settled: text(settled),
      refunded: text(refunded),
      held: text(held),
      open: text(open),
      float: text(float),
      wallet: text(account),
      outputs: text(outputs),
      change: text(change),
    };
  });
  return { ok: problems.length === 0, problems, assets };
}

async function unbalancedPostings(db: Executor): Promise<string[]> {
  const off = await db
    .select({ id: ledgerEntries.postingId, assetId: ledgerEntries.assetId })
    .from(ledgerEntries)
    .groupBy(ledgerEntries.postingId, ledgerEntries.assetId)
    .having(sql`sum(${ledgerEntries.amount}) <> 0`);
  return off.map((row) => `posting ${row.id} does not sum to zero in ${row.assetId}`);
}

async function gather(db: Executor) {
  const intake = await db
    .select({ assetId: intakes.assetId, kind: intakes.disposition, sum: sql<string>`sum(${intakes.amount})::text` })
    .from(intakes)
    .groupBy(intakes.assetId, intakes.disposition);
  const outgoing = await db
    .select({
      assetId: transfers.assetId,
      kind: sql<string>`case when ${transfers.state} = 'done' then ${transfers.kind} else 'open' end`,
      sum: sql<string>`sum(${transfers.amount})::text`,
    })
    .from(transfers)
    .where(ne(transfers.kind, "consolidation"))
    .groupBy(sql`1`, sql`2`);
  const unspent = await db
    .select({ assetId: walletOutputs.assetId, sum: sql<string>`sum(${walletOutputs.amount})::text` })
    .from(walletOutputs)
    .leftJoin(transfers, eq(transfers.requestId, walletOutputs.spentBy))
    .where(or(isNull(walletOutputs.spentBy), ne(transfers.state, "done")))
    .groupBy(walletOutputs.assetId);
  const accounts = (await balances(db)).map(({ account, assetId, amount }) => ({
    kind: account,
    assetId,
    sum: amount,
  }));
  const isOwed = (account: string) =>
    account === "held" || account.startsWith("payee:") || account.startsWith("payer:");
  return {
    incoming: total(intake, () => true),
    held: total(intake, (kind) => kind === "held"),
    settled: total(outgoing, (kind) => kind === "settlement"),
    refunded: total(outgoing, (kind) => kind === "refund"),
    open: total(outgoing, (kind) => kind === "open"),
    outputs: total(unspent, () => true),
    owed: negated(total(accounts, isOwed)),
    float: negated(total(accounts, (account) => account === "float")),
    change: total(accounts, (account) => account === "change"),
    account: total(accounts, (account) => account === "wallet"),
  };
}

function total(rows: { assetId: string; kind?: string; sum: string }[], wanted: (kind: string) => boolean): Sums {
  const sums: Sums = new Map();
  for (const { assetId, kind = "", sum } of rows) {
    if (wanted(kind)) sums.set(assetId, (sums.get(assetId) ?? decimal("0")).plus(sum));
  }
  return sums;
}

const negated = (sums: Sums): Sums => new Map([...sums].map(([assetId, sum]) => [assetId, sum.neg()]));

/** What the network says is ours and not finally spent. */
async function networkSums(wallet: Pick<WalletPort, "outputs">): Promise<Sums> {
  const seen = new Set<string>();
  const sums: Sums = new Map();
  for (let from = 0; ;) {
    const news = (await wallet.outputs(from)).filter((output) => !seen.has(output.outputId));
    if (news.length === 0) return sums;
    for (const { outputId, sequence, assetId, amount, state } of news) {
      seen.add(outputId);
      from = Math.max(from, sequence);
      if (state !== "spent") sums.set(assetId, (sums.get(assetId) ?? decimal("0")).plus(amount));
    }
  }
}

import { isDeepStrictEqual } from "node:util";
import { and, eq, inArray, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import type { Db, Executor } from "../db/database.js";
import { intakes, orders, remittances, swaps, transfers, walletOutputs } from "../db/schema.js";
import { balances } from "./ledger.js";
import { type Decimal, decimal } from "./money.js";
import { readMilestone } from "./milestone.js";
import { type AssetReport, joined, type Proof, proofOf, sumUp } from "./proof.js";

export type { AssetReport } from "./proof.js";

export interface LedgerReport {
  ok: boolean;
  /** What does not add up, in words; English, for operators and logs. */
  problems: string[];
  assets: AssetReport[];
}

/** Rule 5 for a moment, now or before, from the ledger alone. */
export async function report(db: Executor, until?: Date): Promise<LedgerReport> {
  return told(proofOf(await sumUp(db, { until })));
}

/**
 * Proves the rules of money for now: the ledger adds up, and says the same as the rows that are the reasons for it.
 * Exact while things move: it is all read in one moment. Reads the whole ledger.
 */
export function verifyLedger(db: Db): Promise<LedgerReport> {
  return inOneMoment(db, async (tx) => {
    const milestone = await readMilestone(tx);
    const before = milestone ? await sumUp(tx, { until: milestone.until }) : [];
    const all = joined(before, await sumUp(tx, { after: milestone?.until }));
    const { problems, assets } = proofOf(all);
    if (milestone && !isDeepStrictEqual(before, milestone.sums)) {
      problems.push(`the ledger until ${milestone.until.toISOString()} is not what it was`);
    }
    problems.push(...(await accountProblems(tx)), ...(await paidProblems(tx, assets)));
    return told({ problems, assets });
  });
}

/** The same by what came since the last milestone, and for all who are owed something together; reads little. */
export function checkLedger(db: Db): Promise<LedgerReport> {
  return inOneMoment(db, async (tx) => {
    const milestone = await readMilestone(tx);
    const all = joined(milestone?.sums ?? [], await sumUp(tx, { after: milestone?.until }));
    const { problems, assets } = proofOf(all);
    const booked = all.flatMap(({ assetId, of }): Sum[] => [
      { account: "wallet", assetId, sum: of.wallet },
      { account: "network", assetId, sum: of.network },
      { account: "held", assetId, sum: decimal(of.held).neg().toFixed() },
      { account: "open", assetId, sum: decimal(of.payee).plus(of.payer).plus(of.claim).neg().toFixed() },
    ]);
    const together = (sum: Sum): Sum => (/^(payee|payer|claim):/.test(sum.account) ? { ...sum, account: "open" } : sum);
    problems.push(...differences(total(booked), total((await reasons(tx)).map(together))));
    return told({ problems, assets });
  });
}

const inOneMoment = (db: Db, work: (tx: Executor) => Promise<LedgerReport>): Promise<LedgerReport> =>
  db.transaction(work, { isolationLevel: "repeatable read", accessMode: "read only" });

const told = ({ problems, assets }: Proof): LedgerReport => ({ ok: problems.length === 0, problems, assets });

interface Sum {
  account: string;
  assetId: string;
  sum: string;
}

/** Where an account is not what the rows say it must be. */
async function accountProblems(db: Executor): Promise<string[]> {
  const booked = (await balances(db)).filter(({ account }) =>
    /^(wallet|network|held|payee:.*|payer:.*|claim:.*)$/.test(account),
  );
  // What we owe is negative in the ledger; what the wallet and the exchange have is not.
  const isOurs = (account: string) => account === "wallet" || account === "network";
  const sums = booked.map(({ account, assetId, amount }) => {
    return { account, assetId, sum: isOurs(account) ? amount : decimal(amount).neg().toFixed() };
  });
  return differences(total(sums), total(await reasons(db)));
}

function differences(booked: Map<string, Decimal>, rows: Map<string, Decimal>): string[] {
  return [...new Set([...booked.keys(), ...rows.keys()])].toSorted().flatMap((key) => {
    const [ledger, reason] = [booked.get(key) ?? decimal("0"), rows.get(key) ?? decimal("0")];
    return ledger.eq(reason) ? [] : [`${key}: the ledger says ${ledger.toFixed()}, its reasons ${reason.toFixed()}`];
  });
}

/** Where what went out by the ledger is not what the transfers that are done come to. */
async function paidProblems(db: Executor, assets: readonly AssetReport[]): Promise<string[]> {
  const done = await db
    .select({
      account: sql<string>`case when ${transfers.account} like 'payee:%' then 'settled' else 'refunded' end`,
      assetId: transfers.assetId,
      sum: sql<string>`sum(${transfers.amount})::text`,
    })
    .from(transfers)
    .where(and(eq(transfers.state, "done"), sql`${transfers.account} like 'pay%'`))
    .groupBy(sql`1`, transfers.assetId);
  const booked = assets.flatMap(({ assetId, settled, refunded }) => [
    { account: "settled", assetId, sum: settled },
    { account: "refunded", assetId, sum: refunded },
  ]);
  return differences(total(booked), total(done));
}

/** What the accounts must be, by the rows. */
async function reasons(db: Executor): Promise<Sum[]> {
  return [
    ...(await freeOutputs(db)),
    ...(await reservedOutputs(db)),
    ...(await owedByTransfers(db)),
    ...(await owedBySwaps(db)),
    ...(await waitingForClaims(db)),
    ...(await atExchanges(db)),
    ...(await held(db)),
  ];
}

/** By "account asset". */
function total(sums: readonly Sum[]): Map<string, Decimal> {
  const totals = new Map<string, Decimal>();
  for (const { account, assetId, sum } of sums) {
    const key = `${account} ${assetId}`;
    totals.set(key, (totals.get(key) ?? decimal("0")).plus(sum));
  }
  return totals;
}

/** The wallet: outputs that no transaction spends… */
function freeOutputs(db: Executor): Promise<Sum[]> {
  return db
    .select({
      account: sql<string>`'wallet'`,
      assetId: walletOutputs.assetId,
      sum: sql<string>`sum(${walletOutputs.amount})::text`,
    })
    .from(walletOutputs)
    .where(isNull(walletOutputs.spentBy))
    .groupBy(walletOutputs.assetId);
}

/** …and those of transactions that are not final. */
function reservedOutputs(db: Executor): Promise<Sum[]> {
  return db
    .select({
      account: sql<string>`'wallet'`,
      assetId: walletOutputs.assetId,
      sum: sql<string>`sum(${walletOutputs.amount})::text`,
    })
    .from(transfers)
    .innerJoin(walletOutputs, eq(walletOutputs.spentBy, transfers.requestId))
    .where(eq(transfers.state, "signed"))
    .groupBy(walletOutputs.assetId);
}

/** Payees and payers: transfers that are not over. */
async function owedByTransfers(db: Executor): Promise<Sum[]> {
  const open = await db
    .select({
      account: transfers.account,
      assetId: transfers.assetId,
      sum: sql<string>`sum(${transfers.amount})::text`,
    })
    .from(transfers)
    .where(
      and(
        inArray(transfers.state, ["waiting", "approval", "signed", "stuck"]),
        isNotNull(transfers.account),
        sql`${transfers.account} like 'pay%'`,
      ),
    )
    .groupBy(transfers.account, transfers.assetId);
  return open.map(({ account, ...rest }) => ({ account: account!, ...rest }));
}

/** Payees: what is on its way through an exchange. */
function owedBySwaps(db: Executor): Promise<Sum[]> {
  return db
    .select({
      account: sql<string>`'payee:' || ${orders.payeeId}`,
      assetId: swaps.fromAsset,
      sum: sql<string>`sum(${swaps.fromAmount})::text`,
    })
    .from(swaps)
    .innerJoin(orders, eq(orders.id, swaps.orderId))
    .where(inArray(swaps.state, ["wanted", "sent"]))
    .groupBy(orders.payeeId, swaps.fromAsset);
}

/** What is kept for those whom somebody sent it to. */
function waitingForClaims(db: Executor): Promise<Sum[]> {
  return db
    .select({
      account: sql<string>`'claim:' || ${remittances.orderId}`,
      assetId: sql<string>`${remittances.assetId}`,
      sum: sql<string>`sum(${remittances.amount})::text`,
    })
    .from(remittances)
    .where(eq(remittances.state, "waiting"))
    .groupBy(remittances.orderId, remittances.assetId);
}

/**
 * The exchange: what it was given and has not answered. Its answer may be read before our own leg is known to be final:
 * until then that much more has come back than was given.
 */
function atExchanges(db: Executor): Promise<Sum[]> {
  const given = sql`case when ${swaps.state} = 'sent' then ${transfers.amount} else -${transfers.amount} end`;
  return db
    .select({
      account: sql<string>`'network'`,
      assetId: transfers.assetId,
      sum: sql<string>`sum(${given})::text`,
    })
    .from(swaps)
    .innerJoin(transfers, and(eq(transfers.swapId, swaps.id), eq(transfers.account, "network")))
    .where(
      or(
        and(eq(swaps.state, "sent"), eq(transfers.state, "done")),
        and(inArray(swaps.state, ["received", "returned"]), ne(transfers.state, "done")),
      ),
    )
    .groupBy(transfers.assetId);
}

function held(db: Executor): Promise<Sum[]> {
  return db
    .select({
      account: sql<string>`'held'`,
      assetId: intakes.assetId,
      sum: sql<string>`sum(${intakes.amount})::text`,
    })
    .from(intakes)
    .where(eq(intakes.disposition, "held"))
    .groupBy(intakes.assetId);
}

import { and, gt, lte, sql, type SQL } from "drizzle-orm";
import type { Executor } from "../db/database.js";
import { ledgerEntries } from "../db/schema.js";
import { Decimal, decimal, plain } from "./money.js";

/**
 * One asset's sums by the ledger, canonical decimals. All are what came or is owed, and not negative, but `float`, when
 * the wallet has lost money, and `change`.
 */
export interface AssetReport {
  assetId: string;
  /** All that came into the wallet from outside, the operator's own too. */
  in: string;
  /** Went out to payees, and to payers. */
  settled: string;
  refunded: string;
  /** Went out of the operator's own: withdrawn, or spent by somebody else with the key. */
  withdrawn: string;
  /** Given to exchanges outside in swaps that are over. */
  network: string;
  held: string;
  /** Owed to payees and payers, and to those whom somebody sent it to. */
  open: string;
  /** The operator's own. */
  float: string;
  fees: string;
  dust: string;
  /**
   * In outputs, by the ledger; and own change that has not come back: zero when nothing moves, negative when it was read
   * before its transaction was known to be final.
   */
  wallet: string;
  change: string;
}

export interface Proof {
  /** What does not add up, in words. */
  problems: string[];
  assets: AssetReport[];
}

const { account, amount, assetId, postingId, createdAt } = ledgerEntries;

/** Lines on accounts whose name begins so. */
const ACCOUNTS = {
  wallet: "wallet",
  change: "change",
  payee: "payee:",
  payer: "payer:",
  claim: "claim:",
  network: "network",
  float: "float",
  held: "held",
  fees: "fees",
  dust: "dust",
} as const;

type Part = keyof typeof ACCOUNTS;
const PARTS = Object.keys(ACCOUNTS) as Part[];

/** What the wallet gave, by the account it was owed to. */
const GIVEN = ["payee", "payer", "network", "float"] as const;

/** One asset's entries of a stretch of time. Decimal text; what we owe is negative. */
export interface Sums {
  assetId: string;
  /** Postings that do not sum to zero. */
  unbalanced: number;
  /** What came into the wallet from outside. */
  in: string;
  of: Record<Part, string>;
  /** Of those, what postings debited by which money left the wallet. */
  out: Record<(typeof GIVEN)[number], string>;
}

/** A stretch of time by when transactions began: all lines of a posting lie in the same. */
export interface Stretch {
  after?: Date | undefined;
  until?: Date | undefined;
}

/** Sums up the entries of a stretch of time, by asset. */
export async function sumUp(db: Executor, { after, until }: Stretch): Promise<Sums[]> {
  const part = (name: Part) =>
    sql<string>`coalesce(sum(${amount}) filter (where starts_with(${account}, ${ACCOUNTS[name]})), 0)`.as(name);
  const parts = Object.fromEntries(PARTS.map((name) => [name, part(name)])) as Record<Part, SQL.Aliased<string>>;
  const postings = db
    .select({ assetId, total: sql<string>`sum(${amount})`.as("total"), ...parts })
    .from(ledgerEntries)
    .where(and(after && gt(createdAt, after), until && lte(createdAt, until)))
    .groupBy(postingId, assetId)
    .as("postings");
  const flow = sql`${postings.wallet} + ${postings.change}`;
  const sum = (name: Part) => sql<string>`sum(${postings[name]})::text`;
  const out = (name: Part) => sql<string>`coalesce(sum(${postings[name]}) filter (where ${flow} < 0), 0)::text`;
  const rows = await db
    .select({
      assetId: postings.assetId,
      unbalanced: sql<number>`(count(*) filter (where ${postings.total} <> 0))::int`,
      in: sql<string>`coalesce(sum(${flow}) filter (where ${flow} > 0), 0)::text`,
      of: Object.fromEntries(PARTS.map((name) => [name, sum(name)])) as Record<Part, SQL<string>>,
      out: Object.fromEntries(GIVEN.map((name) => [name, out(name)])) as Record<(typeof GIVEN)[number], SQL<string>>,
    })
    .from(postings)
    .groupBy(postings.assetId)
    .orderBy(postings.assetId);
  return rows.map((row) => ({
    ...row,
    in: plain(row.in),
    of: mapped(PARTS, (name) => plain(row.of[name])),
    out: mapped(GIVEN, (name) => plain(row.out[name])),
  }));
}

/** Sums as they were stored, before there were all of today's accounts. */
export const completed = (stored: readonly Sums[]): Sums[] =>
  stored.map((sums) => ({ ...sums, of: mapped(PARTS, (name) => sums.of[name] ?? "0") }));

/** Stretches that follow each other, as one. */
export function joined(...stretches: (readonly Sums[])[]): Sums[] {
  const all = new Map<string, Sums>();
  for (const next of stretches.flat()) {
    const last = all.get(next.assetId);
    all.set(next.assetId, last ? plus(last, next) : next);
  }
  return [...all.values()].toSorted((a, b) => (a.assetId < b.assetId ? -1 : 1));
}

const plus = (a: Sums, b: Sums): Sums => ({
  assetId: a.assetId,
  unbalanced: a.unbalanced + b.unbalanced,
  in: added(a.in, b.in),
  of: mapped(PARTS, (name) => added(a.of[name], b.of[name])),
  out: mapped(GIVEN, (name) => added(a.out[name], b.out[name])),
});

const added = (a: string, b: string): string => decimal(a).plus(b).toFixed();

const mapped = <Name extends string>(names: readonly Name[], value: (name: Name) => string) =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, string>;

/** Proves that in = settled + refunded + withdrawn + network + held + open + float + fees + dust. */
export function proofOf(all: readonly Sums[]): Proof {
  const proofs = all.map(proveAsset);
  return {
    problems: proofs.flatMap(({ problems }) => problems),
    assets: proofs.map(({ report }) => report),
  };
}

function proveAsset({ assetId: id, unbalanced, in: incoming, of, out }: Sums): {
  problems: string[];
  report: AssetReport;
} {
  const problems = unbalanced > 0 ? [`${id}: ${unbalanced} postings do not sum to zero`] : [];
  const owed = (name: Part) => decimal(of[name]).neg();
  const came = decimal(incoming);
  const float = owed("float");
  const sums = {
    settled: decimal(out.payee),
    refunded: decimal(out.payer),
    withdrawn: decimal(out.float),
    network: decimal(out.network).plus(owed("network")),
    held: owed("held"),
    open: owed("payee").plus(owed("payer")).plus(owed("claim")),
    fees: owed("fees"),
    dust: owed("dust"),
  };
  const became = Decimal.sum(float, ...Object.values(sums));
  if (!came.eq(became)) problems.push(`${id}: in, and what became of it: ${came.toFixed()} and ${became.toFixed()}`);
  for (const [name, sum] of Object.entries({ ...sums, wallet: decimal(of.wallet) })) {
    if (sum.lt(0)) problems.push(`${id}: ${name} is ${sum.toFixed()}`);
  }
  const report: AssetReport = {
    assetId: id,
    in: plain(came),
    settled: plain(sums.settled),
    refunded: plain(sums.refunded),
    withdrawn: plain(sums.withdrawn),
    network: plain(sums.network),
    held: plain(sums.held),
    open: plain(sums.open),
    float: plain(float),
    fees: plain(sums.fees),
    dust: plain(sums.dust),
    wallet: plain(of.wallet),
    change: plain(of.change),
  };
  return { problems, report };
}

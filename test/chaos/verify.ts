import { and, gte, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { Decimal } from "decimal.js";
import type { Db } from "../../src/db/database.js";
import { codes, inboundMessages, jobs, outbox, swaps, transfers, walletOutputs } from "../../src/db/schema.js";
import { verifyLedger } from "../../src/payments/verify.js";
import type { Ledger } from "../support/sandbox-ledger.js";
import { backOf, type Ending, endingOf, noticesOf, type Payout } from "./expected.js";
import { type Facts, readFacts } from "./facts.js";
import { judge, type Judgement } from "./judge.js";
import { judgeSendings, noticesOfLine, payoutsOf, sendingCases, sendingProblems } from "./judge-sending.js";
import { secondTitle } from "./perform.js";
import { type Scene, visitsOf } from "./scene.js";
import type { Visit } from "./story.js";
import { talkProblems } from "./verify-talk.js";
import type { World } from "./world.js";

/** What was found, and which cases of the table were met. */
export interface Findings {
  problems: string[];
  cases: string[];
  /** Visits whose order is open, and holds something, until its deadline has passed. */
  waiting: Visit[];
}

/** Compares what happened with what had to happen, now that all is calm. */
export async function verify(db: Db, world: World, scene: Scene): Promise<Findings> {
  const ledger = await world.control.ledger();
  const facts = await readFacts(db, scene, ledger, world.botId);
  const judgements = visitsOf(scene).map((visit) => judge(visit, facts.outputOf, facts.offerOf));
  const sources = { world, route: await world.control.route({}), swaps: facts.swaps };
  const endings = judgements.map((judgement) => endingOf(judgement, sources));
  const lines = judgeSendings(judgements, facts, sources);
  const wanted = [
    ...judgements.flatMap(({ judged }) => judged.flatMap(backOf)),
    ...endings.flatMap(({ payouts }) => payouts),
    ...lines.flatMap(payoutsOf),
  ];
  const notices = [
    ...judgements.flatMap((judgement, n) => noticesOf(judgement, endings[n]!)),
    ...lines.flatMap(noticesOfLine),
  ];
  const problems = [
    ...lost(scene, facts),
    ...payouts(world, ledger, wanted, new Map(judgements.flatMap(namedSettlements))),
    ...intakesAsJudged(judgements, facts),
    ...ordersAsJudged(judgements, endings, facts),
    ...sendingProblems(lines, sources),
    ...(await talkProblems(world, scene, ledger, notices)),
    ...(await books(db, world, ledger)),
    ...(await records(db, scene)),
  ];
  return {
    problems,
    cases: [...judgements.flatMap((judgement, n) => casesOf(judgement, endings[n]!)), ...sendingCases(lines)],
    waiting: judgements.filter(isWaiting).map(({ visit }) => visit),
  };
}

/** Its end is still to come, and has something to do. */
const isWaiting = ({ visit, state, judged }: Judgement): boolean =>
  visit.course === "waits" &&
  (visit.sending !== null || (state === "open" && judged.some(({ became }) => became === "held")));

const casesOf = ({ visit, judged }: Judgement, { kind }: Ending): string[] => [
  ...judged.map(({ became, code, reason }) => `${visit.kind}: ${became} ${code ?? reason ?? ""}`.trim()),
  ...(kind === "settled" ? [] : [`${visit.kind}: ${kind}`]),
];

/** Payments that did not become final. */
function lost(scene: Scene, facts: Facts): string[] {
  const acts = visitsOf(scene).flatMap(({ history }) => history.flatMap((step) => ("acts" in step ? step.acts : [])));
  return acts
    .filter(({ payment }) => !facts.outputOf(payment.trace))
    .map(({ payment }) => `the payment ${payment.trace} is lost`);
}

/** Order id → whom a settlement that names it may pay. */
const namedSettlements = ({ visit: { order } }: Judgement): [string, string][] =>
  order ? [[order.id, order.payee.members.join()]] : [];

/** What had to leave the wallet left it exactly once, and nothing else did. */
function payouts(world: World, ledger: Ledger, wanted: Payout[], named: ReadonlyMap<string, string>): string[] {
  const made: string[] = [];
  const problems: string[] = [];
  for (const transaction of ledger.transactions) {
    if (!transaction.senders.includes(world.botId) || world.accounted.has(transaction.request_id)) continue;
    world.accounted.add(transaction.request_id);
    if (transaction.state !== "spent") problems.push(`the payout ${transaction.request_id} is ${transaction.state}`);
    const said = Buffer.from(transaction.memo, "base64").toString();
    const isSettlement = said.startsWith("PM|");
    for (const { members, threshold, amount } of transaction.receivers) {
      if (members.join() === world.botId) continue;
      const payee = named.get(said.slice(3));
      if (isSettlement && payee !== undefined && payee !== members.join())
        problems.push(`${said} paid ${members.join()}`);
      const memo = isSettlement ? null : transaction.memo;
      made.push(wordsOf({ to: members, threshold, asset: transaction.asset_id, amount, memo }));
    }
  }
  return [...problems, ...difference("payout", wanted.map(wordsOf), made)];
}

function wordsOf({ to, threshold, asset, amount, memo }: Payout): string {
  const kind =
    memo === null ? "settlement" : /^[0-9a-f-]{36}$/.test(memo) ? memo : Buffer.from(memo, "base64").toString();
  return `${plain(amount)} ${asset} to ${to.toSorted().join()} (${threshold}; ${kind})`;
}

/** The till's word on each payment. */
function intakesAsJudged(judgements: Judgement[], facts: Facts): string[] {
  const wanted = judgements.flatMap(({ judged }) =>
    judged.map(({ output, became, code, reason }) => `${output.output_id} ${word(became, code, reason)}`),
  );
  const found = facts.intakes.map(
    ({ outputId, disposition, code, heldReason }) => `${outputId} ${word(disposition, code, heldReason)}`,
  );
  return difference("intake", wanted, found);
}

const word = (became: string, code: number | null, reason: string | null): string =>
  became === "refunded" ? `refunded ${code}` : became === "held" ? `held ${reason}` : became;

/** Where each order stands. */
function ordersAsJudged(judgements: Judgement[], endings: Ending[], facts: Facts): string[] {
  const stateOf = ({ state }: Judgement, { kind }: Ending) =>
    state !== "paid" ? state : kind === "returned" ? "cancelled" : "settled";
  const wanted = judgements.flatMap((judgement, n) =>
    judgement.visit.order ? [`${judgement.visit.order.id} ${stateOf(judgement, endings[n]!)}`] : [],
  );
  return difference(
    "order",
    wanted,
    facts.orders.map(({ id, state }) => `${id} ${state}`),
  );
}

/** The bot's books agree with themselves and with the network. */
async function books(db: Db, world: World, ledger: Ledger): Promise<string[]> {
  const { problems } = await verifyLedger(db);
  const rows = await db.select().from(walletOutputs);
  const mine = ledger.outputs.filter((output) => output.receivers.join() === world.botId);
  const theirs = mine
    .filter(({ state }) => state === "unspent")
    .map(({ output_id: id, amount }) => `${id} ${plain(amount)}`);
  const ours = rows
    .filter(({ spentBy }) => spentBy === null)
    .map(({ outputId, amount }) => `${outputId} ${plain(amount)}`);
  return [
    ...problems,
    ...difference("free output", theirs, ours),
    ...difference(
      "known output",
      mine.map((output) => output.output_id),
      rows.map((row) => row.outputId),
    ),
  ];
}

const plain = (amount: string): string => new Decimal(amount).toFixed();

/** Nothing is left undone, nothing was done twice. */
async function records(db: Db, scene: Scene): Promise<string[]> {
  const problems: string[] = [];
  const ids = scene.said.map(({ messageId }) => messageId);
  if (ids.length > 0) {
    const handled = await db.select().from(inboundMessages).where(inArray(inboundMessages.messageId, ids));
    if (handled.length !== ids.length) problems.push(`${handled.length} of ${ids.length} messages were remembered`);
  }
  const made = (await db.select().from(codes)).filter((code) => code.title === secondTitle(scene));
  if (made.length !== 1) problems.push(`${made.length} codes “${secondTitle(scene)}” instead of one`);
  const open = await db
    .select()
    .from(transfers)
    .where(sql`${transfers.state} not in ('done', 'cancelled')`);
  problems.push(...open.map((row) => `the ${row.kind} ${row.requestId} is ${row.state}: ${row.problem ?? ""}`));
  const unsent = await db
    .select()
    .from(outbox)
    .where(or(isNull(outbox.sentAt), sql`${outbox.failed} is not null`));
  problems.push(...unsent.map((row) => `the message ${row.messageId} was not sent: ${row.failed ?? "waiting"}`));
  const due = and(isNull(jobs.doneAt), or(gte(jobs.attempts, 1), lte(jobs.runAt, sql`now()`)));
  const undone = await db.select().from(jobs).where(due);
  problems.push(...undone.map((row) => `the job ${row.name} is not done: ${row.lastError ?? ""}`));
  const underway = await db
    .select()
    .from(swaps)
    .where(inArray(swaps.state, ["wanted", "sent", "failed"]));
  problems.push(...underway.map((row) => `the swap ${row.id} is ${row.state}: ${row.problem ?? ""}`));
  return problems;
}

/** What one list has more often than the other. */
export function difference(what: string, wanted: string[], found: string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of wanted) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) - 1);
  return [...counts].flatMap(([one, count]) =>
    count === 0 ? [] : [`${what} ${count > 0 ? "missing" : "too much"}: ${Math.abs(count)} × ${one}`],
  );
}

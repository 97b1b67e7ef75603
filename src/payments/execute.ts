import { eq } from "drizzle-orm";
import { signal, type Tx } from "../db/database.js";
import { swaps } from "../db/schema.js";
import { announce, announceRefunds } from "./announce.js";
import { deskCover } from "./conversion/cover.js";
import { estimateConversion } from "./conversion/pricing.js";
import { transferSecret } from "./cursor.js";
import { followUp } from "./follow-up.js";
import { feeShown, loadOrders } from "./load.js";
import { decimal, plain } from "./money.js";
import type { Market } from "./ports.js";
import { amountDue } from "./quoting.js";
import { mailReceipts } from "./receipts.js";
import { returnDone } from "./remittances/finish.js";
import { refundDone } from "./refunds/finish.js";
import { after, type Effects } from "./rules/effects.js";
import type { HeldMoney, Terms } from "./rules/facts.js";
import { type Event, step } from "./rules/step.js";
import { type Changed, countAll } from "./rollups.js";
import { isSale } from "./sales.js";
import { readSettings } from "./settings.js";
import type { Order, Refund, Transfer } from "./state.js";
import { write } from "./write.js";

/** What decisions are made with. */
export interface Circumstances {
  now: Date;
  /** Null where nothing is priced or converted. */
  market: Market | null;
  /** Of the database; absent: it is read. */
  secret?: string;
}

/** The one way from events to rows: decides them in turn, each on what the last one left, and writes what follows. */
export interface Executor {
  /** The order as it stands now; null when there is none. */
  order(id: string): Order | null;
  /** Decides an event on a loaded order. */
  happen(orderId: string, event: Event): Promise<Effects>;
  /** Decides about money that belongs to no order. */
  decide(decision: (terms: Terms) => Effects): Effects;
  /** Writes all that was decided, nothing is written without it; counts it, and the refunds that are done with it. */
  finish(refunds?: readonly Refund[]): Promise<void>;
}

/** Begins with these orders, which stay locked until the transaction ends. */
export async function execute(tx: Tx, orderIds: Iterable<string>, given: Circumstances): Promise<Executor> {
  const loaded = await loadOrders(tx, orderIds);
  const secret = given.secret ?? (await transferSecret(tx));
  const terms = await termsOf(tx, { ...given, secret });
  let decided: { order: Order | null; held: readonly HeldMoney[]; done: Effects }[] = [];
  /** Payments to be counted, all at once at the end: many of them belong to the same few rows. */
  let changed: Changed[] = [];
  let givenBack: Refund[] = [];

  /** Written so far: the next decision can look at the ledger. */
  async function flush(): Promise<void> {
    const all = decided;
    decided = [];
    await write(
      tx,
      all.map((one) => one.done),
    );
    for (const { order, done } of all) {
      if (!order || !done.order) continue;
      changed.push({ order, change: done.order });
      givenBack.push(...(await followUp(tx, order, done.order, given.now)));
    }
    await announce(tx, all, given.now);
    await mailReceipts(tx, all);
  }

  return {
    order: (id) => loaded.get(id)?.order ?? null,
    async happen(orderId, event) {
      const aggregate = loaded.get(orderId);
      if (!aggregate) throw new Error(`order ${orderId} was not loaded`);
      const asset = settlesByDesk(aggregate.order, event, given.market);
      if (asset) await flush();
      const cover = asset ? await deskCover(tx, asset, orderId) : terms.cover;
      const feeBps = isSale(aggregate.order) ? terms.feeBps : 0;
      const done = step(aggregate, event, { ...terms, cover, feeBps });
      loaded.set(orderId, after(aggregate, done));
      decided.push({ order: aggregate.order, held: aggregate.held, done });
      return done;
    },
    decide(decision) {
      const done = decision(terms);
      decided.push({ order: null, held: [], done });
      return done;
    },
    async finish(refunds = []) {
      await flush();
      const all = { changed, refunds: [...givenBack, ...refunds] };
      [changed, givenBack] = [[], []];
      await countAll(tx, all);
      await announceRefunds(tx, all.refunds, given.now);
    },
  };
}

async function termsOf(tx: Tx, { market, now, secret }: Circumstances & { secret: string }): Promise<Terms> {
  const { bandBps, feeBps } = await readSettings(tx);
  return {
    now,
    secret,
    bandBps,
    feeBps,
    provider: market?.liquidity?.name ?? null,
    due: (order, assetId) => market && amountDue(order, assetId, market.rates, now),
    convert(order, from, amount, fee) {
      if (!market || order.settlementAsset === null) return null;
      const wanted = { from, to: order.settlementAsset, amount: plain(amount), feeBps: fee };
      const offer = estimateConversion(market, wanted, now);
      return offer.ok ? offer.conversion : null;
    },
    cover: decimal("0"),
  };
}

/** The asset the desk would give if this event completed the order; null when it would not be the desk's to give. */
function settlesByDesk(order: Order, event: Event, market: Market | null): string | null {
  const paid = paidWith(event);
  if (paid === null || order.state !== "open" || market?.liquidity?.name !== "desk") return null;
  return order.settlementAsset === paid ? null : order.settlementAsset;
}

/** The asset of the money by which this event may complete an order. */
function paidWith(event: Event): string | null {
  switch (event.kind) {
    case "intake":
    case "assigned":
    case "late_answered":
      return event.money.assetId;
    case "claimed":
      return event.assetId;
    case "expired":
    case "cancelled":
    case "returned":
    case "swap_back":
    case "swap_failed":
    case "transfer_done":
      return null;
    default:
      return event satisfies never;
  }
}

/** Closes those of the orders that are open, with what becomes of money they hold. Returns them as they were before. */
export async function closeOrders(
  tx: Tx,
  ids: readonly string[],
  why: "expired" | "cancelled",
  now: Date,
): Promise<Order[]> {
  const executor = await execute(tx, ids, { now, market: null });
  const there = ids.flatMap((id) => executor.order(id) ?? []);
  for (const order of there) if (order.state === "open") await executor.happen(order.id, { kind: why });
  await executor.finish();
  return there;
}

/** The network has made these transfers final: payments of which nothing is left are settled, refunds and returns done. */
export async function transfersDone(tx: Tx, done: readonly Transfer[], now: Date): Promise<void> {
  const settlements = done.filter((transfer) => transfer.kind === "settlement" && transfer.orderId !== null);
  const executor = await execute(
    tx,
    settlements.map((transfer) => transfer.orderId!),
    { now, market: null },
  );
  for (const { orderId, requestId } of settlements) {
    await executor.happen(orderId!, { kind: "transfer_done", requestId });
  }
  const refunds: Refund[] = [];
  for (const { refundId } of done) if (refundId !== null) refunds.push(...(await refundDone(tx, refundId, now)));
  for (const { remittanceId } of done) if (remittanceId !== null) await returnDone(tx, remittanceId, now);
  await executor.finish(refunds);
  for (const id of new Set(done.flatMap(({ orderId }) => orderId ?? []))) await signal(tx, "orders", id);
}

/** The exchange does not take a swap and nothing was sent: the payee gets what was paid, or the payer it back. */
export async function swapFailed(tx: Tx, swapId: string, problem: string, now: Date): Promise<boolean> {
  const [swap] = await tx.select({ orderId: swaps.orderId }).from(swaps).where(eq(swaps.id, swapId));
  if (!swap) return false;
  const executor = await execute(tx, [swap.orderId], { now, market: null });
  const order = executor.order(swap.orderId)!;
  const feeBps = await feeShown(tx, order.quoteId);
  const done = await executor.happen(order.id, { kind: "swap_failed", problem, feeBps });
  await executor.finish();
  return done.answer !== "gone";
}

import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { transfers } from "../../src/db/schema.js";
import { post } from "../../src/payments/ledger.js";
import { reconcile } from "../../src/payments/payouts/reconcile.js";
import { requestQuote } from "../../src/payments/quotes.js";
import type { Transfer } from "../../src/payments/state.js";
import { createTreasury, type Treasury, type TreasuryOptions } from "../../src/payments/treasury.js";
import { empty, quiet } from "./databases.js";
import { createPaperNetwork, type PaperNetwork } from "./paper-network.js";
import { openShop, order, standingMarket, USDT_TRON } from "./till.js";
import { until } from "./until.js";

/** The bot of every paper till, and a payer. */
export const BOT = randomUUID();
export const ADA = randomUUID();

/** A till on a paper network, fresh for each test of a suite; its treasuries are stopped after it. */
export class PaperTill {
  database!: Database;
  network: PaperNetwork = createPaperNetwork(BOT);
  /** A merchant who is their own payee. */
  shop = "";
  readonly #running: Treasury[] = [];

  constructor(open: () => Promise<Database>) {
    beforeAll(async () => {
      this.database = await open();
    });
    beforeEach(() => this.reset());
    afterEach(() => this.stop());
  }

  async reset(): Promise<void> {
    await empty(this.database);
    this.network = createPaperNetwork(BOT);
    this.shop = await openShop(this.database);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((treasury) => treasury.stop()));
  }

  async start(given: Partial<TreasuryOptions> = {}): Promise<Treasury> {
    const { wallet } = this.network;
    const usual = { database: this.database, wallet, botId: BOT, market: standingMarket(), log: quiet };
    const treasury = createTreasury({ ...usual, pollMs: 25, settleMs: 5, ...given });
    this.#running.push(treasury);
    await treasury.start();
    return treasury;
  }

  async quoted(amount = "10", payeeId = this.shop) {
    const { id } = await order(this.database, payeeId, { quoteAmount: amount });
    const wanted = { orderId: id, assetId: USDT_TRON, now: new Date() };
    const answer = await requestQuote(this.database.db, standingMarket(), wanted);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  /** Ada pays an order of this amount of USDT; resolves to its id. */
  async pay(amount = "10", payeeId = this.shop): Promise<string> {
    const { id, orderId, paymentAmount, paymentAsset } = await this.quoted(amount, payeeId);
    const from = { senders: [ADA], requestId: id, memo: orderId };
    this.network.receive({ ...from, assetId: paymentAsset, amount: paymentAmount });
    return orderId;
  }

  /** The operator's own money, each amount an output, read before it resolves. */
  async fund(assetId: string, ...amounts: string[]): Promise<void> {
    for (const amount of amounts) this.network.receive({ senders: [BOT], assetId, amount });
    const treasury = await this.start({
      wallet: { ...this.network.wallet, prepare: () => Promise.reject(new Error()) },
    });
    const all = await this.network.wallet.outputs(0, 10_000);
    await until("the funds to be read", () => treasury.state.cursor === all.at(-1)!.sequence);
    await this.stop();
  }

  /** A transfer that waits, out of the operator's money: to each of these people this amount. */
  async owe(
    to: readonly string[],
    amount: string,
    given: Partial<typeof transfers.$inferInsert> = {},
  ): Promise<string[]> {
    const ids = to.map(() => randomUUID() as string);
    const assetId = given.assetId ?? USDT_TRON;
    await inTransaction(this.database.db, async (tx) => {
      await post(
        tx,
        ...to.map((userId, n) => ({
          id: ids[n]!,
          lines: [
            { account: "float" as const, assetId, amount },
            { account: `payer:${userId}` as const, assetId, amount: `-${amount}` },
          ],
        })),
      );
      await tx.insert(transfers).values(
        to.map((userId, n) => ({
          requestId: ids[n]!,
          kind: "refund" as const,
          account: `payer:${userId}`,
          batchable: true,
          assetId,
          amount,
          members: [userId],
          threshold: 1,
          memo: "",
          ...given,
        })),
      );
    });
    return ids;
  }

  transfers(): Promise<Transfer[]> {
    return this.database.db.select().from(transfers).orderBy(transfers.seq);
  }

  /** Transfers to others: neither batches nor consolidations. */
  async owed(): Promise<Transfer[]> {
    return (await this.transfers()).filter(isOwed);
  }

  /** True when there are so many transfers to others, and everything is final. */
  async isDone(count: number): Promise<boolean> {
    const all = await this.transfers();
    return all.filter(isOwed).length === count && all.every(({ state }) => state === "done");
  }

  /** Amounts that reached somebody, ascending. */
  paidTo(user: string): number[] {
    return this.network.paid
      .filter(({ to }) => to[0] === user)
      .map(({ amount }) => Number(amount))
      .toSorted((a, b) => a - b);
  }

  /** Books, rows and network agree. */
  async adds(): Promise<void> {
    expect(await reconcile(this.database.db, this.network.wallet, { thorough: true })).toMatchObject({
      ok: true,
      problems: [],
    });
  }
}

const isOwed = ({ kind }: Transfer): boolean => kind !== "batch" && kind !== "consolidation";

/** People with ids of their own. */
export const people = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

import { randomUUID } from "node:crypto";
import { eq, like, notInArray } from "drizzle-orm";
import type { Database } from "../../src/db/database.js";
import { jobs, orders, swaps, transfers } from "../../src/db/schema.js";
import { createWorker } from "../../src/db/worker.js";
import { createDesk } from "../../src/liquidity/desk.js";
import { createRoute } from "../../src/liquidity/route.js";
import { walletPort } from "../../src/main/wallet.js";
import { ROUTE_USER_ID } from "../../src/mixin/route.js";
import { createBook } from "../../src/payments/conversion/book.js";
import { balanceOf } from "../../src/payments/ledger.js";
import { plain } from "../../src/payments/money.js";
import type { Exchange, Market, WalletPort } from "../../src/payments/ports.js";
import { type Quote, type QuoteAnswer, type QuoteRequest, requestQuote } from "../../src/payments/quotes.js";
import type { Order } from "../../src/payments/state.js";
import { swapHandlers } from "../../src/payments/swaps.js";
import { createTreasury, type Treasury } from "../../src/payments/treasury.js";
import { reconcile } from "../../src/payments/payouts/reconcile.js";
import { quiet } from "./databases.js";
import { openStage, type Stage } from "./mixin-stage.js";
import { BTC, standingRates, USDT_ETH, USDT_TRON } from "./market.js";
import { Person } from "./payer.js";
import { SandboxControl } from "./sandbox.js";
import { openShop, order } from "./till.js";
import { until } from "./until.js";

export type Prices = Parameters<typeof standingRates>[0];

/** What the operator has at the beginning. */
export const FLOAT = { [USDT_ETH]: "5000", [BTC]: "1" };

/** A till with somebody who converts, on a sandbox of its own with the same prices: all real but the clock of the prices. */
export class LiquidTill {
  #startWorker = async (): Promise<void> => {};
  #stopWorker = async (): Promise<void> => {};
  #prices: Prices = {};
  treasury!: Treasury;

  private constructor(
    readonly kind: "desk" | "route",
    readonly database: Database,
    readonly stage: Stage,
    readonly control: SandboxControl,
    readonly wallet: WalletPort,
    readonly market: Market,
    readonly exchange: Exchange | null,
    readonly book: ReturnType<typeof createBook>,
  ) {}

  static async open(kind: "desk" | "route", database: Database): Promise<LiquidTill> {
    const stage = await openStage({ finalityMs: 40 });
    const control = new SandboxControl(stage.sandbox.url);
    await control.route({ delay_ms: 10 });
    const client = stage.client({ timeoutMs: 2_000 });
    const book = createBook(database.db, quiet);
    const route = createRoute({
      wire: client.route(stage.sandbox.routeUrl),
      userId: ROUTE_USER_ID,
      book: book.book,
      onFailure: () => undefined,
    });
    const provider = kind === "desk" ? createDesk(book.book) : route.provider;
    const exchange = kind === "desk" ? null : route.exchange;
    const current = (): ReturnType<typeof standingRates> => standingRates(till.#prices);
    const rates = {
      assets: () => current().assets(),
      asset: (id: string) => current().asset(id),
      usd: (id: string) => current().usd(id),
      fiat: (code: string) => current().fiat(code),
    };
    const market = { rates, liquidity: provider };
    const till = new LiquidTill(kind, database, stage, control, walletPort(client.wallet), market, exchange, book);
    await till.prices({});
    for (const [assetId, amount] of Object.entries(FLOAT)) await control.faucet(stage.bot.user_id, assetId, amount);
    await till.#start();
    return till;
  }

  async #start(): Promise<void> {
    const { database, wallet, market, exchange } = this;
    const botId = this.stage.bot.user_id;
    const often = { pollMs: 100, settleMs: 40 };
    const exchangeId = exchange?.userId;
    this.treasury = createTreasury({ database, wallet, botId, market, exchangeId, log: quiet, ...often });
    const handlers = swapHandlers({ database, exchange, log: quiet });
    const startWorker = async (): Promise<void> => {
      const worker = createWorker({ database, handlers, log: quiet });
      await worker.start();
      this.#stopWorker = () => worker.stop();
    };
    this.#startWorker = startWorker;
    await startWorker();
    await this.treasury.start();
    await until("the float", async () => (await this.balance("float", BTC)) === "-1");
    await this.book.refresh();
  }

  /** Does something while no job runs. */
  async withoutJobs(work: () => Promise<void>): Promise<void> {
    await this.#stopWorker();
    try {
      await work();
    } finally {
      await this.#startWorker();
    }
  }

  async close(): Promise<void> {
    await this.#stopWorker();
    await this.treasury.stop();
    await this.stage.close();
  }

  /** Prices from now on, of ours and of the sandbox; what is not given is as usual. "0": none. */
  async prices(given: Prices): Promise<void> {
    this.#prices = given;
    const usd = { [USDT_TRON]: "1", [USDT_ETH]: "1", [BTC]: "50000", ...given?.usd };
    for (const [assetId, price] of Object.entries(usd)) await this.control.price(assetId, price);
  }

  /** An order of a new merchant that wants USDT (Ethereum). */
  async bill(given: Parameters<typeof order>[2] = {}): Promise<Order> {
    const merchant = (await this.control.addUser("Merchant")).user_id;
    await openShop(this.database, merchant);
    const price = { quoteAsset: "usd", quoteAmount: "100", settlementAsset: USDT_ETH };
    return order(this.database, merchant, { ...price, ...given });
  }

  ask(orderId: string, given: Partial<QuoteRequest> = {}): Promise<QuoteAnswer> {
    return requestQuote(this.database.db, this.market, { orderId, assetId: BTC, now: new Date(), ...given });
  }

  async quoted(orderId: string, given: Partial<QuoteRequest> = {}): Promise<Quote> {
    const answer = await this.ask(orderId, given);
    if (!answer.ok) throw new Error(`no quote: ${answer.reason}`);
    return answer.quote;
  }

  /** Somebody new with enough of everything. */
  async payer(): Promise<Person> {
    const user = await this.control.addUser("Payer");
    for (const assetId of [BTC, USDT_TRON]) await this.control.faucet(user.user_id, assetId, "9000");
    return new Person(this.stage.sandbox.url, user, this.stage.bot.user_id);
  }

  async pay(person: Person, quote: Quote, amount = plain(quote.paymentAmount)): Promise<void> {
    const { id: trace, paymentAsset: asset, orderId: memo } = quote;
    await person.pays({ to: this.stage.bot.user_id, asset, amount, trace, memo });
    this.treasury.wake();
  }

  async order(id: string): Promise<Order> {
    const [found] = await this.database.db.select().from(orders).where(eq(orders.id, id));
    return found!;
  }

  /** The order, once it is in this state. */
  async becomes(id: string, state: Order["state"]): Promise<Order> {
    return until(`the order to be ${state}`, async () => {
      const found = await this.order(id);
      return found.state === state && found;
    });
  }

  async swap(orderId: string) {
    const [found] = await this.database.db.select().from(swaps).where(eq(swaps.orderId, orderId));
    return found ?? null;
  }

  /** What somebody got from the bot, as the network's own books have it: "amount asset memo". */
  async got(userId: string): Promise<string[]> {
    const { outputs } = await this.control.ledger();
    const from = this.stage.bot.user_id;
    return outputs
      .filter((output) => output.senders.includes(from) && output.receivers.includes(userId))
      .map(({ amount, asset_id: asset, memo }) => `${amount} ${asset} ${Buffer.from(memo, "base64").toString()}`);
  }

  /** What somebody got, once there is so much of it. */
  gets(userId: string, count: number): Promise<string[]> {
    return until(`${count} transfers`, async () => {
      const found = await this.got(userId);
      return found.length >= count && found;
    });
  }

  balance(account: "float" | "fees" | "network", assetId: string): Promise<string> {
    return balanceOf(this.database.db, account, assetId).then(plain);
  }

  /** What the operator's accounts have of an asset, as positive sums. */
  async owned(assetId: string): Promise<{ float: string; fees: string }> {
    const of = async (account: "float" | "fees") => plain((await balanceOf(this.database.db, account, assetId)).neg());
    return { float: await of("float"), fees: await of("fees") };
  }

  /** Jobs of this name about this order, by their payload's `why`. */
  async told(orderId: string, name: string): Promise<unknown[]> {
    const found = await this.database.db.select().from(jobs).where(eq(jobs.name, name));
    return found.filter(({ payload }) => payload["orderId"] === orderId).map(({ payload }) => payload["why"] ?? null);
  }

  async alerts(swapId: string): Promise<unknown[]> {
    const found = await this.database.db
      .select()
      .from(jobs)
      .where(like(jobs.dedupeKey, `tell.operators:%${swapId}%`));
    return found.map(({ payload }) => payload["alert"]);
  }

  /** Takes the operator's float of an asset away, into a withdrawal that nobody has approved. */
  async drain(assetId: string): Promise<string> {
    const requestId = randomUUID();
    const { float } = await this.owned(assetId);
    const row = { kind: "withdrawal" as const, account: "float", members: [randomUUID()], threshold: 1, memo: "" };
    await this.database.db.insert(transfers).values({ ...row, requestId, assetId, amount: float, state: "approval" });
    return requestId;
  }

  async refill(requestId: string): Promise<void> {
    await this.database.db.update(transfers).set({ state: "cancelled" }).where(eq(transfers.requestId, requestId));
  }

  /** Nothing moves any more, and the books agree with themselves and with the network. */
  async atRest(): Promise<void> {
    const { db } = this.database;
    await until("everything to be final and read, and the books to agree", async () => {
      const over = notInArray(transfers.state, ["done", "cancelled", "approval"]);
      if ((await db.select().from(transfers).where(over)).length > 0) return false;
      if ((await db.select().from(swaps).where(eq(swaps.state, "wanted"))).length > 0) return false;
      const { ok, problems, assets } = await reconcile(db, this.wallet);
      if (!ok) throw new Error(problems.join("\n"));
      return assets.every((asset) => asset.change === "0");
    });
  }
}

import { and, eq, isNull, sql } from "drizzle-orm";
import { type Database, inTransaction } from "../../src/db/database.js";
import { deriveId } from "../../src/db/ids.js";
import { claimJobs, finishJob, postponeJob } from "../../src/db/jobs.js";
import { jobs, orders, remittances } from "../../src/db/schema.js";
import type { JobHandler } from "../../src/db/worker.js";
import { tellHandlers } from "../../src/notify/money.js";
import { remittanceTellers } from "../../src/notify/remittances.js";
import { transferSecret } from "../../src/payments/cursor.js";
import { recordOutputs } from "../../src/payments/intake.js";
import { moneyHandlers } from "../../src/payments/money-jobs.js";
import { decimal, plain, roundDown } from "../../src/payments/money.js";
import type { Market } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { remittanceIdOf } from "../../src/payments/remittances/open.js";
import { remittanceJobs } from "../../src/payments/remittances/jobs.js";
import { createTreasury } from "../../src/payments/treasury.js";
import { claimSecret } from "../../src/shop/claims.js";
import { secretHash } from "../../src/shop/secrets.js";
import { BOT_ID, PUBLIC_URL } from "../support/conversation.js";
import { quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { BTC, USDT_ETHEREUM, USDT_TRON } from "../support/rates.js";
import { CLAIM_KEY } from "../support/remittances.js";
import { Remitter, toUser } from "../support/remitter.js";
import { until } from "../support/until.js";
import type { Cast, Member } from "./cast.js";
import type { Dice } from "./random.js";

const ASSETS = [USDT_TRON, USDT_TRON, USDT_TRON, USDT_ETHEREUM, BTC];

/** What happens to money while people talk: it comes in all the ways it can, waits, is sent, claimed and paid out. */
export function moneyAround(world: { database: Database; cast: Cast; market: Market; clock: () => Date; dice: Dice }) {
  const { database, cast, market, clock, dice } = world;
  const { db } = database;
  const network = createPaperNetwork(BOT_ID);
  const remitter = new Remitter(database, market);
  const handlers: Record<string, JobHandler> = {
    ...tellHandlers(telling()),
    ...remittanceTellers(telling()),
    ...moneyHandlers(clock),
    ...remittanceJobs(clock),
  };
  let count = 0;
  const nextId = () => deriveId("money", `${++count}`);

  function telling() {
    return {
      database,
      botId: BOT_ID,
      publicUrl: PUBLIC_URL,
      market,
      payLink: ({ trace }: { trace: string }) => `https://mixin.one/pay/${BOT_ID}?trace=${trace}`,
      operators: () => Promise.resolve([cast.operator.userId]),
      nameOf: (userId: string) => Promise.resolve(cast.everybody.get(userId)?.name ?? null),
      creatorOf: () => Promise.resolve(null),
      isMailSetUp: true,
      clock,
    };
  }

  /** Money reaches the wallet, now, and is dealt with. */
  async function receive(
    from: string,
    assetId: string,
    amount: string,
    requestId: string,
    memo: string,
  ): Promise<void> {
    const createdAt = clock().toISOString();
    const output = network.receive({
      outputId: nextId(),
      senders: [from],
      assetId,
      amount,
      requestId,
      memo,
      createdAt,
    });
    const secret = await transferSecret(db);
    const isOperator = (userId: string) => userId === cast.operator.userId;
    await recordOutputs(db, [output], { botId: BOT_ID, secret, market, isOperator, clock, log: quiet, opening: false });
  }

  /** Pays an order; `share`: of what it wants. */
  async function pay(
    orderId: string,
    payer: Member,
    share = "1",
    assetId: string = dice.one(ASSETS),
  ): Promise<boolean> {
    const quoted = await requestQuote(db, market, { orderId, assetId, now: clock(), payerId: payer.userId });
    if (!quoted.ok) return false;
    const { id, paymentAmount } = quoted.quote;
    const amount = roundDown(decimal(paymentAmount).times(share), 8);
    if (amount.gt(0)) await receive(payer.userId, assetId, plain(amount), id, orderId);
    return true;
  }

  const openInvoices = () =>
    db
      .select()
      .from(orders)
      .where(and(eq(orders.state, "open"), isNull(orders.codeId)))
      .limit(200);

  async function payInvoice(share: string): Promise<void> {
    const open = await openInvoices();
    const order = open.length > 0 ? dice.one(open) : null;
    const sender =
      order && cast.everybody.get(order.source === "transfer" ? order.payeeId : (order.chargedUserId ?? ""));
    if (order) await pay(order.id, sender ?? dice.one(cast.payers), share);
  }

  /** An invoice that is due in a moment, and is paid after it. */
  async function payLate(): Promise<void> {
    const shop = dice.one(cast.shops);
    const before = new Date(clock().getTime() - 3_600_000);
    const { id } = await cast.invoice(shop, "12", shop.owner, 1800, before);
    await db.update(orders).set({ graceSeconds: 86_400 }).where(eq(orders.id, id));
    await receive(dice.one(cast.payers).userId, USDT_TRON, "12", nextId(), id);
  }

  /** Sent by somebody, for a Mixin user or a link; paid by them at once. */
  async function send(): Promise<void> {
    const [from, to] = [dice.one(cast.payers), dice.one(cast.payers)];
    const id = nextId();
    const recipient = dice.chance(0.6)
      ? { recipientKind: "mixin" as const, recipientId: to.userId, address: to.mixinId }
      : {
          recipientKind: "phone" as const,
          recipientId: null,
          address: "+971501234567",
          claimHash: secretHash(claimSecret(CLAIM_KEY, remittanceIdOf(id, 0))),
        };
    const { order } = await remitter.send(from.userId, [{ quoteAmount: `${1 + dice.below(9)}`, ...recipient }], {
      id,
      now: clock(),
    });
    await pay(order.id, from, "1", USDT_TRON);
  }

  async function claim(): Promise<void> {
    const waiting = await db.select().from(remittances).where(eq(remittances.state, "waiting")).limit(20);
    if (waiting.length === 0) return;
    const { id, recipientId } = dice.one(waiting);
    await remitter.claim(id, toUser(recipientId ?? dice.one(cast.payers).userId));
  }

  return {
    network,

    /** Shops that have sold something before anybody talks, and an operator with money of their own. */
    async before(): Promise<void> {
      for (let i = 0; i < 3; i++) await receive(cast.operator.userId, USDT_TRON, "500", nextId(), "FLOAT");
      for (const shop of cast.shops) {
        for (const [n, payer] of cast.payers.entries()) {
          const by = shop === cast.shops[0] && n % 2 === 0 ? cast.cashier : shop.owner;
          await pay((await cast.invoice(shop, `${10 + n}`, by)).id, payer, "1", USDT_TRON);
        }
        for (let n = 0; n < 3; n++) await cast.invoice(shop, `${20 + n}`);
      }
    },

    /** One thing that happens. */
    async event(): Promise<void> {
      const shop = dice.one(cast.shops);
      const by = shop === cast.shops[0] && dice.chance(0.5) ? cast.cashier : shop.owner;
      await dice.weighted<() => Promise<unknown>>([
        [
          5,
          async () =>
            pay((await cast.invoice(shop, `${5 + dice.below(60)}`, by, null, clock())).id, dice.one(cast.payers)),
        ],
        [4, () => payInvoice("1")],
        [3, () => payInvoice("0.4")],
        [2, () => payInvoice("1.5")],
        [2, payLate],
        [
          2,
          () =>
            receive(dice.one(cast.payers).userId, dice.one(ASSETS), `${1 + dice.below(20)}`, nextId(), "what is this?"),
        ],
        [1, () => receive(cast.operator.userId, USDT_TRON, "50", nextId(), "FLOAT")],
        [3, send],
        [1, claim],
      ])();
    },

    /** Runs what is due, one job after the other; whoever is behind the clock of the talk is due, too. */
    async work(): Promise<void> {
      const late = sql`${jobs.doneAt} is null and ${jobs.runAt} between now() and ${clock().toISOString()}`;
      await db
        .update(jobs)
        .set({ runAt: sql`now()` })
        .where(late);
      for (let round = 0; round < 20; round++) {
        const claimed = await claimJobs(db, Object.keys(handlers), nextId(), 100);
        if (claimed.length === 0) return;
        for (const job of claimed) {
          try {
            await handlers[job.name]!.run(job, (work) =>
              inTransaction(db, async (tx) => {
                if (await finishJob(tx, job)) await work(tx);
              }),
            );
          } catch (error) {
            await postponeJob(db, job, 3600, String(error));
            throw new Error(`the job ${job.name} failed: ${JSON.stringify(job.payload)}`, { cause: error });
          }
        }
      }
    },

    /** All that may go out goes out. */
    async payOut(): Promise<void> {
      const { wallet } = network;
      const treasury = createTreasury({ database, wallet, botId: BOT_ID, market, log: quiet, pollMs: 25, settleMs: 5 });
      await treasury.start();
      const isQuiet = sql`select count(*)::int as open from transfers where state in ('waiting', 'signed')`;
      let before = -1;
      await until("payouts to come to rest", async () => {
        const { rows } = (await db.execute(isQuiet)) as { rows: { open: number }[] };
        const now = rows[0]!.open;
        const rests = now === 0 || now === before;
        before = now;
        return rests;
      });
      await treasury.stop();
    },
  };
}

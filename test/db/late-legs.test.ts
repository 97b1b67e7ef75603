import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { jobs, transfers } from "../../src/db/schema.js";
import { approve } from "../../src/payments/payouts/control.js";
import { openTransfers } from "../../src/payments/payouts/queue.js";
import { changeSetting, resetSetting } from "../../src/payments/settings.js";
import type { Exchange } from "../../src/payments/ports.js";
import { swapHandlers } from "../../src/payments/swaps.js";
import { eachEngine, quiet } from "../support/databases.js";
import { LiquidTill } from "../support/liquid-till.js";
import { USDT_TRON } from "../support/market.js";
import { BOT, PaperTill, people } from "../support/paper-till.js";
import { until } from "../support/until.js";

/** What an exchange offered holds for some minutes: a till that was away for longer must not go by it. */
eachEngine("our leg of a swap, after a long absence", (open) => {
  let till: LiquidTill;
  beforeAll(async () => {
    till = await LiquidTill.open("route", await open());
  });
  afterAll(() => till.close());

  /** A paid order whose swap is about to begin. */
  async function paid() {
    const { id } = await till.bill();
    await till.pay(await till.payer(), await till.quoted(id));
    await till.becomes(id, "paid");
    const swap = (await till.swap(id))!;
    const [job] = await till.database.db
      .select()
      .from(jobs)
      .where(eq(jobs.dedupeKey, `swap.begin:${swap.id}`));
    return { id, swapId: swap.id, job: job! };
  }

  async function legOf(orderId: string) {
    const [leg] = await till.database.db
      .select()
      .from(transfers)
      .where(eq(transfers.orderId, orderId))
      .orderBy(transfers.seq);
    return leg;
  }

  it("is not signed any more, but taken back, whoever comes first", async () => {
    const { database } = till;
    await till.withoutJobs(async () => {
      await changeSetting(database.db, "perTransferUsd", "50", null);
      const { id, swapId, job } = await paid();
      const handlers = swapHandlers({ database, exchange: till.exchange, log: quiet });
      const commit = (work: Parameters<typeof inTransaction<void>>[1]) => inTransaction(database.db, work);
      await handlers["swap.begin"].run(job, commit);
      const leg = await until("the leg to wait for a word", async () => {
        const found = await legOf(id);
        return found?.state === "approval" && found;
      });
      await resetSetting(database.db, "perTransferUsd");
      await database.db
        .update(transfers)
        .set({ createdAt: sql`now() - interval '10 minutes'` })
        .where(eq(transfers.requestId, leg.requestId));
      await approve(database.db, leg.requestId, leg.requestId);
      till.treasury.wake();
      // Something younger goes out: the writer has had its look.
      const other = await paid();
      await handlers["swap.begin"].run(other.job, commit);
      till.treasury.wake();
      await until("another leg to be done", async () => (await legOf(other.id))?.state === "done");
      expect((await legOf(id))!.state).toBe("waiting");

      const [late] = await database.db
        .select()
        .from(jobs)
        .where(eq(jobs.dedupeKey, `swap.late:${swapId}`));
      await handlers["swap.late"].run(late!, commit);
      expect((await legOf(id))!.state).toBe("cancelled");
      expect((await till.swap(id))!.state).toBe("failed");
      await till.becomes(id, "settled");
      await till.becomes(other.id, "settled");
    });
    await till.atRest();
  });

  it("is asked for anew when the process slept between the answer and its use", async () => {
    const { database } = till;
    await till.withoutJobs(async () => {
      const { id, job } = await paid();
      let now = Date.now();
      const exchange: Exchange = {
        ...till.exchange!,
        async swap(wanted) {
          const terms = await till.exchange!.swap(wanted);
          now += 20 * 60_000;
          return terms;
        },
      };
      const clock = () => new Date(now);
      const { "swap.begin": begin } = swapHandlers({ database, exchange, log: quiet, clock });
      const commit = (work: Parameters<typeof inTransaction<void>>[1]) => inTransaction(database.db, work);
      await expect(begin.run(job, commit)).rejects.toThrow("old by now");
      expect((await till.swap(id))!.state).toBe("wanted");
      expect(await legOf(id)).toBeUndefined();
    });
    await till.atRest();
  });
});

eachEngine("a writer that slept over a leg it had prepared", (open) => {
  const till = new PaperTill(open);

  it("does not sign it", async () => {
    till.network.receive({ senders: [BOT], assetId: USDT_TRON, amount: "9" });
    const [leg] = await till.owe(people(1), "9", { kind: "swap", batchable: false });
    const { wallet } = till.network;
    let prepared = 0;
    const treasury = await till.start({
      wallet: {
        ...wallet,
        async prepare(transfer) {
          const ready = await wallet.prepare(transfer);
          prepared += 1;
          await till.database.db.update(transfers).set({ createdAt: sql`now() - interval '10 minutes'` });
          return ready;
        },
      },
    });
    await until("it to be prepared", () => prepared > 0);
    await until("several looks", () => treasury.state.waiting === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([prepared, till.network.paid]).toEqual([1, []]);
    expect(await openTransfers(till.database.db)).toEqual([{ assetId: USDT_TRON, state: "waiting", count: 1 }]);
    expect((await till.transfers()).map(({ requestId, raw }) => [requestId, raw])).toEqual([[leg, null]]);
  });
});

import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { jobs } from "../../src/db/schema.js";
import { pausePayouts } from "../../src/payments/payouts/control.js";
import { changeSetting, readSettings } from "../../src/payments/settings.js";
import { createWatch } from "../../src/payments/watch.js";
import { createWatchdog, type Watchdog, type WatchdogOptions } from "../../src/payments/watchdog.js";
import { eachEngine, quiet } from "../support/databases.js";
import { people, PaperTill } from "../support/paper-till.js";
import { BTC, standingRates, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

const MINUTE = 60_000;
const NOW = new Date("2026-03-01T12:00:00Z");
const later = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);

eachEngine("the watchdog", (open) => {
  const till = new PaperTill(open);
  let dog: Watchdog | null = null;

  afterEach(async () => {
    await dog?.stop();
    dog = null;
  });

  const options = (given: Partial<WatchdogOptions> = {}): WatchdogOptions => {
    const { database, network } = till;
    const usual = { database, wallet: network.wallet, rates: standingRates(), blazeDownSince: () => null, log: quiet };
    return { ...usual, everyMs: 5, compareMs: 20, confirmMs: 5, ...given };
  };
  const start = (given: Partial<WatchdogOptions> = {}) => {
    dog = createWatchdog(options(given));
    dog.start();
  };
  const paused = async () => (await readSettings(till.database.db)).paused;
  const alerts = async () =>
    (await till.database.db.select().from(jobs).where(eq(jobs.name, "tell.operators"))).map(
      ({ payload }) => payload["alert"] as { kind: string },
    );

  describe("when books and wallet differ", () => {
    it("stops payouts and tells the operators once", async () => {
      await till.fund(USDT_TRON, "100", "50");
      const { outputId } = (await till.network.wallet.outputs(0))[0]!;
      till.network.steal(outputId);
      start();
      await until("payouts to be paused", paused);
      expect(await paused()).toMatchObject({ why: "ledger" });
      const told = {
        kind: "ledger",
        count: "1",
        reason: `${USDT_TRON}: output ${outputId} (100) was spent by somebody else`,
      };
      await until("the operators to be told", async () => (await alerts()).length > 0);
      expect(await alerts()).toEqual([told]);
      await till.owe(people(1), "1");
      const treasury = await till.start();
      await until("the transfer to be seen", () => treasury.state.waiting === 1 && treasury.state.cursor === 2);
      await till.stop();
      expect((await till.owed()).map(({ state }) => state)).toEqual(["waiting"]);
    });

    it("believes it only when it is found twice", async () => {
      await till.fund(USDT_TRON, "100");
      const { wallet } = till.network;
      let comparisons = 0;
      start({
        wallet: {
          ...wallet,
          // The network is confused for the whole of every other comparison.
          async outputs(from, limit, state) {
            if (state === "unspent") comparisons += 1;
            const outputs = await wallet.outputs(from, limit, state);
            return comparisons % 2 === 1 ? outputs.map((output) => ({ ...output, amount: "99" })) : outputs;
          },
        },
      });
      await until("some comparisons", () => comparisons >= 6, { timeoutMs: 60_000 });
      expect(await paused()).toBeNull();
      expect(await alerts()).toEqual([]);
    });

    it("compares at once when it is woken", async () => {
      await till.fund(USDT_TRON, "100");
      const { wallet } = till.network;
      let comparisons = 0;
      const counting: typeof wallet.outputs = async (from, limit, state) => {
        comparisons += 1;
        return wallet.outputs(from, limit, state);
      };
      start({ wallet: { ...wallet, outputs: counting }, everyMs: 60 * MINUTE, compareMs: 60 * MINUTE });
      await until("the first", () => comparisons === 1);
      dog!.wake();
      await until("the second", () => comparisons === 2);
    });
  });

  it("does not take a network that is down for a difference, and goes on watching", async () => {
    await till.fund(USDT_TRON, "100");
    let calls = 0;
    const down = async () => {
      calls += 1;
      throw new Error("down");
    };
    // It tells once in each full hour: between two looks there is none.
    const [begun, midHour] = [Date.now(), Date.parse("2026-01-05T10:30:00Z")];
    const clock = () => new Date(midHour + Date.now() - begun);
    start({ wallet: { outputs: down, lookup: down }, blazeDownSince: () => new Date(0), clock });
    await until("some tries", () => calls > 1);
    expect(await paused()).toBeNull();
    expect(await alerts()).toEqual([{ kind: "blaze_down", since: "1970-01-01T00:00:00.000Z" }]);
  });

  describe("looking round", () => {
    const watch = (given: Partial<WatchdogOptions> = {}) =>
      createWatch(options({ rates: standingRates({ at: NOW }), ...given }));

    it("has nothing to tell when all is well", async () => {
      const { look } = watch();
      expect(await look(NOW)).toEqual([]);
      expect(await look(later(1))).toEqual([]);
    });

    it("tells of transfers that are stuck", async () => {
      const [first] = await till.owe(people(1), "1", { state: "stuck", problem: "10404", createdAt: NOW });
      await till.owe(people(1), "2", { state: "stuck" });
      expect(await watch().look(NOW)).toEqual([
        {
          kind: "stuck",
          requestId: first,
          assetId: USDT_TRON,
          amount: "1",
          reason: "10404",
          since: NOW.toISOString(),
          count: "2",
        },
      ]);
    });

    it("tells of payouts that hang, when they still do in the next look", async () => {
      const [hangs] = await till.owe(people(1), "1", { createdAt: NOW });
      const [sent] = await till.owe(people(1), "1", { createdAt: NOW, signedAt: later(5), state: "signed" });
      await till.owe(people(1), "1", { createdAt: NOW, state: "approval" });
      const { look } = watch({ rates: standingRates({ at: later(15) }) });
      expect(await look(later(10))).toEqual([]);
      expect(await look(later(10.1))).toEqual([]);
      expect(await look(later(10.2))).toMatchObject([{ kind: "hangs", requestId: hangs, count: "1" }]);
      await look(later(15.1));
      expect(await look(later(15.2))).toMatchObject([{ kind: "hangs", requestId: hangs, count: "2" }]);
      await inTransaction(till.database.db, (tx) => pausePayouts(tx, "operator", randomUUID()));
      expect(await look(later(15.3))).toMatchObject([{ kind: "hangs", requestId: sent, count: "1" }]);
    });

    it("tells of a float that runs low, also when there is none", async () => {
      await till.fund(USDT_TRON, "100");
      const low = (floatLow: Record<string, string>) => changeSetting(till.database.db, "floatLow", floatLow, null);
      await low({ [USDT_TRON]: "100", [BTC]: "0" });
      expect(await watch().look(NOW)).toEqual([]);
      await low({ [USDT_TRON]: "100.00000001", [BTC]: "0.5" });
      expect(await watch().look(NOW)).toEqual([
        { kind: "float_low", assetId: USDT_TRON, amount: "100" },
        { kind: "float_low", assetId: BTC, amount: "0" },
      ]);
    });

    it("tells of prices that are stale for two looks", async () => {
      const { look } = watch();
      expect(await look(later(15))).toEqual([]);
      expect(await look(later(15.1))).toEqual([]);
      expect(await look(later(16))).toEqual([{ kind: "prices_stale" }]);
    });

    it("tells of a Blaze connection that is down, after a while", async () => {
      const { look } = watch({ blazeDownSince: () => NOW });
      expect(await look(later(1.9))).toEqual([]);
      expect(await look(later(2))).toEqual([{ kind: "blaze_down", since: NOW.toISOString() }]);
    });
  });

  it("tells the same again an hour later, not before", async () => {
    await till.owe(people(1), "1", { state: "stuck" });
    let now = NOW;
    let looks = 0;
    const blazeDownSince = () => {
      looks += 1;
      return null;
    };
    start({ clock: () => now, rates: standingRates({ at: later(60) }), blazeDownSince });
    await until("the first alert", async () => (await alerts()).length === 1);
    now = later(59);
    const then = looks;
    await until("two looks later", () => looks > then + 2);
    expect(await alerts()).toHaveLength(1);
    now = later(60);
    await until("the second alert", async () => (await alerts()).length === 2);
    expect((await alerts()).map(({ kind }) => kind)).toEqual(["stuck", "stuck"]);
  });
});

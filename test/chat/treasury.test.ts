import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { openEmbedded } from "../../src/db/embedded.js";
import { transfers } from "../../src/db/schema.js";
import { walletPort } from "../../src/main/wallet.js";
import { viewOrder } from "../../src/payments/orders.js";
import { reconcile } from "../../src/payments/payouts/reconcile.js";
import type { WalletPort } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { createTreasury, type Treasury } from "../../src/payments/treasury.js";
import { quiet } from "../support/databases.js";
import { openStage, type Stage } from "../support/mixin-stage.js";
import { Person } from "../support/payer.js";
import { SandboxControl } from "../support/sandbox.js";
import { openShop, order, standingMarket, USDT_ETH, USDT_TRON } from "../support/till.js";
import { until } from "../support/until.js";

let stage: Stage;
let control: SandboxControl;
let database: Database;
let wallet: WalletPort;
let botId: string;
let ada: Person;
let ben: Person;
let treasury: Treasury | null = null;

beforeAll(async () => {
  stage = await openStage({ finalityMs: 60 });
  control = new SandboxControl(stage.sandbox.url);
  database = await openEmbedded(null);
  botId = stage.bot.user_id;
  wallet = walletPort(stage.client({ timeoutMs: 2_000 }).wallet);
  ada = await payer("Ada");
  ben = await payer("Ben");
});

afterEach(async () => {
  await stage.faults();
  await treasury?.stop();
  treasury = null;
});

afterAll(async () => {
  await database.close();
  await stage.close();
});

/** A new person with money, so that no test depends on what another has left. */
async function payer(name: string): Promise<Person> {
  const user = await control.addUser(name);
  await control.faucet(user.user_id, USDT_TRON, "1000");
  await control.faucet(user.user_id, USDT_ETH, "1000");
  return new Person(stage.sandbox.url, user, botId);
}

async function start(given: Partial<Parameters<typeof createTreasury>[0]> = {}): Promise<void> {
  treasury = createTreasury({
    database,
    wallet,
    botId,
    market: standingMarket(),
    log: quiet,
    pollMs: 100,
    settleMs: 40,
    ...given,
  });
  await treasury.start();
}

/** A shop of a new merchant, an order there, and the pay link's contents. */
async function bill(given: Parameters<typeof order>[2] = {}, merchantId?: string) {
  const merchant = merchantId ?? (await control.addUser("Merchant")).user_id;
  await openShop(database, merchant);
  const { id: orderId } = await order(database, merchant, { quoteAsset: "aed", quoteAmount: "20", ...given });
  return { orderId, merchant, payment: await link(orderId) };
}

async function link(orderId: string, now = new Date(), assetId = USDT_TRON) {
  const wanted = { orderId, assetId, now, fresh: true };
  const answer = await requestQuote(database.db, standingMarket({ at: now }), wanted);
  if (!answer.ok) throw new Error(answer.reason);
  const { id: trace, paymentAsset: asset, paymentAmount: amount } = answer.quote;
  return { to: botId, asset, amount: String(Number(amount)), trace, memo: orderId };
}

const stateOf = async (orderId: string) => (await viewOrder(database.db, orderId))!.order.state;

/** What somebody got from the bot, as the network's own books have it: "amount memo". */
async function got(userId: string): Promise<string[]> {
  const { outputs } = await control.ledger();
  return outputs
    .filter((output) => output.senders.includes(botId) && output.receivers.includes(userId))
    .map(({ amount, memo }) => `${amount} ${Buffer.from(memo, "base64").toString()}`);
}

async function quiescence(): Promise<void> {
  await until("all transfers to be final and all change to be read", async () => {
    const open = (await database.db.select({ state: transfers.state }).from(transfers)).filter(
      (t) => t.state !== "done",
    );
    const report = await reconcile(database.db, wallet);
    if (open.length > 0 || !report.assets.every((asset) => asset.change === "0")) return false;
    expect(report).toMatchObject({ ok: true, problems: [] });
    return true;
  });
}

describe("on the network, a payment", () => {
  it("that is exact reaches the merchant's own wallet", async () => {
    await start();
    const { orderId, merchant, payment } = await bill();
    await ada.pays(payment);
    treasury!.wake();
    await until("the settlement", async () => (await stateOf(orderId)) === "settled");
    expect(await got(merchant)).toEqual([`5.44959129 PM|${orderId}`]);
    await quiescence();
  });

  it("that does not fit comes back, and says why; what nobody can place is kept", async () => {
    await start();
    const { orderId, merchant, payment } = await bill();
    await ben.pays({ ...(await link(orderId)), asset: USDT_ETH });
    await ben.pays({ to: botId, asset: USDT_TRON, amount: "1", trace: randomUUID(), memo: "which one?" });
    await ben.pays({ ...payment, amount: "6" });
    await ben.pays({ ...payment, trace: randomUUID() });
    await until("three to come back", async () => (await got(ben.userId)).length === 3);
    expect((await got(ben.userId)).toSorted()).toEqual([
      `0.55040871 RF|${orderId}|40024`,
      `5.44959129 RF|${orderId}|40020`,
      `5.44959129 RF|${orderId}|40021`,
    ]);
    await until("the settlement", async () => (await got(merchant)).length === 1);
    await quiescence();
    const { assets } = await reconcile(database.db, wallet);
    expect(assets.find(({ assetId }) => assetId === USDT_TRON)).toMatchObject({ held: "1", open: "0", wallet: "1" });
  });

  it("of two at once for one order is taken once", async () => {
    await start();
    const { orderId, merchant, payment } = await bill();
    await Promise.all([ada.pays(payment), ben.pays(await link(orderId))]);
    await until("the settlement", async () => (await stateOf(orderId)) === "settled");
    await quiescence();
    expect(await got(merchant)).toHaveLength(1);
    const refunds = [...(await got(ada.userId)), ...(await got(ben.userId))];
    expect(refunds.filter((refund) => refund === `5.44959129 RF|${orderId}|40021`)).toHaveLength(1);
  });

  it("whose trace was burnt by somebody else can be made with a fresh one", async () => {
    await start();
    const { orderId, payment } = await bill();
    // To a third person, even: the trace is used all the same.
    await ben.pays({ ...payment, to: ada.userId, amount: "0.00000001" });
    await expect(ada.pays(payment)).rejects.toThrow("is used");
    await ada.pays(await link(orderId));
    await until("the settlement", async () => (await stateOf(orderId)) === "settled");
    await quiescence();
  });
});

describe("on a network that fails", () => {
  it.each(["timeout_before", "timeout_after", "http_500"])(
    "%s at every first step, all is paid once",
    async (kind) => {
      await start();
      const { orderId, merchant, payment } = await bill();
      await ada.pays(payment);
      await stage.faults(
        ...["/safe/keys", "/safe/transaction/requests", "/safe/transactions", "/safe/outputs"].map((path) => ({
          kind,
          match: { path, user: botId },
          count: 2,
          delay_ms: 50,
        })),
      );
      treasury!.wake();
      await until("the settlement", async () => (await stateOf(orderId)) === "settled", { timeoutMs: 60_000 });
      expect(await got(merchant)).toHaveLength(1);
      await quiescence();
    },
    90_000,
  );

  it("a process that dies between any two steps leaves nothing undone and nothing done twice", async () => {
    for (const step of ["outputs", "prepare", "submit", "lookup"] as const) {
      for (const when of ["before", "after"] as const) {
        const { orderId, merchant, payment } = await bill();
        await ada.pays(payment);
        let dead = false;
        const dying = { ...wallet } as Record<string, unknown>;
        for (const name of ["outputs", "prepare", "submit", "lookup"] as const) {
          dying[name] = async (...given: unknown[]) => {
            dead ||= name === step && when === "before";
            if (dead) throw new Error("died");
            const answer: unknown = await (wallet[name] as (...all: unknown[]) => Promise<unknown>)(...given);
            dead ||= name === step;
            if (dead) throw new Error("died");
            return answer;
          };
        }
        await start({ wallet: dying as unknown as WalletPort });
        await until(`death ${when} ${step}`, () => dead);
        await treasury!.stop();
        await start();
        await until(`the settlement after death ${when} ${step}`, async () => (await stateOf(orderId)) === "settled");
        expect(await got(merchant)).toHaveLength(1);
        await quiescence();
        await treasury!.stop();
      }
    }
  }, 120_000);
});

describe("a wallet in pieces", () => {
  it("is made whole first, here after somebody else with the bot's key has spent the payment", async () => {
    await start();
    for (let i = 0; i < 5; i++) await control.faucet(botId, USDT_ETH, "3");
    const { orderId, merchant } = await bill({ quoteAsset: USDT_ETH, quoteAmount: "12" });
    const payment = await link(orderId, new Date(), USDT_ETH);
    await treasury!.stop();
    await start({ wallet: { ...wallet, prepare: () => Promise.reject(new Error("not yet")) } });
    await ada.pays(payment);
    await until("the payment to be recorded", async () => (await stateOf(orderId)) === "paid");
    await treasury!.stop();
    const paid = (await wallet.outputs(0)).find((output) => output.requestId === payment.trace)!;
    const receivers = [{ members: [ben.userId], threshold: 1, amount: "12" }];
    const theft = await wallet.prepare({ requestId: randomUUID(), inputs: [paid], receivers, memo: "" });
    await wallet.submit(theft);

    await start({ maxInputs: 2 });
    await until("the settlement", async () => (await stateOf(orderId)) === "settled");
    expect(await got(merchant)).toEqual([`12 PM|${orderId}`]);
    const made = await database.db.select().from(transfers).where(eq(transfers.kind, "consolidation"));
    expect(made.length).toBeGreaterThan(1);
    await quiescence();
    const report = await reconcile(database.db, wallet);
    // Five deposits of 3 are held, and the 12 that were stolen are missing from what is the operator's.
    expect(report.assets.find((asset) => asset.assetId === USDT_ETH)).toMatchObject({
      held: "15",
      float: "-12",
      wallet: "3",
    });
  });
});

describe("a payee", () => {
  it("who is not on Safe yet is waited for, and nobody else with them", async () => {
    const response = await fetch(`${stage.sandbox.url}/sandbox/users`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ full_name: "Newcomer", has_safe: false }),
    });
    const { user_id: newcomer } = (await response.json()) as { user_id: string };
    await start();
    const first = await bill({}, newcomer);
    const second = await bill();
    await ada.pays(first.payment);
    await ada.pays(second.payment);
    await until("the other settlement", async () => (await stateOf(second.orderId)) === "settled");
    const stuck = () => database.db.select().from(transfers).where(eq(transfers.orderId, first.orderId));
    await until("the stuck one", async () => (await stuck())[0]!.state === "stuck");
    expect((await stuck())[0]!.problem).toMatch(/10404|10002/);
    expect(await stateOf(first.orderId)).toBe("paid");
    expect(await reconcile(database.db, wallet)).toMatchObject({ problems: [] });
  });
});

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiStage } from "../support/api-stage.js";
import type { Payment, Person } from "../support/payer.js";
import { ASSETS } from "../support/sandbox.js";
import { until } from "../support/until.js";

interface Shown {
  recipient: string;
  paymentAssetId: string;
  paymentAmount: string;
  memo: string;
  traceId: string;
}

interface Result {
  status: string;
  paymentAmount: string;
  payableAmount: string;
  failureCode: string;
  settleAmount: string;
  txid: string;
  payee: string;
  payeeId: string;
  payeeMixinNumber: string;
}

describe("orders of programs, paid with money of the sandbox network", { timeout: 120_000, concurrent: true }, () => {
  let stage: ApiStage;
  let shop: Person;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    stage = await ApiStage.open();
    [shop, ada, ben] = [await stage.somebody("Shop"), await stage.somebody("Ada"), await stage.somebody("Ben")];
    // An output for each test: what is left of one can be spent only when its payment is final.
    for (const { userId } of [ada, ada, ada, ben, ben]) {
      await stage.control.faucet(userId, ASSETS.usdtTron, "100");
    }
  });
  afterAll(() => stage?.close());

  const asked = (fields: Record<string, string> = {}) =>
    stage.told<Shown>("POST", "/payments", {
      form: {
        payeeId: shop.userId,
        orderId: `shop-${randomUUID().slice(0, 8)}`,
        // In what it is paid in: prices of the sandbox move.
        quoteAssetId: ASSETS.usdtTron,
        quoteAmount: "10",
        settlementAssetId: ASSETS.usdtTron,
        paymentAssetId: ASSETS.usdtTron,
        ...fields,
      },
    });
  /** What a wallet does with `mixin://pay?recipient=&asset=&amount=&memo=&trace=`. */
  const linkOf = (shown: Shown): Payment => ({
    to: shown.recipient,
    asset: shown.paymentAssetId,
    amount: shown.paymentAmount,
    memo: shown.memo,
    trace: shown.traceId,
  });
  const resultOf = ({ traceId }: Shown) => stage.told<Result>("GET", "/payments_result", { query: { traceId } });
  /** Every status it has, in the order they are seen. */
  function watch(shown: Shown): { seen: string[]; stop: () => Promise<void> } {
    const seen: string[] = [];
    let stopped = false;
    const watching = (async () => {
      while (!stopped) {
        const { status } = await resultOf(shown);
        if (seen.at(-1) !== status) seen.push(status);
        await pause(20);
      }
    })();
    watching.catch(() => undefined);
    return {
      seen,
      stop: () => {
        stopped = true;
        return watching;
      },
    };
  }
  /** What the bot has sent somebody: "amount memo". */
  async function got(person: Person): Promise<string[]> {
    const { outputs } = await stage.control.ledger();
    return outputs
      .filter(({ senders, receivers }) => senders.includes(stage.botId) && receivers.includes(person.userId))
      .map(({ amount, memo }) => `${Number(amount)} ${readable(memo)}`);
  }
  /** Our own memos are base64. */
  const readable = (memo: string): string => {
    const inner = Buffer.from(memo, "base64").toString();
    return /^(PM|RF)\|/.test(inner) ? inner : memo;
  };
  const gets = (person: Person, what: string) =>
    until(`${person.name} to get ${what}`, async () => (await got(person)).includes(what), { timeoutMs: 60_000 });

  test("a payment in two parts goes its way: unpaid, paid_less, pending, success", async () => {
    const shown = await asked({ settlementMemo: "table 4" });
    expect(shown.recipient).toBe(stage.botId);
    const { seen, stop } = watch(shown);
    await until("a first answer", () => Promise.resolve(seen.length > 0));
    await ada.pays({ ...linkOf(shown), amount: "4" });
    const part = await stage.result<Result>({ traceId: shown.traceId }, "paid_less");
    expect([part.paymentAmount, part.payableAmount]).toEqual(["4", "10"]);
    // The trace is used: a wallet pays the rest by the memo, under one of its own.
    await ada.pays({ ...linkOf(shown), amount: "6", trace: randomUUID() });
    const done = await stage.result<Result>({ traceId: shown.traceId }, "success");
    await until("the watcher to see it, too", () => Promise.resolve(seen.at(-1) === "success"));
    await stop();
    expect(seen).toEqual(["unpaid", "paid_less", "pending", "success"]);
    expect(done).toMatchObject({
      paymentAmount: "10",
      failureCode: "0",
      settleAmount: "10",
      payee: "Shop",
      payeeId: shop.userId,
      payeeMixinNumber: shop.user.identity_number,
    });
    await gets(shop, "10 table 4");
    const { transactions } = await stage.control.ledger();
    const paid = transactions.find(({ transaction_hash: hash }) => hash === done.txid);
    expect(paid?.senders).toEqual([ada.userId]);
  });

  test("who pays what is paid already gets it back, and the order stays what it is", async () => {
    const shown = await asked();
    await ada.pays(linkOf(shown));
    await stage.result({ traceId: shown.traceId }, "success");
    await gets(shop, `10 PM|${shown.traceId}`);
    await ben.pays({ ...linkOf(shown), trace: randomUUID() });
    await gets(ben, `10 RF|${shown.traceId}|40021`);
    expect(await resultOf(shown)).toMatchObject({ status: "success", failureCode: "0", paymentAmount: "10" });
  });

  test("a trace that somebody has burnt keeps nobody from paying, and is no payment", async () => {
    const shown = await asked();
    await ben.pays({ ...linkOf(shown), to: ada.userId, amount: "0.00000001" });
    expect(await resultOf(shown)).toMatchObject({ status: "unpaid" });
    await expect(ada.pays(linkOf(shown))).rejects.toThrow(/used/);
    await ada.pays({ ...linkOf(shown), trace: randomUUID() });
    await stage.result({ traceId: shown.traceId }, "success");
  });
});

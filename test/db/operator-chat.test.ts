import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { intakes, jobs, transfers } from "../../src/db/schema.js";
import { reportText } from "../../src/notify/reconciled.js";
import { post } from "../../src/payments/ledger.js";
import { pausePayouts, pendingApproval } from "../../src/payments/payouts/control.js";
import { reconcile } from "../../src/payments/payouts/reconcile.js";
import { openOrder } from "../../src/payments/orders.js";
import { readSettings } from "../../src/payments/settings.js";
import { ensureMerchant } from "../../src/shop/merchants.js";
import { BOT_ID, startChat, type Talking } from "../support/conversation.js";
import { eachEngine, empty } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { payInto } from "../support/payments.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";
import { Remitter, toUser } from "../support/remitter.js";

eachEngine("those who run the till, in the chat", (open) => {
  let database: Database;
  let network: ReturnType<typeof createPaperNetwork>;
  let chat: ReturnType<typeof startChat>;
  let till: ReturnType<typeof payInto>;
  let omar: Talking;
  let ada: Talking;
  const operators = new Set<string>();
  const market = { rates: ratesForTests(), liquidity: null };

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    operators.clear();
    network = createPaperNetwork(BOT_ID);
    till = payInto(database, network, BOT_ID);
    chat = startChat(database, { operators, market });
    omar = await chat.english("Omar");
    ada = await chat.english("Ada");
    operators.add(omar.userId);
  });

  const settings = () => readSettings(database.db);

  /** The till's own, in USDT. */
  async function float(amount: string, assetId = USDT_TRON): Promise<void> {
    await post(database.db, {
      id: randomUUID(),
      lines: [
        { account: "wallet", assetId, amount },
        { account: "float", assetId, amount: `-${amount}` },
      ],
    });
  }

  /** A settlement of 5 USDT to Ada's shop. */
  async function settlement(state: "approval" | "stuck", problem: string | null = null): Promise<string> {
    const userId = ada.userId;
    await inTransaction(database.db, (tx) => ensureMerchant(tx, { userId, name: "Ada's" }));
    const id = randomUUID();
    const words = { merchantId: userId, payeeId: userId, codeId: null, title: "Tea", settlementAsset: null };
    await openOrder(database.db, { ...words, id, quoteAsset: USDT_TRON, quoteAmount: "5" });
    const requestId = randomUUID();
    const money = { assetId: USDT_TRON, amount: "5", members: [userId], threshold: 1, memo: "" };
    const row = { requestId, kind: "settlement" as const, orderId: id, account: `payee:${userId}`, state, problem };
    await database.db.insert(transfers).values({ ...row, ...money });
    return requestId;
  }

  const transfer = async (requestId: string) =>
    (await database.db.select().from(transfers).where(eq(transfers.requestId, requestId)))[0];

  /** Money that names nothing, of Ada or of several. */
  async function stray(memo = "for tea", senders: string[] = [ada.userId]) {
    const output = network.receive({ senders, assetId: USDT_TRON, amount: "7", memo });
    await till.record(market, output);
    return output.outputId;
  }

  const intake = async (outputId: string) =>
    (await database.db.select().from(intakes).where(eq(intakes.outputId, outputId)))[0];

  it("the menu shows how the till stands", async () => {
    await settlement("stuck");
    await settlement("approval");
    await stray();
    const menu = await omar.says("operator");
    expect(menu.text).toContain("Payouts are going out.\nWaiting for approval: 1\nStuck payouts: 1\nHeld money: 1");
    for (const label of ["Approve payouts", "Stuck payouts", "Held money", "Float", "Reconcile", "Pause payouts"]) {
      expect(menu.buttons.has(label), label).toBe(true);
    }
  });

  it("the way to it is in their menu, and in nobody else's", async () => {
    expect((await omar.says("menu")).buttons.get("Operator")).toBe("input:Operator");
    expect((await ada.says("menu")).buttons.has("Operator")).toBe(false);
  });

  it("nobody else can do any of it by typing, nor learns that it is there", async () => {
    const requestId = await settlement("approval");
    const outputId = await stray();
    await float("50");
    const nonsense = (typed: string) => `I read “${typed}” but do not know what to do with it`;
    const typed = ["operator", "/float", "withdraw-float", "/stuck", "stuck retry", `/held ${outputId}`, "/limits"];
    for (const text of [...typed, `/approve ${requestId}`, "approve 1", "/spread", "/operator", "批准", "/reconcile"]) {
      expect((await ada.says(text)).text, text).toContain(nonsense(text));
    }
    for (const text of ["pause payouts", "/pause-payouts", "/resume-payouts", "resume payouts", "Betrieb"]) {
      expect((await ada.says(text)).text, text).not.toMatch(/payouts are|Let payouts|run this till/i);
      await ada.says("Yes, do it");
    }
    expect(await settings()).toMatchObject({ paused: null });
    expect(await transfer(requestId)).toMatchObject({ state: "approval", approvedBy: null });
    expect(await intake(outputId)).toMatchObject({ disposition: "held" });
    expect((await ada.says("please tell me of the float")).text).toContain("do not know what to do with it");
    expect(await database.db.select().from(jobs).where(eq(jobs.name, "tell.reconciled"))).toEqual([]);
  });

  it("who is no longer one stops in the middle", async () => {
    await omar.says("pause payouts");
    operators.delete(omar.userId);
    expect((await omar.taps("Yes, do it")).text).toContain("What shall we do?");
    expect(await settings()).toMatchObject({ paused: null });
  });

  describe("payouts", () => {
    it("are paused and resumed after a confirmation, and it says since when and by whom", async () => {
      expect((await omar.says("pause payouts")).text).toContain("Pause all payouts?");
      expect((await omar.taps("No")).text).toContain("Nothing was changed");
      expect(await settings()).toMatchObject({ paused: null });
      await omar.says("pause payouts");
      expect((await omar.taps("Yes, do it")).text).toContain("Payouts are paused");
      expect(await settings()).toMatchObject({ paused: { why: "operator" } });
      expect((await omar.says("operator")).text).toMatch(/Payouts have been paused since .*, by Omar \(7000\)/);
      const already = await omar.says("pause payouts");
      expect(already.text).toContain("have been paused since");
      expect(already.buttons.has("Resume payouts")).toBe(true);
      expect((await omar.says("resume payouts")).text).toMatch(/by Omar.*Let payouts go on\?/);
      expect((await omar.says("yes")).text).toContain("Payouts go on");
      expect(await settings()).toMatchObject({ paused: null });
    });

    it("that the books have paused are resumed only after a warning", async () => {
      await inTransaction(database.db, (tx) => pausePayouts(tx, "ledger", null));
      expect((await omar.says("resume payouts")).text).toMatch(/did not agree.*Please reconcile first/);
      await omar.taps("Yes, do it");
      expect(await settings()).toMatchObject({ paused: null });
    });

    it("above the limits are approved one by one, with amount, receiver and reason", async () => {
      expect((await omar.says("approve")).text).toContain("Nothing waits for approval");
      const requestId = await settlement("approval");
      const list = await omar.says("approve");
      expect(list.text).toContain("1. Settlement: 5 USDT (TRON) to Ada (7000)");
      expect((await omar.says("2")).text).toMatch(/does not wait for approval.*\n.*\n1\. Settlement/);
      expect((await omar.says("1")).text).toContain("To: Ada (7000)");
      await omar.says("cancel");
      await omar.says("approve");
      const check = await omar.taps("Approve 1");
      expect(check.text).toContain("To: Ada (7000)\nFor “Tea” of Ada's (5 USDT (TRON))");
      expect(await transfer(requestId)).toMatchObject({ state: "approval" });
      expect((await omar.taps("Let it go out")).text).toContain("Approved: 5 USDT (TRON) goes out");
      expect(await transfer(requestId)).toMatchObject({ state: "waiting", approvedBy: omar.userId });
      expect((await omar.says(`/approve ${requestId}`)).text).toContain("does not wait for approval any more");
    });

    it("is the one that was shown that is approved, also when its number is another one's by then", async () => {
      const both = [await settlement("approval"), await settlement("approval")];
      const states = async () => (await Promise.all(both.map(transfer))).map((one) => one!.state);
      const set = (requestId: string, state: "approval" | "waiting") =>
        database.db.update(transfers).set({ state }).where(eq(transfers.requestId, requestId));
      expect((await omar.says("approve 1")).text).toContain("To: Ada (7000)");
      const [first] = await pendingApproval(database.db);
      await set(first!.requestId, "waiting");
      expect((await omar.taps("Let it go out")).text).toContain("does not wait for approval any more");
      expect((await states()).toSorted()).toEqual(["approval", "waiting"]);
    });

    it("that are stuck are shown with their reason, and tried again", async () => {
      expect((await omar.says("stuck")).text).toContain("No payout is stuck");
      const requestId = await settlement("stuck", "10404: the receiver is not on Safe");
      const list = await omar.says("stuck");
      expect(list.text).toMatch(/Settlement: 5 USDT \(TRON\) to Ada \(7000\).*10404/s);
      expect((await omar.taps("Try all again now")).text).toContain("1 payout is tried again");
      expect(await transfer(requestId)).toMatchObject({ state: "waiting" });
    });
  });

  it("people have claimed and cannot be paid go back to whoever sent them, when an operator is sure", async () => {
    const remitter = new Remitter(database, market);
    const { order } = await remitter.send(ada.userId, [{ quoteAmount: "10" }, { quoteAmount: "5" }]);
    await till.pay(market, ada.userId, order.id, USDT_TRON);
    const claimed = await remitter.funded(order.id);
    for (const { id } of claimed) await remitter.claim(id, toUser(omar.userId));
    expect([...(await omar.says("stuck")).buttons.keys()]).not.toContain("Give claims back to senders");
    await database.db.update(transfers).set({ state: "stuck", problem: "10404" });
    expect((await omar.says("stuck")).text).toMatch(/2\. Settlement: 5 USDT \(TRON\) to Omar/);
    expect((await omar.taps("Give claims back to senders")).text).toContain("Give 2 claimed transfers back");
    expect((await remitter.one(claimed[0]!.id)).state).toBe("claimed");
    expect((await omar.taps("Yes, do it")).text).toContain("2 transfers go back to their senders.");
    for (const { id } of claimed) expect((await remitter.one(id)).state).toBe("returning");
    expect((await omar.says("/stuck return")).text).toContain("No payout is stuck");
    expect(await reconcile(database.db, network.wallet, { thorough: true })).toMatchObject({ problems: [] });
  });

  describe("held money", () => {
    it("is returned to its sender", async () => {
      const outputId = await stray();
      const list = await omar.says("held");
      expect(list.text).toMatch(/1\. 7 USDT \(TRON\) from Ada \(7000\) on .*: it names no order/);
      const what = await omar.taps("1. 7 USDT (TRON)");
      expect(what.text).toContain("Memo: for tea");
      expect((await omar.taps("Return it")).text).toContain("Return 7 USDT (TRON) to Ada (7000)?");
      expect(await intake(outputId)).toMatchObject({ disposition: "held" });
      expect((await omar.says("yes")).text).toContain("on its way back");
      expect(await intake(outputId)).toMatchObject({ disposition: "refunded" });
      expect((await omar.says(`/held ${outputId}`)).text).toContain("not held any more");
    });

    it("that nobody can be given back can only be kept", async () => {
      const outputId = await stray("", [ada.userId, omar.userId]);
      const what = await omar.says(`/held ${outputId}`);
      expect(what.text).toContain("it has no single sender");
      expect([...what.buttons.keys()]).toEqual(["Keep it as float", "Cancel"]);
      await omar.taps("Keep it as float");
      expect((await omar.taps("Yes, do it")).text).toContain("7 USDT (TRON) is float now");
      expect(await intake(outputId)).toMatchObject({ disposition: "float" });
      expect((await omar.says("float")).text).toContain("• 7 USDT (TRON)\n");
    });

    it("pays the order that the operator names", async () => {
      const outputId = await stray();
      const userId = ada.userId;
      await inTransaction(database.db, (tx) => ensureMerchant(tx, { userId, name: "Ada's" }));
      const id = randomUUID();
      const words = { merchantId: userId, payeeId: userId, codeId: null, title: "Tea", settlementAsset: null };
      await openOrder(database.db, { ...words, id, quoteAsset: USDT_TRON, quoteAmount: "7" });
      await omar.says(`/held ${outputId}`);
      await omar.taps("It pays an order");
      expect((await omar.says("that one")).text).toContain("no link or id of an order");
      expect((await omar.says(`http://127.0.0.1:8080/code/${id}`)).text).toContain("for “Tea” (7 USDT (TRON))?");
      expect((await omar.says("yes")).text).toContain("“Tea” is paid with it");
      expect(await intake(outputId)).toMatchObject({ disposition: "applied", orderId: id });
    });

    it("that others have been asked about is not the operator's to decide", async () => {
      const userId = ada.userId;
      await inTransaction(database.db, (tx) => ensureMerchant(tx, { userId, name: "Ada's" }));
      const id = randomUUID();
      const words = { merchantId: userId, payeeId: userId, codeId: null, title: "Tea", settlementAsset: null };
      await openOrder(database.db, { ...words, id, quoteAsset: USDT_TRON, quoteAmount: "7" });
      const { id: requestId } = await till.quote(market, id, USDT_TRON);
      const part = { senders: [userId], requestId, memo: id, assetId: USDT_TRON, amount: "3" };
      const output = network.receive(part);
      await till.record(market, output);
      const what = await omar.says(`/held ${output.outputId}`);
      expect(what.text).toContain("It is not yours to decide");
      expect(what.buttons.has("Return it")).toBe(false);
    });
  });

  describe("the float", () => {
    it("is topped up by a payment link with the memo FLOAT", async () => {
      expect((await omar.says("float")).text).toContain("There is no float");
      await omar.taps("Top up USDT (TRON)");
      expect((await omar.says("10 btc")).text).toContain("two currencies");
      const card = await omar.says("100");
      expect(card.buttons.get("Pay")).toMatch(new RegExp(`asset=${USDT_TRON}&amount=100&memo=FLOAT&trace=`));
    });

    it("is withdrawn to the operator's own wallet, and never more than is free", async () => {
      await float("50");
      await omar.says("withdraw float");
      await omar.taps("USDT (TRON)");
      expect((await omar.says("50.00000001")).text).toContain("At most 50 USDT (TRON) are free");
      expect((await omar.says("20")).text).toContain("Send 20 USDT (TRON) of the float to your own Mixin wallet?");
      expect((await omar.says("yes")).text).toContain("20 USDT (TRON) is on its way");
      const [out] = await database.db.select().from(transfers).where(eq(transfers.kind, "withdrawal"));
      expect(out).toMatchObject({ members: [omar.userId], amount: "20.00000000", approvedBy: omar.userId });
      await omar.says("withdraw float");
      expect((await omar.taps("USDT (TRON)")).text).toContain("At most 30 USDT (TRON) are free");
    });
  });

  describe("settings", () => {
    it("of limits are shown, and changed after a confirmation", async () => {
      const shown = await omar.says("limits");
      expect(shown.text).toContain("Approve single payouts above: No limit");
      expect(shown.text).toContain("Confirm refunds twice above: 200 USD");
      await omar.taps("Approve single payouts above");
      expect((await omar.says("lots")).text).toContain("could not read that");
      expect((await omar.says("1000 usd")).text).toContain("No limit → 1,000 USD. Change it?");
      expect(await settings()).toMatchObject({ perTransferUsd: null });
      await omar.taps("Yes, do it");
      expect(await settings()).toMatchObject({ perTransferUsd: "1000" });
      await omar.says("limits");
      await omar.taps("Approve single payouts above");
      await omar.taps("No limit");
      await omar.says("yes");
      expect(await settings()).toMatchObject({ perTransferUsd: null });
    });

    it.each([
      ["en", "English"],
      ["zh", "中文"],
      ["de", "Deutsch"],
    ])("have buttons whose words are not cut: %s", async (_, language) => {
      await omar.says(language);
      for (const flow of ["/limits", "/spread", "/operator"]) {
        const shown = await omar.says(flow);
        for (const label of shown.buttons.keys()) expect(label, flow).not.toMatch(/…$/);
        await omar.says("cancel");
      }
    });

    it("of prices: spread, fee, band, and marks of single assets", async () => {
      expect((await omar.says("spread")).text).toContain("Spread of conversions: 0.5 %");
      await omar.taps("Spread of conversions");
      expect((await omar.says("11 %")).text).toContain("at most 10 %");
      expect((await omar.says("1.25 %")).text).toContain("0.5 % → 1.25 %");
      await omar.says("yes");
      await omar.says("spread");
      await omar.taps("Report a float below");
      await omar.says("btc");
      expect((await omar.says("0.5")).text).toContain("Report a float below (BTC): Never → 0.5 BTC");
      await omar.says("yes");
      expect(await settings()).toMatchObject({ spreadBps: 125, floatLow: { [BTC]: "0.5" } });
      await float("2", BTC);
      expect((await omar.says("float")).text).toContain("• 2 BTC: reported below 0.5 BTC\n");
    });
  });

  it("books and wallet are compared by a job, and the outcome is told in words and by asset", async () => {
    expect((await omar.says("reconcile")).text).toContain("I am comparing the books with the wallet");
    const asked = await database.db.select().from(jobs).where(eq(jobs.name, "tell.reconciled"));
    expect(asked.map(({ payload }) => payload)).toEqual([{ userId: omar.userId }]);
    await stray();
    const good = await reconcile(database.db, network.wallet);
    expect(reportText(good, market.rates, "en")).toBe(
      "Books and wallet agree.\n• USDT (TRON): in the wallet 7, owed 0, held 7, float 0",
    );
    await float("3");
    const bad = reportText(await reconcile(database.db, network.wallet), market.rates, "de");
    expect(bad).toContain("Bücher und Wallet stimmen nicht überein");
  });

  it("speaks German and Chinese, too", async () => {
    await omar.says("Deutsch");
    expect((await omar.says("betreiber")).text).toContain("Sie betreiben diese Kasse.");
    await omar.says("中文");
    expect((await omar.says("运营")).text).toContain("您是这台收银台的运营者");
    expect((await omar.says("暂停出款")).text).toContain("暂停所有出款？");
    expect((await omar.taps("确定")).text).toContain("出款已暂停");
  });
});

import { and, desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { intakes, orders, transfers } from "../../src/db/schema.js";
import { type IntakeOptions, recordOutputs } from "../../src/payments/intake.js";
import type { Market, WalletOutput } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { verifyLedger } from "../../src/payments/verify.js";
import { BOT_ID, startChat, type Talking } from "../support/conversation.js";
import { eachEngine, quiet } from "../support/databases.js";
import { createPaperNetwork } from "../support/paper-network.js";
import { BTC, ratesForTests, USDT_TRON } from "../support/rates.js";

const HOUR = 3_600_000;

eachEngine("money that waits for somebody's word", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  let now = new Date();
  const clock = () => (now = new Date(now.getTime() + 1));
  const market: Market = { rates: ratesForTests(() => now), liquidity: null };
  const network = createPaperNetwork(BOT_ID);
  const intake: IntakeOptions = { botId: BOT_ID, secret: "s", market, clock, log: quiet, opening: false };

  beforeAll(async () => {
    database = await open();
    chat = startChat(database, { market, clock });
  });

  /** A shop with an open invoice: its owner and the order's id. */
  async function invoiced(name: string, line: string, ...rules: string[]): Promise<{ owner: Talking; id: string }> {
    const owner = await chat.english(name);
    for (const rule of rules) await owner.says(rule);
    await owner.says(`invoice ${line}`);
    await owner.taps("Make it");
    const [order] = await database.db
      .select()
      .from(orders)
      .where(eq(orders.merchantId, owner.userId))
      .orderBy(desc(orders.createdAt));
    return { owner, id: order!.id };
  }

  /** Somebody sends money; with an order, on a fresh quote of it. Resolves to the output's id. */
  async function pays(who: Talking, amount: string, orderId: string | null, given: Partial<WalletOutput> = {}) {
    const wanted = orderId && { orderId, assetId: USDT_TRON, now: clock(), payerId: who.userId };
    const answer = wanted ? await requestQuote(database.db, market, wanted) : null;
    if (answer && !answer.ok) throw new Error(answer.reason);
    const output = network.receive({
      senders: [who.userId],
      assetId: USDT_TRON,
      amount,
      createdAt: now.toISOString(),
      ...(answer ? { requestId: answer.quote.id, memo: answer.quote.orderId } : {}),
      ...given,
    });
    await recordOutputs(database.db, [output], intake);
    return output.outputId;
  }

  const disposition = async (outputId: string) => {
    const [row] = await database.db.select().from(intakes).where(eq(intakes.outputId, outputId));
    return `${row!.disposition}${row!.code === null ? "" : ` ${row!.code}`}`;
  };
  const state = async (id: string) => (await database.db.select().from(orders).where(eq(orders.id, id)))[0]!.state;
  /** What goes out, to whom. */
  const leaving = async (userId: string) =>
    (await database.db.select().from(transfers))
      .filter(({ members }) => members[0] === userId)
      .map(({ kind, amount }) => `${kind} ${amount}`);
  const sound = async () => expect(await verifyLedger(database.db)).toMatchObject({ ok: true, problems: [] });

  describe("late money", () => {
    /** Paid on an invoice of an hour, ten minutes after its deadline; the shop gives two hours. */
    async function lateFor(name: string) {
      const { owner, id } = await invoiced(name, "10 usdt trc20 tea 1 h", "grace 2 h");
      const payer = await chat.english(`payer of ${name}`);
      const answer = await requestQuote(database.db, market, { orderId: id, assetId: USDT_TRON, now: clock() });
      if (!answer.ok) throw new Error(answer.reason);
      now = new Date(now.getTime() + HOUR + 10 * 60_000);
      const outputId = await pays(payer, "10", null, { requestId: answer.quote.id, memo: id });
      expect(await disposition(outputId)).toBe("held 40000");
      return { owner, payer, id, outputId };
    }

    it("is accepted by the shop's owner, with one tap", async () => {
      const { owner, id, outputId } = await lateFor("Late1");
      expect((await owner.says(`/late ${outputId} accept`)).text).toContain(
        "Accepted: “tea” is paid with 10 USDT (TRON)",
      );
      expect(await state(id)).toBe("paid");
      expect(await disposition(outputId)).toBe("applied");
      expect(await leaving(owner.userId)).toEqual(["settlement 10.00000000"]);
      expect((await owner.says(`/late ${outputId} refund`)).text).toContain("does not wait for your word");
      expect(await leaving(owner.userId)).toEqual(["settlement 10.00000000"]);
      await sound();
    });

    it("typed without anything it is shown first, and goes back at a no", async () => {
      const { owner, payer, id, outputId } = await lateFor("Late2");
      const ask = await owner.says("late payments");
      expect(ask.text).toContain(
        "payer of Late2 (7000) paid 10 USDT (TRON) for “tea” (10 USDT (TRON)) after the deadline",
      );
      expect((await owner.says("perhaps")).text).toContain("Please tap “Accept” or “Send it back”");
      expect((await owner.taps("Send it back")).text).toContain("goes back to the payer; “tea” is not paid");
      expect(await disposition(outputId)).toBe("refunded 40000");
      expect(await state(id)).toBe("open");
      expect(await leaving(payer.userId)).toEqual(["refund 10.00000000"]);
      expect((await owner.says("late payments")).text).toContain("No late money waits for your word");
      await sound();
    });

    it("goes back when the shop cancels the invoice, which is asked once more", async () => {
      const { owner, payer, id, outputId } = await lateFor("Late4");
      expect((await owner.says(`/cancel-invoice ${id}`)).text).toContain(
        "Money for “tea” is here already: 10 USDT (TRON)",
      );
      expect((await owner.taps("Cancel and return it")).text).toContain("10 USDT (TRON) goes back to whoever paid it");
      expect(await state(id)).toBe("cancelled");
      expect(await disposition(outputId)).toMatch(/^refunded/);
      expect(await leaving(payer.userId)).toEqual(["refund 10.00000000"]);
      await sound();
    });

    it("is nobody else's to decide: not the payer's, not another shop's, not a stranger's", async () => {
      const { payer, id, outputId } = await lateFor("Late3");
      const { owner: other } = await invoiced("Other shop", "1 usd x");
      for (const who of [payer, other, await chat.english("Stranger")]) {
        for (const word of ["accept", "refund"]) {
          expect((await who.says(`/late ${outputId} ${word}`)).text).toContain("does not wait for your word");
        }
        expect((await who.says("late payments")).text).toContain("No late money waits for your word");
      }
      expect(await disposition(outputId)).toBe("held 40000");
      expect(await state(id)).toBe("open");
    });
  });

  describe("a part of the price", () => {
    it("shows in the list, is paid to the end by a fresh link for exactly the rest", async () => {
      const { owner, id } = await invoiced("Part1", "10 usdt trc20 tea 1 h");
      const ada = await chat.english("Ada");
      await pays(ada, "3.5", id);
      expect((await owner.says("my invoices")).text).toContain("partly paid, 6.5 USDT (TRON) to go");
      const rest = await ada.says(`/rest ${id}`);
      expect(rest.text).toContain("The rest of “tea” is exactly 6.5 USDT (TRON)");
      const link = new URL(rest.buttons.get("Pay 6.5 USDT (TRON)")!);
      expect(Object.fromEntries(link.searchParams)).toMatchObject({ asset: USDT_TRON, amount: "6.5", memo: id });
      const burnt = link.searchParams.get("trace");
      const again = await ada.taps("New amount");
      const fresh = new URL(again.buttons.get("Pay 6.5 USDT (TRON)")!).searchParams.get("trace")!;
      expect(fresh).not.toBe(burnt);
      await pays(ada, "6.5", null, { requestId: fresh, memo: id });
      expect(await state(id)).toBe("paid");
      expect((await ada.says(`/rest ${id}`)).text).toContain("nothing that you have paid in part");
      expect((await owner.says("my invoices paid")).text).toContain("· paid");
      await sound();
    });

    it("goes back when its sender wants it, and only then", async () => {
      const { owner, id } = await invoiced("Part2", "10 usdt trc20 tea 1 h");
      const ben = await chat.english("Ben");
      const outputId = await pays(ben, "4", id);
      for (const who of [owner, await chat.english("Thief")]) {
        expect((await who.says(`/return ${outputId}`)).text).toContain("That money does not wait for your word");
        expect((await who.says(`/rest ${id}`)).text).toContain("nothing that you have paid in part");
        expect((await who.says(`/for ${outputId} ${id}`)).text).toContain("That money does not wait for your word");
      }
      expect(await disposition(outputId)).toBe("held 40024");
      expect((await ben.says("return my money")).text).toContain("Shall I send 4 USDT (TRON) back to you?");
      expect((await ben.says("no")).text).toContain("Nothing was changed");
      expect((await ben.says(`/return ${outputId}`)).text).toContain("4 USDT (TRON) is on its way back to you");
      expect(await leaving(ben.userId)).toEqual(["refund 4.00000000"]);
      expect((await ben.says(`/return ${outputId}`)).text).toContain("That money does not wait for your word");
      expect(await leaving(ben.userId)).toEqual(["refund 4.00000000"]);
      expect((await owner.says("my invoices")).text).toContain("· open, until");
      await sound();
    });

    it("goes back when the shop cancels the invoice, which is asked once more", async () => {
      const { owner, id } = await invoiced("Part3", "10 usdt trc20 tea 1 h");
      const cem = await chat.english("Cem");
      const outputId = await pays(cem, "4", id);
      const sure = await owner.says(`/cancel-invoice ${id}`);
      expect(sure.text).toContain("Money for “tea” is here already: 4 USDT (TRON)");
      expect((await owner.taps("Leave it open")).text).toContain("“tea” stays open");
      await owner.says(`/cancel-invoice ${id}`);
      const restarted = startChat(database, { market, clock });
      await restarted.newRows();
      const again = restarted.person("Part3", owner.userId);
      expect((await again.says("Cancel and return it")).text).toContain("4 USDT (TRON) goes back to whoever paid it");
      expect(await state(id)).toBe("cancelled");
      expect(await disposition(outputId)).toBe("refunded 40032");
      expect(await leaving(cem.userId)).toEqual(["refund 4.00000000"]);
      await chat.newRows();
      await sound();
    });

    it("that completes the price while the shop thinks about cancelling: it is paid, and stays so", async () => {
      const { owner, id } = await invoiced("Part4", "10 usdt trc20 tea 1 h");
      const dan = await chat.english("Dan");
      await pays(dan, "4", id);
      await owner.says(`/cancel-invoice ${id}`);
      await pays(dan, "6", id);
      expect((await owner.taps("Cancel and return it")).text).toContain("“tea” cannot be cancelled: it is paid");
      expect(await state(id)).toBe("paid");
    });

    it("is named when a payer has begun several", async () => {
      const first = await invoiced("Part5", "10 usdt trc20 tea 1 h");
      const second = await invoiced("Part6", "20 usdt trc20 cake 1 h");
      const eve = await chat.english("Eve");
      expect((await eve.says("pay the rest")).text).toContain("nothing that you have paid in part");
      await pays(eve, "1", first.id);
      await pays(eve, "2", second.id);
      expect((await eve.says("pay the rest")).text).toContain("Which one do you want to pay the rest of?");
      expect((await eve.says("7")).text).toContain("Which one do you want to pay the rest of?");
      expect((await eve.taps("2. cake")).text).toContain("The rest of “cake” is exactly 18 USDT (TRON)");
      expect((await eve.says("return my money")).text).toContain("Which money?");
      expect((await eve.says("both")).text).toContain("Which money?");
      expect((await eve.taps("1. 1 USDT (TRON)")).text).toContain("Shall I send 1 USDT (TRON) back to you?");
      expect((await eve.taps("Send it back to me")).text).toContain("1 USDT (TRON) is on its way back");
      await sound();
    });
  });

  describe("money without a name", () => {
    it("pays the invoice that its sender names, whole or in part", async () => {
      const { owner, id } = await invoiced("For1", "10 usdt trc20 tea 1 h");
      const fay = await chat.english("Fay");
      const outputId = await pays(fay, "4", null);
      expect((await fay.says(`/for ${outputId}`)).text).toContain("What are the 4 USDT (TRON) for?");
      expect((await fay.says("the tea")).text).toContain("I find nothing to pay there");
      expect((await fay.says(freshId())).text).toContain("I find nothing to pay there");
      const sure = await fay.says(`http://127.0.0.1:8080/code/${id}`);
      expect(sure.text).toContain("Use 4 USDT (TRON) for “tea” of For1, 10 USDT (TRON)?");
      expect(await disposition(outputId)).toBe("held 40022");
      expect((await fay.taps("Use it for that")).text).toContain("4 USDT (TRON) counts towards “tea”");
      expect((await fay.taps("Pay the rest")).text).toContain("exactly 6 USDT (TRON)");

      const more = await pays(fay, "6", null);
      expect((await fay.says(`/for ${more} ${id}`)).text).toContain("Use 6 USDT (TRON) for “tea”");
      expect((await fay.says("yes")).text).toContain("“tea” is paid with 6 USDT (TRON)");
      expect(await state(id)).toBe("paid");
      expect(await leaving(owner.userId)).toEqual(["settlement 10.00000000"]);
      expect((await fay.says(`/for ${more} ${id}`)).text).toContain("That money does not wait for your word");
      await sound();
    });

    it("pays a code by its link, also one where the payer decides", async () => {
      const gus = await chat.english("Gus");
      for (const [title, price] of [
        ["Coffee", "3 usdt trc20"],
        ["Tips", "open usd"],
      ]) {
        await gus.says(`receipt code ${title}`);
        await gus.says(price!);
        await gus.says("as paid");
        await gus.says("Make it");
      }
      await gus.says("tolerance 1 %");
      const hal = await chat.english("Hal");
      const fixed = await pays(hal, "3", null);
      await hal.says(`/for ${fixed} http://127.0.0.1:8080/gus/coffee`);
      expect((await hal.taps("Use it for that")).text).toContain("“Coffee” is paid with 3 USDT (TRON)");
      const tip = await pays(hal, "0.000123", null, { assetId: BTC });
      expect((await hal.says(`/for ${tip} gus/tips`)).text).toContain("Use 0.000123 BTC for “Tips” of Gus, 7.38 USD?");
      expect((await hal.taps("Use it for that")).text).toContain("“Tips” is paid with 0.000123 BTC");
      const visits = await database.db
        .select()
        .from(orders)
        .where(and(eq(orders.merchantId, gus.userId), eq(orders.state, "paid")))
        .orderBy(orders.createdAt);
      expect(visits).toMatchObject([
        { title: "Coffee", quoteAmount: "3.00000000", payerId: hal.userId, toleranceBps: 100 },
        { title: "Tips", quoteAmount: "7.38000000", quoteAsset: "usd", payerId: hal.userId },
      ]);
      const dust = await pays(hal, "0.00000001", null, { assetId: BTC });
      expect((await hal.says(`/for ${dust} gus/tips`)).text).toContain("cannot tell what that is worth");
      await gus.says("pause tips");
      expect((await hal.says(`/for ${dust} gus/tips`)).text).toContain("That cannot be paid any more");
      await hal.says("cancel");
      await sound();
    });

    it("stays where it is when it does not fit, and goes back when its sender says so", async () => {
      const { owner, id } = await invoiced("For2", "10 usdt trc20 tea 1 h");
      await owner.says(`/cancel-invoice ${id}`);
      const other = await invoiced("For3", "10 usdt trc20 tea 1 h");
      const ivy = await chat.english("Ivy");
      const outputId = await pays(ivy, "1", null, { assetId: BTC });
      expect((await ivy.says(`/for ${outputId} ${id}`)).text).toContain("That cannot be paid any more");
      await ivy.says("cancel");
      await ivy.says("settlement");
      await ivy.says("cancel");
      const kept = await pays(ivy, "2", other.id);
      await ivy.says(`/for ${outputId} ${other.id}`);
      const refused = await ivy.says("yes");
      expect(refused.text).toContain("1 BTC cannot be used for “tea”");
      expect(await disposition(outputId)).toBe("held 40022");
      expect(await disposition(kept)).toBe("held 40024");
      await ivy.says(`/for ${outputId} ${other.id}`);
      expect((await ivy.says("no")).text).toContain("the money still waits");
      expect((await ivy.taps("Send it back to me")).text).toContain("1 BTC is on its way back to you");
      expect(await disposition(outputId)).toBe("refunded 40022");
      expect((await ivy.says("it was for")).text).toContain("No money of yours waits here");
      await sound();
    });
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { codesOf } from "../../src/shop/codes.js";
import { findMerchant } from "../../src/shop/merchants.js";
import { startChat, type Talking } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";
import { BTC, USDT_TRON } from "../support/rates.js";
import { type Deal, happen } from "../support/trade.js";

const NOW = new Date("2026-11-20T12:00:00Z");

eachEngine("running the shop from the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;

  beforeAll(async () => {
    database = await open();
    chat = startChat(database, { clock: () => NOW });
  });

  async function shopWith(name: string, ...titles: string[]): Promise<Talking> {
    const owner = await chat.english(name);
    for (const title of titles) {
      await owner.says(`receipt code ${title}`);
      await owner.says("20 aed");
      await owner.says("as paid");
      await owner.says("Make it");
    }
    return owner;
  }
  const titles = async (owner: Talking) =>
    (await codesOf(database.db, owner.userId)).map((code) => `${code.title}:${code.state}`);

  describe("codes", () => {
    it("are listed, shown again, renamed, paused, resumed and deleted", async () => {
      const thorb = await shopWith("Thorb", "Donate", "Coffee *to go*");
      const list = await thorb.taps("My codes");
      expect(list.text).toContain("**1. Donate** · 20 AED · active\n127.0.0.1:8080/thorb/donate");
      expect(list.text).toContain("**2. Coffee \\*to go\\*** · 20 AED");

      const shown = await thorb.taps("1. Donate");
      expect(shown.rows.some((row) => row.picture?.["kind"] === "poster")).toBe(true);
      expect([...shown.buttons.keys()]).toEqual([
        "Pay",
        "Statistics",
        "Poster",
        "Export CSV",
        "HTML button",
        "Rename",
        "Who gets the money",
        "Pause",
        "Delete",
      ]);

      expect((await thorb.taps("Rename")).text).toContain("What should “Donate” be called?");
      expect((await thorb.says("Tips")).text).toContain(
        "It is now called “Tips”. The link stays 127.0.0.1:8080/thorb/donate",
      );
      expect((await thorb.says("pause tips")).text).toContain("“Tips” is paused");
      expect((await thorb.says("pause tips")).text).toContain("already paused");
      expect((await thorb.says("my codes")).text).toContain("**1. Tips** · 20 AED · paused");
      expect((await thorb.taps("Resume")).text).toContain("takes payments again");
      expect((await thorb.says("delete 1")).text).toContain("Delete “Tips” for good?");
      expect((await thorb.says("maybe")).text).toContain("Please tap “Delete it” or “Keep it”");
      expect((await thorb.taps("Keep it")).text).toContain("“Tips” stays");
      await thorb.says("delete donate");
      expect((await thorb.taps("Delete it")).text).toContain("“Tips” is deleted");
      expect(await titles(thorb)).toEqual(["Coffee *to go*:active"]);
      expect((await thorb.says("/show-code donate")).text).toContain("You have no code “donate”");
      await thorb.says("cancel");
    });

    it("are asked for when there are several, by number, name or button", async () => {
      const ada = await shopWith("Ada", "Tea", "Cake");
      const which = await ada.says("pause");
      expect(which.text).toContain("Which code?");
      expect((await ada.says("9")).text).toContain("You have no code “9”");
      expect((await ada.taps("2. Cake")).text).toContain("“Cake” is paused");
      expect((await ada.says("resume scones")).text).toContain("You have no code “scones”. Which one do you mean?");
      expect((await ada.says("cake")).text).toContain("takes payments again");
    });

    it("fill pages of twelve", async () => {
      const many = await shopWith("Many", ...Array.from({ length: 14 }, (_, n) => `Item ${n + 1}`));
      const first = await many.says("my codes");
      expect(first.text).toContain("Page 1 of 2");
      expect(first.rows.filter((row) => row.category === "APP_BUTTON_GROUP").length).toBe(3);
      expect((await many.taps("More")).text).toContain("**14. Item 14**");
      expect((await many.says("my codes 99")).text).toContain("Page 2 of 2");
    });
  });

  describe("rights", () => {
    it("a button typed by somebody else acts on nothing of the other's", async () => {
      const owner = await shopWith("Owner", "Safe");
      const [code] = await codesOf(database.db, owner.userId);
      const thief = await shopWith("Thief", "Bait", "Trap");
      const poor = await chat.english("Poor");
      for (const command of ["show-code", "rename-code", "pause-code", "resume-code", "delete-code", "statistics"]) {
        for (const name of [code!.slug, code!.id]) {
          const answer = await thief.says(`/${command} ${name}`);
          expect(answer.text).toContain(`You have no code “${name}”`);
          expect(answer.text).not.toContain("127.0.0.1:8080/owner");
          await thief.says("cancel");
          expect((await poor.says(`/${command} ${name}`)).text).toContain("You have no receipt code yet");
        }
      }
      for (const word of ["Delete it", "Make it", "yes", "Move it", "1", "2. Safe"]) {
        await thief.says(word);
        await poor.says(word);
        await thief.says("cancel");
        await poor.says("cancel");
      }
      expect(await titles(owner)).toEqual(["Safe:active"]);
      expect(await titles(thief)).toEqual(["Bait:active", "Trap:active"]);
      expect(await codesOf(database.db, owner.userId)).toEqual([code]);
    });

    it("old buttons are answered clearly and change nothing", async () => {
      const owner = await shopWith("Olda", "Old");
      const shown = await owner.says("show old");
      const remove = shown.buttons.get("Delete")!.slice("input:".length);
      await owner.says(remove);
      await owner.says("Delete it");
      expect((await owner.says(remove)).text).toContain("You have no receipt code yet");
      for (const label of ["Delete it", "Make it", "确认删除", "Umziehen"]) {
        expect((await owner.says(label)).text).toContain("a question that is over; nothing was changed");
      }
    });

    it("old buttons inside another conversation say so, and its question comes again with its buttons", async () => {
      const owner = await shopWith("Olga", "Old");
      await owner.says("receipt code");
      await owner.says("Tea");
      for (const label of ["Delete it", "Yes, send it", "Umziehen"]) {
        const answer = await owner.says(label);
        expect(answer.text).toContain("That button belongs to an earlier question; nothing was changed by it.");
        expect(answer.text).toContain("What does it cost?");
        expect(answer.text).not.toContain("Did you mean");
        expect([...answer.buttons.keys()]).toEqual(expect.arrayContaining(["Payer decides", "Back", "Cancel"]));
      }
      expect((await owner.says("3 usd")).text).toContain("What do you want to receive?");
    });
  });

  describe("statistics", () => {
    async function trade(owner: Talking) {
      const [code] = await codesOf(database.db, owner.userId);
      const deal = (at: string, change: Partial<Deal> = {}): Deal => ({
        id: freshId(),
        merchantId: owner.userId,
        source: "code",
        codeId: code!.id,
        quoteAsset: "aed",
        quoteAmount: "20",
        paymentAsset: USDT_TRON,
        paymentAmount: "5.45",
        payerId: owner.userId,
        at: new Date(at),
        feeBps: 0,
        fate: "paid",
        refunds: [],
        ...change,
      });
      const bitcoin = { paymentAsset: BTC, paymentAmount: "0.0001" };
      await happen(database.db, [
        deal("2026-11-20T08:00:00Z", { feeBps: 100, payerId: freshId() }),
        deal("2026-11-17T08:00:00Z", { refunds: [{ percent: 25, minutes: 60 }] }),
        deal("2026-11-12T08:00:00Z"),
        deal("2026-11-01T08:00:00Z", bitcoin),
        deal("2025-03-05T08:00:00Z", bitcoin),
        deal("2026-11-20T09:00:00Z", { fate: "unpaid" }),
        deal("2026-11-20T07:00:00Z", { codeId: null, source: "invoice", quoteAsset: "eur", quoteAmount: "7.50" }),
      ]);
      return code!;
    }

    it("tell of a code and a time, in any order, beside the time before, with charts described in words", async () => {
      const owner = await shopWith("Stat", "Donate", "Other");
      expect((await owner.says("stats donate")).text).toContain("Nothing was paid in that time.");
      expect((await owner.says("stats all")).text).toContain("Nothing has been paid yet.");
      await trade(owner);
      const month = await owner.says("stats donate");
      expect(month.text).toContain("Donate · 30 days (22 Oct – 20 Nov)\n4 payments, 80 AED\nOn average 20 AED");
      expect(month.text).toContain("Fees: 0.20 AED\n1 refund: 5 AED\nAfter fees and refunds: 74.80 AED");
      expect(month.text).toContain("Paid in 16.35 USDT (TRON) (3×) and 0.0001 BTC (1×)");
      expect(month.text).toContain("By new payers: 1, by returning ones: 3");
      expect(month.text).toContain("Nothing was paid in the time before.");
      const [bars, shares] = month.rows.filter((row) => row.picture);
      expect(bars!.picture).toMatchObject({ kind: "chart", unit: "AED", places: 2, language: "en", before: "[]" });
      expect(JSON.parse(String(bars!.picture!["points"]))).toHaveLength(30);
      expect(bars!.data).toContain(
        "Chart: Donate, 30 days (22 Oct – 20 Nov), per day. 80 AED in all; the most: 1 Nov with 20 AED.",
      );
      expect(shares!.data).toContain("as parts of 80 AED: USDT (TRON) 75% and BTC 25%");

      const week = await owner.says("last week donate stats");
      expect(week.text).toContain("Donate · 9 – 15 Nov\n1 payment, 20 AED");
      const days = await owner.says("stats donate 7 days");
      expect(days.text).toContain("2 payments, 40 AED");
      expect(days.text).toContain("+100% against the 7 days before (20 AED)");
      expect(days.rows.find((row) => row.picture)!.data).toContain("The pale bars are the time before, 20 AED in all.");
      expect((await owner.says("stats march 2025")).text).toContain(
        "The whole shop · 1 – 31 Mar 2025\n1 payment, 20 AED",
      );
      expect((await owner.says("统计 donate 今天")).text).toContain("1 payment, 20 AED");
    });

    it("lead on by buttons: to other times, the shop, its invoices and codes", async () => {
      const owner = await shopWith("Lead", "Donate", "Other");
      await trade(owner);
      const shop = await owner.says("Statistics");
      expect(shop.text).toContain("The whole shop · 30 days (22 Oct – 20 Nov)\n4 payments, 80 AED");
      expect(shop.text).toContain("1 payment, 7.50 EUR");
      expect(shop.text).toContain("Sums in different currencies are never added up.");
      const periods = ["Today", "7 days", "This month", "Last month", "All time"];
      expect([...shop.buttons.keys()].slice(0, 8)).toEqual([...periods, "Invoices", "Donate", "Other"]);
      expect((await owner.taps("This month")).text).toContain("The whole shop · This month (1 – 20 Nov)");
      expect((await owner.taps("Invoices")).text).toContain("Invoices · This month (1 – 20 Nov)\n1 payment, 7.50 EUR");
      expect((await owner.taps("All time")).text).toContain("Invoices · All time\n1 payment, 7.50 EUR");
      expect((await owner.taps("Donate")).text).toContain("Donate · All time\n5 payments, 100 AED");
      expect((await owner.taps("Last month")).text).toContain("Donate · Last month (1 – 31 Oct)\nNothing was paid");
    });

    it("say what to do about a time that is none, and mean a code that is called like a time", async () => {
      const owner = await shopWith("Odd", "Today", "Donate");
      expect((await owner.says("stats today")).text).toContain("Today · 30 days");
      expect((await owner.says("stats today yesterday")).text).toContain("Today · Yesterday (19 Nov)");
      expect((await owner.says("stats december 2026")).text).toContain("That time has not begun yet.");
      expect((await owner.says("stats 15-1 march")).text).toContain("That ends before it begins.");
      expect((await owner.says("stats 99 years")).text).toContain("I look back ten years at most.");
      expect((await owner.says("stats scones last week")).text).toContain("You have no code “scones”");
      expect((await owner.says("donate")).text).toContain("Donate · 9 – 15 Nov");
    });
  });

  describe("settings", () => {
    it("show how they stand and change each", async () => {
      const eva = await shopWith("Eva Shop", "Bread");
      const before = await eva.taps("Settings");
      expect(before.text).toMatch(
        /Language: English\nTime zone: UTC.*\nShop address: 127.0.0.1:8080\/eva-shop\nCurrency: AED\nYou receive: As paid/,
      );
      expect((await eva.taps("Time zone")).text).toContain("Which city are you in?");
      expect((await eva.says("Atlantis")).text).toContain("I do not know that place");
      expect((await eva.says("New York")).text).toContain("Time zone: New York, UTC-5, where");
      expect((await eva.says("time zone utc+4")).text).toContain("Time zone: UTC+4, where it is 20 Nov 2026, 16:00");
      expect((await eva.says("currency")).text).toContain("In which currency");
      expect((await eva.taps("EUR")).text).toContain("a number without a currency means EUR");
      expect((await eva.says("20")).text).toContain("A receipt code for 20 EUR");
      await eva.says("no");
      await eva.says("What I receive");
      expect((await eva.says("eur")).text).toContain("not EUR in a bank");
      expect((await eva.taps("BTC")).text).toContain("New codes and invoices suggest: BTC");
      expect(await findMerchant(database.db, eva.userId)).toMatchObject({ quoteAsset: "eur", settlementAsset: BTC });
      expect((await eva.says("Sprache")).text).toContain("Which language shall we speak?");
      const german = await eva.says("deutsch");
      expect(german.text).toContain("Gut, wir sprechen Deutsch");
      expect((await eva.says("Einstellungen")).text).toContain("Laden-Adresse: 127.0.0.1:8080/eva-shop");
    });

    it("move the shop only after a warning, never to an imitation", async () => {
      const [bill, eve] = [await shopWith("Billy", "One"), await shopWith("Evelyn", "Two")];
      await eve.says("handle");
      expect((await eve.says("Menu")).text).toMatch(/put “Shop address” aside.*What shall we do/s);
      await eve.says("handle");
      expect((await eve.says("bi11y")).text).toContain("Another shop has that name, or one that looks like it");
      expect((await eve.says("bіlly")).text).toContain("only the letters a–z");
      expect((await eve.says("admin")).text).toContain("reserved");
      expect((await eve.says("x")).text).toContain("3 to 30");
      expect((await eve.says("evelyns")).text).toContain("old address stop working");
      expect((await eve.taps("Leave it")).text).toContain("stays at 127.0.0.1:8080/evelyn");
      await eve.says("handle evelyns");
      expect((await eve.says("Move it")).text).toContain("Your shop is at 127.0.0.1:8080/evelyns now");
      expect((await findMerchant(database.db, eve.userId))?.handle).toBe("evelyns");
      expect((await findMerchant(database.db, bill.userId))?.handle).toBe("billy");
      const fresh = await chat.english("Fresh");
      expect((await fresh.says("handle fresh-start")).text).toContain("Your shop is at 127.0.0.1:8080/fresh-start now");
    });
  });

  it("tells payers how to pay", async () => {
    const payer = await chat.english("Payer");
    const told = await payer.says("pay");
    expect(told.text).toContain("scan a shop's QR code");
    expect(told.text).toContain("never ask for your PIN");
  });
});

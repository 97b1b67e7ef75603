import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { orders } from "../../src/db/schema.js";
import { codesOf } from "../../src/shop/codes.js";
import { findMerchant } from "../../src/shop/merchants.js";
import { startChat, type Talking } from "../support/conversation.js";
import { eachEngine } from "../support/databases.js";
import { BTC, USDT_TRON } from "../support/rates.js";

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
  });

  describe("statistics", () => {
    it("count today, 7 days, 30 days and all, by asset, with a chart", async () => {
      const owner = await shopWith("Stat", "Donate", "Other");
      const [code] = await codesOf(database.db, owner.userId);
      expect((await owner.says("stats donate")).text).toContain("Nothing has been paid");
      const pay = (
        paidAt: string,
        paymentAsset: string,
        paymentAmount: string,
        state: "settled" | "open" = "settled",
      ) => ({
        id: freshId(),
        payeeId: owner.userId,
        merchantId: owner.userId,
        source: "code" as const,
        codeId: code!.id,
        title: "Donate",
        quoteAsset: "aed",
        quoteAmount: "20",
        state,
        paymentAsset,
        paymentAmount,
        paidAt: new Date(paidAt),
      });
      await database.db
        .insert(orders)
        .values([
          pay("2026-11-20T08:00:00Z", USDT_TRON, "5.45"),
          pay("2026-11-17T08:00:00Z", USDT_TRON, "5.45"),
          pay("2026-11-01T08:00:00Z", BTC, "0.0001"),
          pay("2025-01-01T08:00:00Z", BTC, "0.0002"),
          pay("2026-11-20T09:00:00Z", BTC, "9", "open"),
        ]);
      const counted = await owner.says("stats donate");
      expect(counted.text).toContain("Today: 1 payment, 20 AED\n    5.45 USDT (TRON) (1×)");
      expect(counted.text).toContain("7 days: 2 payments, 40 AED\n    10.9 USDT (TRON) (2×)");
      expect(counted.text).toContain("30 days: 3 payments, 60 AED");
      expect(counted.text).toContain("All: 4 payments, 80 AED");
      expect(counted.text).toContain("0.0003 BTC (2×)");
      const chart = counted.rows.find((row) => row.picture);
      expect(chart?.picture).toMatchObject({
        kind: "chart",
        title: "Donate: last 30 days",
        unit: "AED",
        places: 2,
        language: "en",
      });
      expect(JSON.parse(String(chart?.picture?.["points"]))).toHaveLength(30);
      expect(chart?.data).toContain("in the last 30 days, 60 AED in all");
      expect((await owner.says("统计 donate")).text).toContain("All: 4 payments");
      expect((await owner.says("statistics 1")).text).toContain("All: 4 payments");
      const pictureless = await owner.says("/statistics other");
      expect(pictureless.text).toContain("Nothing has been paid");
      const today = await owner.says("stats today");
      expect(today.text).toContain("All codes\nToday: 1 payment, 20 AED\n    5.45 USDT (TRON) (1×)");
      expect(today.text).not.toContain("7 days");
      expect((await owner.says("统计 全部")).text).toContain("All: 4 payments, 80 AED");
      expect((await (await shopWith("Empty", "Nothing")).says("stats 7 days")).text).toContain("Nothing has been paid");
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
      expect((await eva.says("New York")).text).toContain("Time zone: America/New York");
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

import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, inTransaction } from "../../src/db/database.js";
import { claimRequests, remittances, transfers } from "../../src/db/schema.js";
import { type Language, LANGUAGES, texts } from "../../src/i18n/index.js";
import { plain } from "../../src/payments/money.js";
import { cancelRemittance } from "../../src/payments/remittances/close.js";
import type { Remittance } from "../../src/payments/state.js";
import { createClaimRequest } from "../../src/shop/claim-requests.js";
import { startChat, type Talking } from "../support/conversation.js";
import { eachEngine, empty } from "../support/databases.js";
import { deskMarket } from "../support/pay-pages.js";
import { BTC, USDT_TRON } from "../support/rates.js";
import { paidRemittance } from "../support/remittances.js";

const NEUTRAL = "nothing here for you to take";

eachEngine("taking money in the chat", (open) => {
  let database: Database;
  let chat: ReturnType<typeof startChat>;
  let ben: Talking;
  let eve: Talking;
  let clock: Date | null = null;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await empty(database);
    clock = null;
    const { market } = await deskMarket(database, { [BTC]: "1" });
    chat = startChat(database, { market, clock: () => clock ?? new Date() });
    ben = await chat.english("Ben");
    eve = await chat.english("Eve");
    onSafe(ben, true);
    onSafe(eve, true);
  });

  function onSafe({ userId }: Talking, hasSafe: boolean): void {
    const named = { identityNumber: "30001234", fullName: "Ben", avatarUrl: "", isBot: false };
    chat.users.set(userId, { userId, hasSafe, ...named });
  }

  /** Ten USDT from Thorb, for Ben. */
  const forBen = () =>
    paidRemittance(database, { recipientKind: "mixin", recipientId: ben.userId, address: "30001234", claimHash: null });
  const stateOf = async ({ id }: Remittance) =>
    (await database.db.select().from(remittances).where(eq(remittances.id, id)))[0]!.state;
  const paid = async () =>
    (await database.db.select().from(transfers)).map(({ members, amount, assetId, kind }) => ({
      to: members[0],
      amount: plain(amount),
      assetId,
      kind,
    }));
  const later = (seconds: number) => void (clock = new Date(Date.now() + seconds * 1000));

  it("as it was sent: by one tap, once", async () => {
    const { id } = await forBen();
    expect((await ben.says(`/claim ${id}`)).text).toContain("Yours: 10 USDT (TRON) is on its way");
    expect(await paid()).toMatchObject([{ to: ben.userId, amount: "10", assetId: USDT_TRON }]);
    expect((await ben.says(`/claim ${id}`)).text).toContain("has been taken already");
    expect((await ben.says(`/claim ${id} choose`)).text).toContain("has been taken already");
    expect(await paid()).toHaveLength(1);
  });

  it("in another currency: exactly what was shown", async () => {
    const { id } = await forBen();
    const which = await ben.says(`/claim ${id} choose`);
    expect(which.text).toContain("Thorb (7000103970) sends you 10 USDT (TRON)");
    expect(which.text).toContain("[10 USDT (TRON)]");
    expect((await ben.says("potatoes")).text).toContain("tap one of the currencies");
    expect((await ben.says("eur")).text).toContain("cannot be had");
    const check = await ben.says("btc");
    const shown = /exactly (0\.0001\d+) BTC for 10 USDT/.exec(check.text)![1]!;
    expect(await paid()).toEqual([]);
    expect((await ben.says("maybe")).text).toContain("Yes, take it");
    expect((await ben.taps("Yes, take it")).text).toContain(`Yours: ${shown} BTC`);
    expect(await paid()).toMatchObject([{ to: ben.userId, amount: shown, assetId: BTC }]);
  });

  it("an amount that has run out is asked about anew", async () => {
    const { id } = await forBen();
    await ben.says(`/claim ${id} choose`);
    await ben.says("btc");
    later(90);
    const again = await ben.taps("Yes, take it");
    expect(again.text).toMatch(/The minute was over.*exactly 0\.0001\d+ BTC/s);
    expect(await paid()).toEqual([]);
    expect((await ben.taps("Yes, take it")).text).toContain("Yours: 0.0001");
    expect(await paid()).toHaveLength(1);
  });

  it("back to another currency, and as it was sent after all", async () => {
    const { id } = await forBen();
    await ben.says(`/claim ${id} choose`);
    await ben.says("btc");
    expect((await ben.says("back")).text).toContain("Which currency do you want?");
    expect((await ben.taps("10 USDT (TRON)")).text).toContain("You get exactly 10 USDT (TRON).");
    expect((await ben.says("yes")).text).toContain("Yours: 10 USDT (TRON)");
    expect(await paid()).toMatchObject([{ amount: "10", assetId: USDT_TRON }]);
  });

  it("not wanted: asked once more, then it goes back", async () => {
    const remittance = await forBen();
    expect((await ben.says(`/claim ${remittance.id} refuse`)).text).toContain(
      "You do not want 10 USDT (TRON) from Thorb",
    );
    expect((await ben.taps("No, leave it")).text).not.toContain("goes back to Thorb");
    expect(await stateOf(remittance)).toBe("waiting");
    await ben.says(`/claim ${remittance.id} refuse`);
    expect((await ben.taps("Yes, send it back")).text).toContain("It goes back to Thorb");
    expect(await stateOf(remittance)).toBe("returning");
    expect((await ben.says(`/claim ${remittance.id}`)).text).toContain("gone back to the sender");
  });

  it("to anybody else there is nothing, whatever they say", async () => {
    const remittance = await forBen();
    for (const what of ["", " choose", " refuse"]) {
      expect((await eve.says(`/claim ${remittance.id}${what}`)).text).toContain(NEUTRAL);
    }
    expect((await eve.says(`/claim ${randomUUID()}`)).text).toContain(NEUTRAL);
    expect((await eve.says("/claim")).text).toContain("No money waits for you");
    // A question of Ben's is no question of hers.
    await ben.says(`/claim ${remittance.id} choose`);
    expect((await eve.says("10 USDT (TRON)")).text).not.toContain("exactly");
    expect(await stateOf(remittance)).toBe("waiting");
  });

  it("taken back meanwhile, or over", async () => {
    const remittance = await forBen();
    await ben.says(`/claim ${remittance.id} choose`);
    await ben.says("btc");
    const by = { remittanceId: remittance.id, senderId: remittance.senderId, now: new Date() };
    await inTransaction(database.db, (tx) => cancelRemittance(tx, by));
    expect((await ben.taps("Yes, take it")).text).toContain("gone back to the sender");
    const other = await forBen();
    later(8 * 86_400);
    expect((await ben.says(`/claim ${other.id}`)).text).toContain("time to take it is over");
    expect((await paid()).map(({ kind }) => kind)).toEqual(["return"]);
  });

  it("two taps at the same moment take it once", async () => {
    const { id } = await forBen();
    await chat.bot.handle([chat.message(ben.userId, `/claim ${id}`), chat.message(ben.userId, `/claim ${id}`)]);
    expect(await paid()).toHaveLength(1);
  });

  it("who cannot receive yet is told what to do", async () => {
    const remittance = await forBen();
    onSafe(ben, false);
    expect((await ben.says(`/claim ${remittance.id}`)).text).toContain("first open the wallet");
    chat.users.clear();
    expect((await ben.says(`/claim ${remittance.id} choose`)).text).toContain("first open the wallet");
    expect(await stateOf(remittance)).toBe("waiting");
  });

  it("whose claim began on a page says in the chat whether it was them", async () => {
    const remittance = await paidRemittance(database);
    const asked = (userId: string) =>
      inTransaction(database.db, (tx) =>
        createClaimRequest(tx, { remittanceId: remittance.id, userId, now: new Date() }),
      );
    const request = (await asked(ben.userId))!;
    expect((await ben.says(`/claim ${remittance.id}`)).text).toContain(NEUTRAL);
    expect((await eve.says(`/confirm-claim ${request.id} yes`)).text).toContain("Nobody waits for this answer");
    expect((await ben.says(`/confirm-claim ${request.id}`)).text).toContain(
      "opened a link to 10 USDT (TRON) from Thorb",
    );
    const confirmed = await ben.taps("Yes, that was me");
    expect(confirmed.buttons.get("Take it")).toBe(`input:/claim ${remittance.id}`);
    expect((await ben.says(`/confirm-claim ${request.id} no`)).text).toContain("This question is over");
    expect((await ben.taps("Take it")).text).toContain("Yours: 10 USDT (TRON)");
    const [row] = await database.db.select().from(claimRequests);
    expect(row).toMatchObject({ state: "confirmed", userId: ben.userId });
  });

  describe("how often somebody is asked whether it was them", () => {
    const asks = async ({ id: remittanceId }: Remittance, userId: string, now: Date) =>
      (await inTransaction(database.db, (tx) => createClaimRequest(tx, { remittanceId, userId, now }))) !== null;
    const hour = (n: number) => new Date(Date.now() + n * 3_600_000);
    const links = (count: number, senderId: string = randomUUID()) =>
      Promise.all(Array.from({ length: count }, () => paidRemittance(database, { senderId })));

    it("of one link few times, and not by one sender's many links; other senders' links are as good as before", async () => {
      const asked: boolean[] = [];
      for (const [n, link] of (await links(8, eve.userId)).entries()) asked.push(await asks(link, ben.userId, hour(n)));
      expect(asked).toEqual([...Array<boolean>(6).fill(true), false, false]);
      const [honest] = await links(1);
      const again: boolean[] = [];
      for (let n = 8; n < 12; n++) again.push(await asks(honest!, ben.userId, hour(n)));
      expect(again).toEqual([true, true, true, false]);
    });

    it("of one person so many times in all", async () => {
      let asked = 0;
      for (let sender = 0; sender < 31; sender++) {
        const [link] = await links(1);
        if (await asks(link!, ben.userId, hour(0))) asked++;
      }
      expect(asked).toBe(30);
      const [link] = await links(1);
      expect(await asks(link!, eve.userId, hour(0))).toBe(true);
      expect(await asks(link!, ben.userId, hour(25))).toBe(true);
    });

    it("no more when they are asked at once", async () => {
      const all = await links(12, eve.userId);
      const [one] = await links(1);
      const answers = await Promise.all(all.map((link) => asks(link, ben.userId, hour(0))));
      expect(answers.filter(Boolean)).toHaveLength(6);
      await Promise.all(Array.from({ length: 5 }, () => asks(one!, ben.userId, hour(0))));
      expect(await database.db.$count(claimRequests, eq(claimRequests.remittanceId, one!.id))).toBe(1);
    });
  });

  it("it was somebody else: nobody takes it in their name", async () => {
    const remittance = await paidRemittance(database);
    const of = { remittanceId: remittance.id, userId: ben.userId, now: new Date() };
    const request = (await inTransaction(database.db, (tx) => createClaimRequest(tx, of)))!;
    expect((await ben.says(`/confirm-claim ${request.id} no`)).text).toContain("Nobody gets it in your name");
    expect((await ben.says(`/confirm-claim ${request.id} yes`)).text).toContain("This question is over");
    expect((await ben.says(`/claim ${remittance.id}`)).text).toContain(NEUTRAL);
    later(3600);
    expect((await ben.says(`/confirm-claim ${request.id} yes`)).text).toContain("This question is over");
  });

  it.each(LANGUAGES)("in %s", async (language: Language) => {
    const names = { en: "English", de: "Deutsch", zh: "中文", ja: "日本語", es: "Español", ar: "العربية" };
    const t = texts(language);
    await ben.says(names[language]);
    const { id } = await forBen();
    await ben.says(`/claim ${id} choose`);
    const check = await ben.says("btc");
    if (language !== "en") expect(check.text).not.toMatch(/\b(you|get|exactly)\b/i);
    await ben.taps(t("send.claim.yes"));
    expect(await paid()).toMatchObject([{ to: ben.userId, assetId: BTC }]);
  });
});

import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { claimRequests, jobs, mails, orders, remittances, transfers } from "../../src/db/schema.js";
import { claimMarker } from "../../src/notify/claim-marker.js";
import type { Remittance } from "../../src/payments/remittances/read.js";
import { eachEngine } from "../support/databases.js";
import { BTC } from "../support/market.js";
import { NOON, noticesStage } from "../support/notices.js";
import { paidRemittance } from "../support/remittances.js";

eachEngine("what people hear of transfers without a mail server", (open) => {
  const stage = noticesStage(open, { isMailSetUp: false });

  test("the link to an e-mail address is its sender's to pass on", async () => {
    const sender = randomUUID();
    const { id } = await paidRemittance(stage.database, { senderId: sender, now: NOON });
    await stage.tellOf("tell.remitted", { remittanceId: id });
    const [told, forward] = await stage.heardBy(sender);
    expect(told!.text).toContain("pass on the next message");
    expect(forward!.text).toContain(claimMarker(id));
    expect(await stage.database.db.select().from(mails).where(eq(mails.remittanceId, id))).toEqual([]);
  });
});

eachEngine("what people hear of transfers", (open) => {
  const stage = noticesStage(open);
  let sender = "";
  let bob = "";
  beforeEach(() => {
    [sender, bob] = [randomUUID(), randomUUID()];
  });

  const toBob = () => ({ recipientKind: "mixin" as const, recipientId: bob, address: "7000104220", claimHash: null });
  const paid = (given: Parameters<typeof paidRemittance>[1] = {}) =>
    paidRemittance(stage.database, { senderId: sender, now: NOON, ...given });
  const change = (id: string, set: Partial<Remittance>) =>
    stage.database.db.update(remittances).set(set).where(eq(remittances.id, id));
  const wentBack = ({ id, orderId }: Remittance, coins: { assetId: string; amount: string }) =>
    stage.database.db.insert(transfers).values({
      requestId: randomUUID(),
      kind: "return",
      orderId,
      remittanceId: id,
      state: "done",
      account: `payer:${sender}`,
      members: [sender],
      threshold: 1,
      memo: "",
      ...coins,
    });
  const tell = (remittanceId: string, what: string, more = {}) =>
    stage.tellOf("tell.remittance", { remittanceId, what, ...more });

  describe("once it is paid", () => {
    test("somebody in Mixin has a card to take it by, and its sender knows until when it waits", async () => {
      await stage.speaks(bob, "de", "Europe/Berlin");
      const { id } = await paid({ ...toBob(), note: "Mittag\u202e" });
      await stage.tellOf("tell.remitted", { remittanceId: id });
      const [card] = await stage.heardBy(bob);
      expect(card!.title).toBe("Geld für Sie");
      expect(card!.text).toContain("Thorb (7000103970) sendet Ihnen 10 USDT (TRON).");
      expect(card!.text).toContain("„Mittag“");
      expect(card!.text).toContain("08.03.2026, 13:00");
      expect(card!.text).toContain("PIN");
      expect(Object.values(card!.buttons)).toEqual(
        ["", " choose", " refuse"].map((what) => `input:/claim ${id}${what}`),
      );
      const [told, ...more] = await stage.heardBy(sender);
      expect([told!.text, more]).toEqual(["Paid. 10 USDT (TRON) waits for Ada until 8 Mar 2026, 12:00 UTC.", []]);
    });

    test("a phone number's sender has a message to pass on, without the secret at rest", async () => {
      const { id } = await paid({ recipientKind: "phone", address: "+971501234567" });
      await stage.tellOf("tell.remitted", { remittanceId: id });
      const [told, forward] = await stage.heardBy(sender);
      expect(told!.text).toContain("waits for +971 50 123 4567 until");
      expect(told!.text).toContain("pass on the next message");
      expect(forward!.text).toContain(claimMarker(id));
      expect(forward!.text).not.toContain("/claim/");
    });

    test("an e-mail address has a mail", async () => {
      const { id } = await paid();
      await stage.tellOf("tell.remitted", { remittanceId: id });
      expect((await stage.heardBy(sender)).map(({ text }) => text)).toEqual([
        expect.stringContaining("A mail with the link goes to mia@example.org."),
      ]);
      const [mail] = await stage.database.db.select().from(mails).where(eq(mails.remittanceId, id));
      expect(mail).toMatchObject({ kind: "claim", recipient: "mia@example.org", state: "waiting" });
      const [job] = await stage.database.db
        .select()
        .from(jobs)
        .where(eq(jobs.dedupeKey, `mail.send:${mail!.id}`));
      expect(job).toBeDefined();
    });

    test("what has gone another way meanwhile is not told any more", async () => {
      const { id } = await paid(toBob());
      await change(id, { state: "returning", returnReason: "cancelled" });
      await stage.tellOf("tell.remitted", { remittanceId: id });
      expect([await stage.heardBy(bob), await stage.heardBy(sender)]).toEqual([[], []]);
    });
  });

  test("a reminder brings the card, the mail or the message once more, and its sender knows", async () => {
    const [chat, phone, mail] = [await paid(toBob()), await paid({ recipientKind: "phone" }), await paid()];
    await tell(chat.id, "reminder");
    expect((await stage.heardBy(bob))[0]!.text).toContain("still waits for you");
    expect((await stage.heardBy(sender))[0]!.text).toContain("I have reminded Ada");
    await tell(phone.id, "reminder");
    expect((await stage.heardBy(sender)).at(-1)!.text).toContain(claimMarker(phone.id));
    expect((await stage.heardBy(sender)).at(-2)!.text).toContain("still waits for");
    await tell(mail.id, "reminder");
    const [letter] = await stage.database.db.select().from(mails).where(eq(mails.remittanceId, mail.id));
    expect(letter!.kind).toBe("reminder");
    await tell(chat.id, "reminder");
    expect(await stage.heardBy(bob)).toHaveLength(2);
  });

  test("delivered: both know what arrived, also when it was exchanged", async () => {
    const one = await paid(toBob());
    const claimOrderId = randomUUID();
    await stage.database.db.insert(orders).values({
      id: claimOrderId,
      payeeId: sender,
      merchantId: sender,
      source: "claim",
      title: "",
      quoteAsset: one.assetId!,
      quoteAmount: "10",
      state: "settled",
      settledAsset: BTC,
      settlementAmount: "0.0002",
    });
    await change(one.id, { state: "delivered", claimOrderId });
    await tell(one.id, "delivered");
    expect((await stage.heardBy(sender))[0]!.text).toBe("Ada has received 0.0002 BTC for your 10 USDT (TRON).");
    // Its payee is the sender here: whoever was paid is told as the recipient.
    expect((await stage.heardBy(sender))[1]!.text).toBe("You have received 0.0002 BTC from Thorb (7000103970).");
  });

  test.each([
    ["expired", "did not take", true],
    ["cancelled", "as you wished", true],
    ["refused", "does not want", false],
    ["undeliverable", "could not be paid out", true],
  ] as const)("back, because it was %s", async (returnReason, words, isRecipientTold) => {
    const one = await paid(toBob());
    await change(one.id, { state: "returned", returnReason });
    await wentBack(one, { assetId: one.assetId!, amount: "10" });
    await tell(one.id, "returned");
    expect((await stage.heardBy(sender)).map(({ text }) => text)).toEqual([expect.stringContaining(words)]);
    expect(await stage.heardBy(bob)).toHaveLength(isRecipientTold ? 1 : 0);
  });

  test("back in the coins it has become, when it could not be paid out after it was exchanged", async () => {
    const one = await paid(toBob());
    await change(one.id, { state: "returned", returnReason: "undeliverable" });
    await wentBack(one, { assetId: BTC, amount: "0.0002" });
    await tell(one.id, "returned");
    expect((await stage.heardBy(sender))[0]!.text).toBe(
      "0.0002 BTC could not be paid out to Ada. It is back in your wallet.",
    );
  });

  test("never paid: told once, unless its sender took it back", async () => {
    const one = await paid(toBob());
    await tell(one.id, "cancelled", { why: "cancelled" });
    expect(await stage.heardBy(sender)).toEqual([]);
    await tell(one.id, "cancelled", { why: "expired" });
    await tell((await paid(toBob())).id, "cancelled", { why: "not_convertible" });
    expect((await stage.heardBy(sender)).map(({ text }) => text)).toEqual([
      "The transfer “Transfer” was not paid in time. Nothing was sent.",
      expect.stringContaining("could not be exchanged"),
    ]);
    expect(await stage.heardBy(bob)).toEqual([]);
  });

  test("parts of a list that come to nothing are told once, as such: the others were sent", async () => {
    const one = await paid({ ...toBob() });
    const other = (ordinal: number, set: Partial<Remittance>) => ({ ...one, ...set, id: randomUUID(), ordinal });
    const nothing = { state: "cancelled" as const, paidAt: null, assetId: null, amount: null };
    const [mia, leo] = ["mia@example.org", "leo@example.org"].map((address, n) =>
      other(n + 2, { ...nothing, recipientId: null, recipientKind: "email", address, claimHash: `hash ${n}` }),
    );
    await stage.database.db.insert(remittances).values([other(1, {}), mia!, leo!]);
    for (const { id } of [mia!, leo!]) await tell(id, "cancelled", { why: "not_convertible" });
    const heard = await stage.heardBy(sender);
    expect(heard.map(({ text }) => text)).toEqual([
      "The part for mia@example.org and leo@example.org was less than 0.00000001 USDT (TRON), the smallest amount there is, so it was not sent. The rest of your transfer was.",
    ]);
    // The first may be the one, too.
    await change(one.id, nothing);
    await tell(one.id, "cancelled", { why: "not_convertible" });
    expect((await stage.heardBy(sender)).at(-1)!.text).toMatch(
      /^The part for Ada, mia@.*The rest of your transfer was/,
    );
  });

  test("a note leads nowhere", async () => {
    const { id } = await paid({ ...toBob(), note: "see https://evil.example/login" });
    await stage.tellOf("tell.remitted", { remittanceId: id });
    expect((await stage.heardBy(bob))[0]!.text).toContain("“see evil[.]example/login”");
  });

  test("whoever is said to have a link is asked in their own chat", async () => {
    const { id: remittanceId } = await paid();
    const id = randomUUID();
    await stage.database.db.insert(claimRequests).values({ id, remittanceId, userId: bob });
    await stage.tellOf("tell.claim_request", { requestId: id });
    const [card] = await stage.heardBy(bob);
    expect(card!.text).toContain("Was it you?");
    expect(Object.values(card!.buttons)).toEqual([`input:/confirm-claim ${id} yes`, `input:/confirm-claim ${id} no`]);
  });
});

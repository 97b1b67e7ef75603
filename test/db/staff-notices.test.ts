import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { outbox, shopGroups, staff } from "../../src/db/schema.js";
import { LANGUAGES, texts } from "../../src/i18n/index.js";
import { eachEngine } from "../support/databases.js";
import { NOON, noticesStage } from "../support/notices.js";
import { openShop, order, USDT_TRON } from "../support/till.js";
import { orders } from "../../src/db/tables/orders.js";

const PRICE = { quoteAsset: "aed", quoteAmount: "20" };

eachEngine("notices to staff", (open) => {
  const stage = noticesStage(open);
  const { speaks, heardBy, tell } = stage;

  type Place = Partial<typeof staff.$inferInsert>;
  async function employed(shop: string, place: Place = {}): Promise<string> {
    const userId = randomUUID();
    const member = { merchantId: shop, userId, role: "cashier" as const, state: "active" as const, invitedBy: shop };
    await stage.database.db.insert(staff).values({ ...member, ...place });
    return userId;
  }

  async function paid(shop: string, createdBy: string | null): Promise<void> {
    const { id } = await order(stage.database, shop, { ...PRICE, source: "invoice", createdBy, title: "Lunch" });
    const payment = { paymentAsset: USDT_TRON, paymentAmount: "5.45", paidAt: NOON, payerId: randomUUID() };
    await stage.database.db
      .update(orders)
      .set({ state: "paid", ...payment })
      .where(eq(orders.id, id));
    await tell("tell.paid", { orderId: id, outputId: randomUUID() });
  }

  it("whoever made the invoice hears that it is paid, with a way to give back when they may", async () => {
    const shop = await openShop(stage.database);
    const [plain, limited, removed] = [
      await employed(shop),
      await employed(shop, { refundLimit: "20" }),
      await employed(shop, { state: "removed" }),
    ];
    await speaks(limited, "de");
    for (const maker of [plain, limited, removed]) await paid(shop, maker);
    const [told] = await heardBy(plain);
    expect(told).toMatchObject({ title: "Paid: 20 AED", buttons: {} });
    expect(told?.text).toMatch(/paid your invoice “Lunch” for .*: 20 AED, 5.45 USDT/);
    const [german] = await heardBy(limited);
    expect(german?.title).toBe("Bezahlt: 20 AED");
    expect(Object.values(german?.buttons ?? {})).toEqual([expect.stringMatching(/^input:\/refund /)]);
    // Who no longer works there hears nothing of the shop; its owner hears of all three.
    expect(await heardBy(removed)).toEqual([]);
    expect(await heardBy(shop)).toHaveLength(3);
  });

  it("a payment is announced in each group of the shop, without buttons, and in no other's", async () => {
    const [shop, other] = [await openShop(stage.database), await openShop(stage.database)];
    const groups = [randomUUID(), randomUUID(), randomUUID()];
    const linked = groups.map((conversationId, i) => {
      const merchantId = i < 2 ? shop : other;
      return { conversationId, merchantId, linkedBy: merchantId };
    });
    await stage.database.db.insert(shopGroups).values(linked);
    await paid(shop, null);
    const rows = await stage.database.db.select().from(outbox);
    const said = groups.map((id) => rows.filter(({ conversationId }) => conversationId === id).map(({ data }) => data));
    expect(said.map((list) => list.length)).toEqual([1, 1, 0]);
    expect(said[0]![0]).toContain("paid “Lunch”: 20 AED, 5.45 USDT (TRON).");
    expect(said[0]![0]).not.toMatch(/refund|statistics/);
  });

  it.each(LANGUAGES)("invited, answered and removed, in %s", async (language) => {
    const t = texts(language);
    const shop = await openShop(stage.database);
    await speaks(shop, language);
    const invited = await employed(shop, { state: "invited", role: "manager" });
    await speaks(invited, language);
    await tell("tell.staff_invited", { merchantId: shop, userId: invited });
    const [asked, buttons] = await heardBy(invited);
    expect(asked?.text).toContain(t("staff.role.manager"));
    expect(buttons?.buttons).toEqual({ [t("staff.notify.answer")]: `input:/invitation ${shop}` });
    for (const answer of ["joined", "declined", "left"] as const) {
      await tell("tell.staff_answered", { merchantId: shop, userId: invited, answer });
    }
    expect((await heardBy(shop)).every(({ text }) => text !== "")).toBe(true);
    expect(await heardBy(shop)).toHaveLength(3);
    await stage.database.db.update(staff).set({ state: "removed" }).where(eq(staff.userId, invited));
    await tell("tell.staff_removed", { merchantId: shop, userId: invited });
    // An invitation that was taken back meanwhile is not told any more.
    await tell("tell.staff_invited", { merchantId: shop, userId: invited });
    expect(await heardBy(invited)).toHaveLength(3);
  });
});

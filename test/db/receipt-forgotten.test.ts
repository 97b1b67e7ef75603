import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { tidy } from "../../src/db/housekeeping.js";
import { apiOrders, orders, tillSessions } from "../../src/db/schema.js";
import { eachEngine, empty } from "../support/databases.js";
import { openShop, THORB } from "../support/pay-pages.js";
import { payer } from "../support/receipts.js";

const days = (n: number) => new Date(Date.now() - n * 86_400_000);

eachEngine("what is kept of people who paid, and who stood at the counter", (open) => {
  let database: Database;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
    await openShop(database);
  });

  it("a payer's address is forgotten ninety days later, unless the order may still be paid", async () => {
    const till = payer(database);
    const said = { payeeId: THORB, payeeSent: THORB, clientId: randomUUID(), asked: "", viaLink: true };
    const link = async (state: (typeof orders.$inferSelect)["state"], age: number) => {
      const orderId = await till.open({ source: "api" });
      await database.db.insert(apiOrders).values({
        ...said,
        orderId,
        orderNumber: `${state} ${age}`,
        payerEmail: "ada@example.com",
        createdAt: days(age),
      });
      await database.db.update(orders).set({ state }).where(eq(orders.id, orderId));
    };
    for (const state of ["open", "paid", "settled", "expired", "cancelled"] as const) {
      for (const age of [89, 91]) await link(state, age);
    }
    await tidy(database.db);
    const rows = await database.db.select().from(apiOrders).orderBy(apiOrders.orderNumber);
    expect(rows).toHaveLength(10);
    const kept = rows.filter(({ payerEmail }) => payerEmail !== null).map(({ orderNumber }) => orderNumber!);
    expect(kept).toEqual(["cancelled 89", "expired 89", "open 89", "open 91", "paid 89", "paid 91", "settled 89"]);
  });

  it("devices that are signed out are forgotten ninety days later, links that opened nothing too", async () => {
    const session = (device: string, given: Partial<typeof tillSessions.$inferInsert>) => {
      const hash = randomUUID();
      const who = { id: randomUUID(), merchantId: THORB, userId: randomUUID(), device };
      return { ...who, linkHash: `link ${hash}`, tokenHash: `token ${hash}`, linkExpiresAt: days(200), ...given };
    };
    await database.db
      .insert(tillSessions)
      .values([
        session("out long ago", { openedAt: days(100), endedAt: days(91) }),
        session("out lately", { openedAt: days(100), endedAt: days(89) }),
        session("in", { openedAt: days(60) }),
        session("lapsed lately", { openedAt: days(170) }),
        session("lapsed long ago", { openedAt: days(181) }),
        session("never opened", { tokenHash: null, linkExpiresAt: days(91) }),
        session("not opened yet", { tokenHash: null, linkExpiresAt: days(-1) }),
      ]);
    await tidy(database.db);
    const left = await database.db
      .select({ device: tillSessions.device })
      .from(tillSessions)
      .orderBy(tillSessions.device);
    expect(left.map(({ device }) => device)).toEqual(["in", "lapsed lately", "not opened yet", "out lately"]);
  });
});

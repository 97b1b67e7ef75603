import { expect, it } from "vitest";
import { apiOrders, jobs, receiptMails } from "../../src/db/schema.js";
import { eq } from "drizzle-orm";
import { eachEngine } from "../support/databases.js";
import { link, LinkStage } from "../support/pay-link.js";
import { payer } from "../support/receipts.js";

eachEngine("a payment link that says where the receipt goes", (open) => {
  const stage = new LinkStage(open);
  const numbered = (payerEmail: string) => link({ orderId: "shop-1001", payerEmail });

  it("has it sent when it is paid, in the language of the page", async () => {
    const id = await stage.opened(`${link({ payerEmail: "ada@example.com" })}&lang=es`);
    expect((await stage.saidOf(id)).payerEmail).toBe("ada@example.com");
    expect(await stage.database.db.$count(receiptMails)).toBe(0);
    await payer(stage.database).pay(id);
    expect(await stage.database.db.select().from(receiptMails)).toMatchObject([
      { orderId: id, recipient: "ada@example.com", language: "es", state: "waiting" },
    ]);
    expect(await stage.database.db.$count(jobs, eq(jobs.name, "receipt.send"))).toBe(1);
  });

  it.each(["nobody", "ada@example.com, eve@example.org", "ada@example", "x".repeat(300)])(
    "is paid all the same when that is no address: %s",
    async (payerEmail) => {
      const id = await stage.opened(link({ payerEmail }));
      expect((await stage.saidOf(id)).payerEmail).toBeNull();
    },
  );

  it("is the same order with another address; the last one counts while it can be paid", async () => {
    const id = await stage.opened(numbered("ada@example.com"));
    expect(await stage.opened(numbered("ben@example.com"))).toBe(id);
    expect((await stage.saidOf(id)).payerEmail).toBe("ben@example.com");
    expect(await stage.opened(link({ orderId: "shop-1001" }))).toBe(id);
    expect((await stage.saidOf(id)).payerEmail).toBe("ben@example.com");
    await payer(stage.database).pay(id);
    expect(await stage.opened(numbered("eve@example.com"))).toBe(id);
    expect(await stage.database.db.select().from(apiOrders)).toMatchObject([{ payerEmail: "ben@example.com" }]);
    expect(await stage.database.db.$count(receiptMails)).toBe(1);
  });

  it("tells it nobody who has the order's address alone", async () => {
    const id = await stage.opened(numbered("ada.lovelace@example.com"));
    await payer(stage.database).pay(id);
    for (const path of [`/code/${id}`, `/code/${id}/receipt`]) {
      const { status, html } = await stage.look(path);
      expect(status).toBe(200);
      expect(html).not.toMatch(/lovelace|•|the address you gave/);
    }
  });
});

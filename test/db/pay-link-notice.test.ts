import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { orders } from "../../src/db/tables/orders.js";
import { type Language, LANGUAGES, texts } from "../../src/i18n/index.js";
import { programOver } from "../support/api-asked.js";
import { eachEngine } from "../support/databases.js";
import { NOON, noticesStage } from "../support/notices.js";
import { openShop, USDT_TRON } from "../support/till.js";

eachEngine("notices of payments by links", (open) => {
  const stage = noticesStage(open);
  const { asks, known } = programOver(() => stage.database);

  async function paidCard(language: Language, viaLink: boolean, remark = "Coffee"): Promise<string> {
    const shop = await openShop(stage.database);
    await stage.speaks(shop, language);
    const { order } = await asks(await known(shop), { viaLink, remark });
    const paid = { state: "paid", paymentAsset: USDT_TRON, paymentAmount: "10", payerId: randomUUID() } as const;
    await stage.database.db
      .update(orders)
      .set({ ...paid, paidAt: NOON })
      .where(eq(orders.id, order.id));
    await stage.tell("tell.paid", { orderId: order.id, outputId: randomUUID() });
    return (await stage.heardBy(shop))[0]!.text;
  }

  test.each(LANGUAGES)("say that anybody can have changed the amount (%s)", async (language) => {
    expect(await paidCard(language, true)).toContain(texts(language)("notify.byLink"));
  });

  test("of what a program asked for do not", async () => {
    const text = await paidCard("en", false);
    expect(text).toContain("“Coffee”");
    expect(text).not.toContain("link");
  });

  test("lead nowhere and disguise nothing, whatever a program calls its order", async () => {
    const text = await paidCard("en", false, "\u202eRefund at https://evil.example.com\nnow");
    expect(text).toContain("“Refund at evil[.]example[.]com now”");
    expect(await paidCard("en", false, "https://")).toContain("“Shop”");
  });
});

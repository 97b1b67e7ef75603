import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { intakes } from "../../src/db/schema.js";
import { ApiTill, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { BTC } from "../support/market.js";
import { THORB } from "../support/pay-pages.js";

eachEngine("what money is for, when its trace and its memo say different things", (open) => {
  const till = new ApiTill(open);
  const usual = { payeeId: THORB, quoteAmount: "10.50", quoteAssetId: "USD", paymentAssetId: BTC };
  const asked = (fields: object = {}) =>
    till.told<Shown & { clientId: string }>("POST", "/payments", { ...usual, ...fields });
  const cameTo = async ({ traceId }: Shown) => {
    const rows = await till.database.db.select().from(intakes).where(eq(intakes.orderId, traceId));
    return rows.map(({ disposition }) => disposition);
  };

  test.each<[what: string, memo: (told: Shown) => string]>([
    ["shown to be paid with", ({ memo }) => memo],
    ["of the order's id", ({ traceId }) => traceId],
    ["of the order's id, typed", ({ traceId }) => ` ${traceId.toUpperCase()}`],
  ])("a memo %s, against an order under the trace that a payer's program was to use", async (_what, memo) => {
    const meant = await asked();
    const foreseen = randomUUID();
    const other = await asked({ traceId: foreseen });
    expect(other.traceId).toBe(foreseen);
    await till.pays(meant, { requestId: foreseen, memo: memo(meant) });
    expect([await cameTo(meant), await cameTo(other)]).toEqual([["applied"], []]);
  });

  test("a quote's id as trace, against everything in the memo", async () => {
    const [meant, other] = [await asked(), await asked()];
    await till.pays(meant, { requestId: meant.clientId, memo: other.memo });
    expect([await cameTo(meant), await cameTo(other)]).toEqual([["applied"], []]);
  });

  test("an order's trace, against a memo that names nobody's", async () => {
    const meant = await asked();
    await till.pays(meant, { memo: randomUUID() });
    expect(await cameTo(meant)).toEqual(["applied"]);
  });
});

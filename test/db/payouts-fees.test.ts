import { randomUUID } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import type { Database } from "../../src/db/database.js";
import { balances, post } from "../../src/payments/ledger.js";
import { collectFees } from "../../src/payments/payouts/fees.js";
import { eachEngine, empty } from "../support/databases.js";
import { BTC, USDT_TRON } from "../support/till.js";

eachEngine("fees", (open) => {
  let database: Database;

  beforeEach(async () => {
    database ??= await open();
    await empty(database);
  });

  const earn = (assetId: string, amount: string) =>
    post(database.db, {
      id: randomUUID(),
      lines: [
        { account: "wallet", assetId, amount },
        { account: "fees", assetId, amount: `-${amount}` },
      ],
    });

  it("become float, once a day", async () => {
    await earn(USDT_TRON, "0.3");
    await earn(USDT_TRON, "0.2");
    await earn(BTC, "0.00000001");
    await collectFees(database.db, new Date("2026-11-22T00:10:00Z"));
    const first = [
      { account: "float", assetId: USDT_TRON, amount: "-0.5" },
      { account: "wallet", assetId: USDT_TRON, amount: "0.5" },
      { account: "float", assetId: BTC, amount: "-0.00000001" },
      { account: "wallet", assetId: BTC, amount: "0.00000001" },
    ];
    expect(await balances(database.db)).toEqual(first);
    await earn(USDT_TRON, "0.1");
    await collectFees(database.db, new Date("2026-11-22T23:50:00Z"));
    expect(await balances(database.db)).toContainEqual({ account: "fees", assetId: USDT_TRON, amount: "-0.1" });
    await collectFees(database.db, new Date("2026-11-23T00:10:00Z"));
    expect(await balances(database.db)).toContainEqual({ account: "float", assetId: USDT_TRON, amount: "-0.6" });
    expect((await balances(database.db)).filter((one) => one.account === "fees")).toEqual([]);
  });
});

import { afterEach, expect, test } from "vitest";
import { inTransaction } from "../../src/db/database.js";
import { freshId } from "../../src/db/ids.js";
import { claimRemittance, prepareClaim } from "../../src/payments/remittances/claim.js";
import { openRemittances } from "../../src/payments/remittances/open.js";
import { remittanceById, type RemittanceState } from "../../src/payments/remittances/read.js";
import { returnStuckClaims, stuckClaims } from "../../src/payments/remittances/undeliverable.js";
import { eachEngine } from "../support/databases.js";
import { LiquidTill } from "../support/liquid-till.js";
import { BTC, USDT_ETH } from "../support/market.js";
import { until } from "../support/until.js";

const ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

eachEngine("a claim that is paid out on a chain", (open) => {
  let till: LiquidTill;
  afterEach(() => till.close());

  /** Ten dollars' worth of USDT, sent to nobody in particular and paid. */
  async function sent() {
    const sender = await till.payer();
    await till.control.faucet(sender.userId, USDT_ETH, "500");
    const opened = await inTransaction(till.database.db, (tx) =>
      openRemittances(tx, {
        id: freshId(),
        senderId: sender.userId,
        lines: [
          {
            recipientKind: "email",
            recipientId: null,
            address: "eve@example.com",
            quoteAmount: "100",
            note: null,
            language: "en",
            claimHash: freshId(),
          },
        ],
        quoteAsset: USDT_ETH,
        termSeconds: 3600,
        title: "Transfer",
        language: "en",
        now: new Date(),
      }),
    );
    const quote = await till.quoted(opened.order.id, { assetId: USDT_ETH });
    await till.pay(sender, quote);
    const id = opened.remittances[0]!.id;
    await until("it to be paid", async () => (await remittanceById(till.database.db, id))?.state === "waiting");
    return id;
  }

  const feeNow = async (): Promise<string> => {
    const asked = await till.stage.client().withdrawalFee(BTC, ADDRESS, "");
    return asked.ok ? asked.fee : "";
  };

  /** Claimed in BTC for the address, less this fee. */
  async function claimed(id: string, fee: string) {
    const { db } = till.database;
    const to = { kind: "address" as const, address: ADDRESS, tag: "", fee, label: ADDRESS };
    const now = new Date();
    const prepared = await inTransaction(db, (tx) =>
      prepareClaim(tx, { remittanceId: id, to, settlementAsset: BTC, now }),
    );
    if (!prepared.ok) throw new Error(prepared.reason);
    const orderId = prepared.order.id;
    const quote = await till.quoted(orderId, { assetId: USDT_ETH });
    const taken = await inTransaction(db, (tx) =>
      claimRemittance(tx, { remittanceId: id, orderId, quoteId: quote.id, market: till.market, now }),
    );
    expect(taken).toEqual({ ok: true });
    return quote;
  }

  const becomes = (id: string, state: RemittanceState) =>
    until(`it to be ${state}`, async () => (await remittanceById(till.database.db, id))?.state === state);

  test("converted, less the network's fee that was shown", async () => {
    till = await LiquidTill.open("desk", await open());
    const id = await sent();
    const quote = await claimed(id, await feeNow());
    await becomes(id, "delivered");
    const left = [...till.stage.sandbox.world.store.snapshots.values()].filter((row) => row.withdrawal !== null);
    expect(left).toMatchObject([{ asset_id: BTC, amount: `-${quote.conversion!.settlementAmount}` }]);
    await till.atRest();
  });

  test("not for less than the network asks by now: it is put aside before it is signed, and can go back", async () => {
    till = await LiquidTill.open("desk", await open());
    const { db } = till.database;
    const id = await sent();
    const fee = "0.00000001";
    expect(Number(await feeNow())).toBeGreaterThan(Number(fee));
    await claimed(id, fee);
    const [stuck] = await until("it to be stuck", async () => {
      const found = await stuckClaims(db);
      return found.length > 0 && found;
    });
    expect(stuck!.transfer).toMatchObject({ raw: null, problem: expect.stringContaining("fee was 0.00000001") });
    await inTransaction(db, (tx) => returnStuckClaims(tx, new Date()));
    till.treasury.wake();
    await becomes(id, "returned");
    await till.atRest();
  });
});

import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { Result } from "../../src/web/api/result-schema.js";
import { ApiTill, type Shown } from "../support/api-till.js";
import { eachEngine } from "../support/databases.js";
import { USDT_TRON } from "../support/market.js";
import { THORB } from "../support/pay-pages.js";

const ADA = randomUUID();
const BEN = randomUUID();
/** What was sent in time may be two minutes on its way. */
const WAY_MS = 120_000;

eachEngine("an order of a program whose time is up", (open) => {
  const till = new ApiTill(open);
  const asked = () =>
    till.told<Shown>("POST", "/payments", {
      payeeId: THORB,
      // In what it is paid in: there is no rate to run out.
      quoteAmount: "10",
      quoteAssetId: USDT_TRON,
      settlementAssetId: USDT_TRON,
      paymentAssetId: USDT_TRON,
      expireSeconds: "15",
    });
  const resultOf = ({ traceId }: Shown) => till.told<Result>("GET", "/payments_result", { traceId });
  const becomes = (shown: Shown, status: string) => till.settle(async () => (await resultOf(shown)).status === status);
  /** What went back to somebody: "amount memo". */
  const got = (person: string) =>
    till.network.paid
      .filter(({ to }) => to.includes(person))
      .map(({ amount, memo }) => `${Number(amount)} ${Buffer.from(memo, "base64").toString()}`);
  const gets = (person: string, what: string) => till.settle(() => Promise.resolve(got(person).includes(what)));

  it("has failed, for good: with nothing, and with too little, which goes back", async () => {
    // The reader has taken stock of the wallet before anything comes.
    await till.settle(() => Promise.resolve(true));
    const [none, less] = [await asked(), await asked()];
    await till.pays(less, { senders: [ADA], amount: "3" });
    expect((await resultOf(less)).status).toBe("paid_less");

    // Money that was sent in time may not be here yet.
    till.ahead = WAY_MS;
    await till.reads();
    expect((await resultOf(none)).status).toBe("unpaid");
    expect((await resultOf(less)).status).toBe("paid_less");

    till.ahead = 15_000 + WAY_MS;
    await becomes(none, "failed");
    await becomes(less, "failed");
    expect(await resultOf(none)).toMatchObject({ failureCode: "40000" });
    expect(await resultOf(less)).toMatchObject({ failureCode: "40024" });
    await gets(ADA, `3 RF|${less.traceId}|40024`);

    await till.pays(none, { senders: [BEN] });
    await gets(BEN, `10 RF|${none.traceId}|40000`);
    expect(await resultOf(none)).toMatchObject({ status: "failed", failureCode: "40000", paymentAmount: "0" });
  });
});

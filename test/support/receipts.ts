import { randomUUID } from "node:crypto";
import type { Database } from "../../src/db/database.js";
import { ensurePeople } from "../../src/shop/people.js";
import { type NewOrder, openOrder } from "../../src/payments/orders.js";
import type { Market } from "../../src/payments/ports.js";
import { requestQuote } from "../../src/payments/quotes.js";
import { createPaperNetwork } from "./paper-network.js";
import { THORB } from "./pay-pages.js";
import { payInto } from "./payments.js";
import { ratesForTests, USDT_TRON } from "./rates.js";

const BOT = randomUUID();
/** Who pays. */
export const ADA = randomUUID();

/** Orders of Thorb's shop that are paid as the till takes money, for tests of what follows. */
export function payer(database: Database) {
  const market: Market = { rates: ratesForTests(), liquidity: null };
  const network = createPaperNetwork(BOT);

  /** Twenty dirhams for Thorb, unless told otherwise. */
  async function open(given: Partial<NewOrder> = {}): Promise<string> {
    const usual = { merchantId: THORB, payeeId: THORB, codeId: null, title: "Tea", source: "invoice" as const };
    const price = { quoteAsset: "aed", quoteAmount: "20", settlementAsset: null };
    return (await openOrder(database.db, { id: randomUUID(), ...usual, ...price, ...given })).id;
  }

  /** Pays an order in tethers, with so many of them more than is asked for; returns the transaction's hash. */
  async function pay(orderId: string, amount?: string): Promise<string> {
    await ensurePeople(database.db, [{ userId: ADA, identityNumber: "2815162", fullName: "Ada", avatarUrl: "" }]);
    const answer = await requestQuote(database.db, market, { orderId, assetId: USDT_TRON, now: new Date() });
    if (!answer.ok) throw new Error(answer.reason);
    const { id, paymentAmount } = answer.quote;
    const from = { senders: [ADA], requestId: id, memo: orderId, assetId: USDT_TRON };
    const output = network.receive({ ...from, amount: amount ?? paymentAmount });
    await payInto(database, network, BOT).record(market, output);
    return output.transactionHash;
  }

  return {
    market,
    open,
    pay,
    /** Opens an order and pays it. */
    async paid(given: Partial<NewOrder> = {}, amount?: string): Promise<{ id: string; hash: string }> {
      const id = await open(given);
      return { id, hash: await pay(id, amount) };
    },
  };
}

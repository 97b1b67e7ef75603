import type { Database } from "../../src/db/database.js";
import { transferSecret } from "../../src/payments/cursor.js";
import { recordOutputs } from "../../src/payments/intake.js";
import type { Market, WalletOutput } from "../../src/payments/ports.js";
import { type Quote, requestQuote } from "../../src/payments/quotes.js";
import { quiet } from "./databases.js";
import type { PaperNetwork } from "./paper-network.js";

/** Payments into a till whose payouts do not run: what they lead to stays where a test can look at it. */
export function payInto(database: Database, network: PaperNetwork, botId: string) {
  const { db } = database;

  async function quote(market: Market, orderId: string, assetId: string): Promise<Quote> {
    const answer = await requestQuote(db, market, { orderId, assetId, now: new Date() });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.quote;
  }

  async function record(market: Market, ...outputs: WalletOutput[]): Promise<void> {
    const secret = await transferSecret(db);
    await recordOutputs(db, outputs, { botId, secret, market, log: quiet, opening: false });
  }

  return {
    quote,
    record,
    /** Pays an order in full in this asset. */
    async pay(market: Market, payer: string, orderId: string, assetId: string): Promise<WalletOutput> {
      const { id, paymentAmount: amount } = await quote(market, orderId, assetId);
      const output = network.receive({ senders: [payer], requestId: id, memo: orderId, assetId, amount });
      await record(market, output);
      return output;
    },
  };
}

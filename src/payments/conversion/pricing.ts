import type { QuoteConversion } from "../../db/schema.js";
import { Decimal, decimal, isAmount, plain, roundDown } from "../money.js";
import type { ConversionAnswer, ConversionAsk, LiquidityProvider, Market } from "../ports.js";
import { type OracleRate, oracleRate } from "../prices.js";

/** What is to be converted: an amount of one asset into another. */
export interface Conversion {
  from: string;
  to: string;
  amount: string;
  /** The operator's fee in hundredths of a percent of what comes out. */
  feeBps: number;
}

/** `most` and `least` are of the wanted asset, before the fee. */
export type ConversionOffer =
  | { ok: true; conversion: QuoteConversion }
  | { ok: false; reason: "no_price" }
  | { ok: false; reason: "too_small"; least: string }
  | { ok: false; reason: "not_covered"; most: string };

const WHOLE_BPS = 10_000;
const ONE_BP = decimal("0.0001");

/** A share of an amount, in hundredths of a percent, rounded down to the network's places. */
export const shareOf = (amount: string | Decimal, bps: number): Decimal =>
  roundDown(decimal(amount).mul(bps).mul(ONE_BP));

/** An amount parted into what the payee gets and the operator's fee. */
export function parted(amount: string | Decimal, feeBps: number): { net: Decimal; fee: Decimal } {
  const fee = shareOf(amount, feeBps);
  return { net: decimal(amount).minus(fee), fee };
}

/** What an amount becomes at a rate less a spread, rounded down: before the fee. */
export const convertedAt = (amount: string | Decimal, rate: string, spreadBps: number): Decimal =>
  roundDown(
    decimal(amount)
      .mul(rate)
      .mul(WHOLE_BPS - spreadBps)
      .mul(ONE_BP),
  );

/** What the market makes of it as far as is known now; answers at once, so also inside transactions. */
export function estimateConversion(market: Market, wanted: Conversion, now: Date): ConversionOffer {
  const asked = toAsk(market, wanted, now);
  return asked ? toOffer(asked, wanted, asked.provider.estimate(asked.ask)) : { ok: false, reason: "no_price" };
}

/** What the market makes of it now. May ask the network: never inside a transaction. */
export async function quoteConversion(market: Market, wanted: Conversion, now: Date): Promise<ConversionOffer> {
  const asked = toAsk(market, wanted, now);
  return asked ? toOffer(asked, wanted, await asked.provider.quote(asked.ask)) : { ok: false, reason: "no_price" };
}

/** The same conversion for another amount, at the same rate, spread and fee. */
export function rescaled(conversion: QuoteConversion, amount: string | Decimal, feeBps: number): QuoteConversion {
  const { net, fee } = parted(convertedAt(amount, conversion.rate, conversion.spreadBps), feeBps);
  return { ...conversion, settlementAmount: plain(net), feeAmount: plain(fee) };
}

interface Asked {
  provider: LiquidityProvider;
  oracle: OracleRate;
  ask: ConversionAsk;
}

function toAsk({ rates, liquidity: provider }: Market, { from, to, amount }: Conversion, now: Date): Asked | null {
  const oracle = oracleRate(rates, from, to, now);
  return provider && oracle && { provider, oracle, ask: { from, to, amount, rate: oracle.rate } };
}

function toOffer({ provider, oracle }: Asked, { to, feeBps }: Conversion, answer: ConversionAnswer): ConversionOffer {
  if (!answer.ok) return answer;
  const { net, fee } = parted(answer.amount, feeBps);
  if (!isAmount(plain(net))) return { ok: false, reason: "too_small", least: "0.00000001" };
  const conversion: QuoteConversion = {
    provider: provider.name,
    settlementAsset: to,
    settlementAmount: plain(net),
    feeAmount: plain(fee),
    rate: oracle.rate,
    spreadBps: answer.spreadBps,
    settlementUsd: oracle.usd,
    at: oracle.at,
  };
  return { ok: true, conversion };
}

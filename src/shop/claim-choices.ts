import { estimateConversion } from "../payments/conversion/pricing.js";
import { decimal, plain } from "../payments/money.js";
import type { AssetInfo, Market } from "../payments/ports.js";
import type { Remittance } from "../payments/remittances/read.js";

/** A currency that a transfer can be received in, and how much of it comes out now. */
export interface Choice {
  assetId: string;
  /** Null: not known by name. */
  asset: AssetInfo | null;
  amount: string;
  /** Units of it per unit of what was sent; null: it is what was sent. */
  rate: string | null;
  /** What the exchange keeps, in hundredths of a percent; the rate is the one before it. */
  spreadBps: number;
}

/** As it was sent, first; then what it can be exchanged into now, most used first. Nobody takes a fee of it. */
export function choicesOf(remittance: Remittance, { rates, liquidity }: Market, now: Date): Choice[] {
  const { assetId: from, amount } = remittance;
  if (from === null || amount === null) return [];
  const asSent: Choice = { assetId: from, asset: rates.asset(from), amount: plain(amount), rate: null, spreadBps: 0 };
  if (!liquidity) return [asSent];
  const others = rates.assets().flatMap((asset): Choice[] => {
    if (asset.assetId === from) return [];
    const wanted = { from, to: asset.assetId, amount: plain(amount), feeBps: 0 };
    const offered = estimateConversion({ rates, liquidity }, wanted, now);
    if (!offered.ok) return [];
    const { settlementAmount, rate, spreadBps } = offered.conversion;
    const cover = liquidity.cover(asset.assetId);
    if (cover !== null && decimal(settlementAmount).gt(cover)) return [];
    return [{ assetId: asset.assetId, asset, amount: settlementAmount, rate, spreadBps }];
  });
  return [asSent, ...others];
}

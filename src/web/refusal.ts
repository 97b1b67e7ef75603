import type { Db } from "../db/database.js";
import { texts } from "../i18n/index.js";
import { freeFloat } from "../payments/conversion/cover.js";
import { estimateConversion } from "../payments/conversion/pricing.js";
import { assetLabel } from "../payments/labels.js";
import { type Decimal, decimal, plain } from "../payments/money.js";
import type { Market } from "../payments/ports.js";
import { amountDue, type Wanted } from "../payments/quoting.js";
import type { Speech } from "./language.js";
import { paymentText } from "./pages/parts.js";

/** What is looked at to say why something cannot be had. */
interface Look {
  db: Db;
  market: Market;
  now: Date;
  speech: Speech;
}

/** Why a price cannot be paid with this asset just now, and with which it can. */
export async function whyNot(wanted: Wanted, assetId: string, look: Look): Promise<string> {
  const { market, now, speech } = look;
  const t = texts(speech.language);
  const { settlementAsset: to } = wanted;
  const { liquidity } = market;
  const due = amountDue(wanted, assetId, market.rates, now);
  if (!to || to === assetId || !due || !liquidity) return t("web.code.assetGone");
  const { feeBps } = liquidity;
  const offer = estimateConversion(market, { from: assetId, to, amount: due.amount, feeBps }, now);
  if (!offer.ok && offer.reason === "too_small") {
    return t("web.money.tooSmall", { unit: assetLabel(to, market.rates) });
  }
  if (!offer.ok && offer.reason === "not_covered") return notCovered(to, offer.most, look);
  if (!offer.ok || liquidity.name !== "desk") return t("web.code.assetGone");
  const free = await freeFloat(look.db, to);
  const { settlementAmount, feeAmount } = offer.conversion;
  return decimal(settlementAmount).plus(feeAmount).gt(free) ? notCovered(to, free, look) : t("web.code.assetGone");
}

/** More is asked for than can be had by exchange: how much can, and what needs none. */
export function notCovered(
  settlementAsset: string,
  most: string | Decimal,
  { market: { rates }, speech: { language } }: Pick<Look, "market" | "speech">,
): string {
  const words = {
    most: paymentText(plain(most), settlementAsset, rates, language),
    unit: assetLabel(settlementAsset, rates),
  };
  return texts(language)("web.money.notCovered", words);
}

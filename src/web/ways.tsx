import { html } from "hono/html";
import type { Child } from "hono/jsx";
import type { Language } from "../i18n/index.js";
import type { Market } from "../payments/ports.js";
import { isStale, lastRateAt } from "../payments/prices.js";
import { type Offer, offers, type Wanted } from "../payments/quoting.js";
import { Assets } from "./pages/assets.js";

/** For so long all visitors of the same price see the same ways to pay: each costs a page's worth of arithmetic. */
const KEEP_MS = 1_000;
/** Prices remembered at once. */
const REMEMBERED = 500;

/** How the list of ways to pay is shown. */
export interface Shown {
  language: Language;
  /** Whether amounts are shown: not while the price is still to be typed. */
  amounts: boolean;
  selected?: string | undefined;
}

/** Every way to pay a price now, and their list as it stands on a page. */
export interface Ways {
  offers: Offer[];
  /** When there are none because the last rate is too old: its moment. */
  staleSince: Date | null;
  list(shown: Shown): Child;
}

/** The ways to pay a price, computed and rendered at most once a second for each. */
export function createWays(market: Market, now: () => Date): (wanted: Wanted) => Ways {
  const known = new Map<string, { ways: Ways; at: number }>();
  return ({ quoteAsset, quoteAmount, settlementAsset, acceptedAsset = null }) => {
    const key = `${quoteAsset} ${quoteAmount} ${settlementAsset} ${acceptedAsset}`;
    const at = now().getTime();
    const found = known.get(key);
    if (found && Math.abs(at - found.at) < KEEP_MS) return found.ways;
    const ways = waysTo({ quoteAsset, quoteAmount, settlementAsset, acceptedAsset }, market, new Date(at));
    known.delete(key);
    known.set(key, { ways, at });
    if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
    return ways;
  };
}

function waysTo(wanted: Wanted, market: Market, now: Date): Ways {
  const found = offers(wanted, market, now);
  const last = found.length === 0 ? lastRateAt(wanted.quoteAsset, market.rates) : null;
  const rendered = new Map<string, Child>();
  // What the price is stated in needs no rate, and of a refund it is what the shop has.
  const usual = found.find(({ asset }) => asset.assetId === wanted.quoteAsset) ?? found[0];
  return {
    offers: found,
    staleSince: isStale(last, now) ? last : null,
    list({ language, amounts, selected }) {
      const picked = (found.find((offer) => offer.asset.assetId === selected) ?? usual)?.asset.assetId;
      const key = `${language} ${amounts} ${picked}`;
      const list =
        rendered.get(key) ??
        html`${<Assets offers={found} {...wanted} {...{ language, amounts }} selected={picked} rates={market.rates} />}`;
      rendered.set(key, list);
      return list;
    },
  };
}

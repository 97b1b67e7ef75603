import { decimal, plain, roundDown, roundUp } from "./money.js";

/** Currencies of ISO 4217 that people pay in, by the decimal places of their minor unit there. */
const BY_DIGITS: Record<number, string> = {
  0: "bif clp djf gnf isk jpy kmf krw pyg rwf ugx vnd vuv xaf xof xpf",
  2: [
    "aed afn all amd aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd btn bwp byn bzd cad cdf chf cny cop crc",
    "cup cve czk dkk dop dzd egp ern etb eur fjd fkp gbp gel ghs gip gmd gtq gyd hkd hnl htg huf idr ils inr irr jmd",
    "kes kgs khr kpw kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mru mur mvr mwk mxn myr mzn nad ngn nio",
    "nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sdg sek sgd shp sle sos srd ssp stn svc syp szl",
    "thb tjs tmt top try ttd twd tzs uah usd uyu uzs ved ves wst xcd xcg yer zar zmw zwg",
  ].join(" "),
  3: "bhd iqd jod kwd lyd omr tnd",
};

/** Currencies a price may be stated in, with their minor units. */
export const FIATS: readonly { code: string; digits: number }[] = Object.entries(BY_DIGITS)
  .flatMap(([digits, codes]) => codes.split(" ").map((code) => ({ code, digits: Number(digits) })))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

const digits = new Map(FIATS.map((fiat) => [fiat.code, fiat.digits]));

/** Decimal places of the currency; null when it is not one. The code in either case. */
export const fiatDigits = (code: string): number | null => digits.get(code.toLowerCase()) ?? null;

/** True for the code of a currency, in either case. */
export const isFiat = (code: string): boolean => digits.has(code.toLowerCase());

/** What is missing of a price, in whole minor units: nobody reads of a rest of 3.33333334 USD. Coins stay as they are. */
export const missingOf = (amount: string, quoteAsset: string): string =>
  plain(roundUp(decimal(amount), fiatDigits(quoteAsset) ?? undefined));

/** What there is of a price, in whole minor units, unless that leaves nothing. Coins stay as they are. */
export function wholeOf(amount: string, quoteAsset: string): string {
  const whole = roundDown(decimal(amount), fiatDigits(quoteAsset) ?? undefined);
  return plain(whole.isZero() ? amount : whole);
}

/** Currencies a price may be stated in, with their minor units as in ISO 4217. */
export const FIATS: readonly { code: string; digits: number }[] = [
  ...with2(
    "aed all amd ars aud azn bam bdt bgn bob brl byn cad chf cny cop crc czk dkk dop dzd egp etb eur gbp gel ghs gtq",
  ),
  ...with2(
    "hkd hnl huf idr ils inr jmd kes kgs khr kzt lak lbp lkr mad mdl mkd mmk mnt mop mur mxn myr mzn nad ngn nio",
  ),
  ...with2(
    "nok npr nzd pab pen php pkr pln qar ron rsd rub sar sek sgd thb try ttd twd tzs uah usd uyu uzs ves yer zar zmw",
  ),
  ...["bhd", "iqd", "jod", "kwd", "lyd", "omr", "tnd"].map((code) => ({ code, digits: 3 })),
  ...["clp", "isk", "jpy", "krw", "pyg", "rwf", "ugx", "vnd", "xaf", "xof", "xpf"].map((code) => ({ code, digits: 0 })),
].sort((a, b) => (a.code < b.code ? -1 : 1));

const digits = new Map(FIATS.map((fiat) => [fiat.code, fiat.digits]));

function with2(codes: string): { code: string; digits: number }[] {
  return codes.split(" ").map((code) => ({ code, digits: 2 }));
}

/** Decimal places of the currency; null when it is not one. The code in either case. */
export const fiatDigits = (code: string): number | null => digits.get(code.toLowerCase()) ?? null;

/** True for the code of a currency, in either case. */
export const isFiat = (code: string): boolean => digits.has(code.toLowerCase());

import type { Translate } from "../i18n/index.js";

/** Why money goes back, in words, for a refund code (the codes are MixPay's). */
export function refundReason(t: Translate, code: number): string {
  switch (code) {
    case 40000:
      return t("notify.reason.late");
    case 40020:
      return t("notify.reason.wrongAsset");
    case 40021:
      return t("notify.reason.already");
    case 40022:
      return t("notify.reason.unknown");
    case 40024:
      return t("notify.reason.wrongAmount");
    case 40025:
      return t("notify.reason.quoteExpired");
    case 40027:
      return t("notify.reason.notSettleable");
    case 40032:
      return t("notify.reason.cancelled");
    default:
      return t("notify.reason.other");
  }
}

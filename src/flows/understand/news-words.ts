import { SHOP_NEWS, type ShopNews } from "../../db/mutes.js";
import { LANGUAGES, texts } from "../../i18n/index.js";
import { withoutLead } from "./sentence.js";
import { foldLetters, unquote } from "./text.js";

/** What people call a kind of news besides its name on the buttons, in any language. */
const WORDS: Record<ShopNews, string> = {
  payments:
    "payment|payments|paid|sales|收款|付款|收款通知|付款通知|zahlung|zahlungen|zahlungseingänge|支払い|入金|お支払い|pago|pagos|cobros|دفعة|دفعات|الدفعات|المدفوعات",
  refunds:
    "refund|refunds|退款|退款通知|erstattung|erstattungen|rückerstattungen|返金|reembolso|reembolsos|devoluciones|ردود|المبالغ المردودة|الاسترداد",
  parts:
    "part|parts|late|late money|partial|partial money|逾期|部分付款|逾期款项|teilbeträge|spätes geld|verspätetes geld|一部のお金|期限後のお金|parciales|tardíos|pagos parciales|متأخرة|جزئية",
  invoices:
    "invoice|invoices|unpaid|账单|账单通知|未付账单|rechnung|rechnungen|請求書|未払い|factura|facturas|فواتير|الفواتير",
  digests:
    "digest|digests|summary|summaries|摘要|营业摘要|zusammenfassung|zusammenfassungen|tagesbericht|まとめ|売上のまとめ|resumen|resúmenes|ملخص|الملخص|ملخصات|الملخصات",
  goals: "goal|goals|目标|营业目标|ziel|ziele|目標|objetivo|objetivos|meta|metas|هدف|الهدف|أهداف|الأهداف",
  unusual:
    "unusual|warnings|异常|异常情况|ungewöhnliches|warnungen|いつもと違うこと|異常|inusual|inusuales|cosas inusuales|غير معتادة|أمور غير معتادة",
};

const known = new Map<string, ShopNews>();
for (const news of SHOP_NEWS) {
  const names = LANGUAGES.map((language) => texts(language)(`digest.notices.${news}`));
  for (const word of [news, ...WORDS[news].split("|"), ...names]) known.set(foldLetters(word), news);
}

/** The kind of news that is named, in any language: "payments", "Zusammenfassung", "目标"; null when it is none. */
export function readNews(typed: string): ShopNews | null {
  const said = unquote(typed.trim());
  return known.get(foldLetters(said)) ?? known.get(foldLetters(withoutLead(said))) ?? null;
}

const ON = new Set("on|an|ein|开|开启|打开|オン|sí|activar|تشغيل|تفعيل".split("|").map(foldLetters));
const OFF = new Set("off|aus|关|关闭|オフ|no|desactivar|إيقاف|تعطيل".split("|").map(foldLetters));

/** "payments off", "Zahlungen aus": a kind of news, and whether to hear of it; null when it is not both. */
export function readNewsWish(typed: string): { news: ShopNews; muted: boolean } | null {
  const words = typed.trim().split(/\s+/);
  const wish = foldLetters(words.pop() ?? "");
  const news = readNews(words.join(" "));
  return news === null || (!ON.has(wish) && !OFF.has(wish)) ? null : { news, muted: OFF.has(wish) };
}

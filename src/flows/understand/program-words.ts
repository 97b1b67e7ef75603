import { SCOPES } from "../../db/tables/api.js";
import { LANGUAGES, texts } from "../../i18n/index.js";
import type { Scope } from "../../shop/api-keys.js";
import { WEBHOOK_EVENTS, type WebhookEvent } from "../../shop/webhooks.js";
import { foldLetters, unquote } from "./text.js";

/** What people call what a key is for, besides its name in the chat, in any language. */
const SCOPE_WORDS: Record<Scope, string> = {
  orders:
    "orders|order|read orders|payments|订单|查看订单|查订单|bestellungen|zahlungen|aufträge|注文|注文の閲覧|pedidos|ver pedidos|الطلبات|طلبات|قراءة الطلبات",
  refunds:
    "refunds|refund|退款|erstattungen|erstattung|rückerstattungen|返金|reembolsos|reembolso|devoluciones|ردّ المبالغ|الاسترداد|استرداد",
  statistics: "statistics|stats|统计|statistik|statistiken|統計|estadísticas|الإحصاءات|إحصاءات|الإحصائيات",
  webhooks: "webhooks|webhook|ウェブフック",
};

/** The same of what webhooks tell. */
const EVENT_WORDS: Record<WebhookEvent, string> = {
  "order.paid_less": "paid less|too little|少付|zu wenig|不足|pagado de menos|دفع ناقص",
  "order.pending": "pending|paid|已付款|bezahlt|支払い済み|pagado|مدفوع",
  "order.success": "success|settled|已结算|abgerechnet|入金完了|liquidado|تمت التسوية",
  "order.failed": "failed|失败|gescheitert|失敗|fallido|فشل",
  "refund.success": "refunds|refund|refunded|退款|erstattet|erstattungen|返金|reembolsos|reembolso|الاسترداد|استرداد",
};

export const SCOPE_PARTS: readonly Part<Scope>[] = SCOPES.map((scope) => ({
  value: scope,
  words: [
    scope,
    ...SCOPE_WORDS[scope].split("|"),
    ...LANGUAGES.map((language) => texts(language)(`programs.scope.${scope}`)),
  ],
}));

export const EVENT_PARTS: readonly Part<WebhookEvent>[] = WEBHOOK_EVENTS.map((event) => ({
  value: event,
  words: [
    event,
    ...EVENT_WORDS[event].split("|"),
    ...LANGUAGES.map((language) => texts(language)(`programs.event.${event}`)),
  ],
}));

/** One of several things that can be named together, and what people call it. */
export interface Part<T> {
  value: T;
  words: readonly string[];
}

/** What may stand between two things. */
const BETWEEN = /^(?:[\s,;、，،；/|+&.]|\b(?:and|und|y|e|only|nur|solo)\b|和|及|跟|与|と|や|و)*$/u;

/** "orders, statistics", "订单和统计": the things that are named, in the order of the table; null when anything else is. */
export function readSeveral<T>(parts: readonly Part<T>[], typed: string): T[] | null {
  const words = parts
    .flatMap(({ value, words: all }) => all.map((word) => ({ value, word: foldLetters(word) })))
    .toSorted((a, b) => b.word.length - a.word.length);
  const named = new Set<T>();
  let said = foldLetters(unquote(typed));
  for (const { value, word } of words) {
    if (!said.includes(word)) continue;
    named.add(value);
    said = said.replaceAll(word, " , ");
  }
  if (named.size === 0 || !BETWEEN.test(said.trim())) return null;
  return parts.filter(({ value }) => named.has(value)).map(({ value }) => value);
}

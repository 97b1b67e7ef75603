import { type Language, LANGUAGES } from "../../i18n/index.js";
import { foldLetters } from "./text.js";

/** What people answer with besides the labels of buttons: a meaning, and its words in each language, any of them taken. */
const ANSWERS = {
  yes: {
    en: "yes|y|ok|okay|sure|yep|yeah|do it",
    zh: "是|是的|好|好的|确定|确认|可以|行|对|没问题",
    de: "ja|jep|klar|gerne|jo|passt|stimmt|mach das",
    ja: "はい|うん|ええ|オッケー|了解|お願いします|いいです|いいよ",
    es: "sí|vale|claro|de acuerdo|dale|por supuesto|hazlo|acepto",
    ar: "نعم|اي|ايوه|أجل|حسنا|موافق|تمام|أكيد|طيب|اوكي",
  },
  no: {
    en: "no|n|nope|nah|don't",
    zh: "否|不|不要|不用|不是|不行",
    de: "nein|nö|nee|lieber nicht",
    ja: "いいえ|いや|ううん|だめ|やめる|違います",
    es: "no gracias|para nada|mejor no|nop|ya no|no quiero",
    ar: "لا|كلا|لا شكرا|لأ",
  },
  thanks: {
    en: "thanks|thank you|thx|ty|thanks a lot|thank you very much|cheers",
    zh: "谢谢|多谢|谢谢你|谢谢您|感谢|谢了",
    de: "danke|danke schön|dankeschön|vielen dank|merci|herzlichen dank",
    ja: "ありがとう|ありがとうございます|どうも|サンキュー",
    es: "gracias|muchas gracias|mil gracias",
    ar: "شكرا|شكرا جزيلا|شكرا لك|مشكور|تسلم",
  },
  goalOff: {
    en: "off|none",
    zh: "关|关闭|取消目标",
    de: "aus|weg",
    ja: "オフ|なし",
    es: "quitar|fuera",
    ar: "بدون|إلغاء الهدف",
  },
  open: {
    en: "open|any|any amount|open amount|free|payer decides",
    zh: "任意|任意金额|不限|随意|不限金额|金额不限|金额任意|任意金額|由付款人填写",
    de: "beliebig|offen|offener betrag|kunde entscheidet|freier betrag|beliebiger betrag|beliebigen betrag|jeder betrag|zahler entscheidet",
    ja: "自由|任意の金額|自由金額|金額自由|金額は自由|いくらでも|おまかせ|お客様が決める|支払う人が決める",
    es: "abierto|libre|cualquiera|importe libre|importe abierto|monto libre|el cliente decide|cualquier importe|cualquier monto|cualquier cantidad|decide quien paga",
    ar: "مفتوح|أي مبلغ|مبلغ مفتوح|حر|الدافع يقرر|أي قيمة|الدافع يحدد المبلغ",
  },
  asPaid: {
    en: "as paid|same|whatever|any",
    zh: "按支付币种|原币|原币就行|随意|都可以|都行",
    de: "wie bezahlt|wie gezahlt|egal",
    ja: "支払われたまま|そのまま|同じ通貨|なんでも",
    es: "como se pague|como se pagó|tal cual|igual|da igual|lo mismo",
    ar: "كما دفع|كما هو|نفس العملة|لا يهم",
  },
  payOut: {
    en: "pay|pay me|as paid|keep|off|no",
    zh: "收下|否|按原币结算",
    de: "auszahlen|behalten|nein",
    ja: "受け取る|そのまま|いいえ",
    es: "pagar|págame|quedármelo|como se pague",
    ar: "ادفع|ادفع لي|احتفظ|كما دفع|لا",
  },
  giveBack: {
    en: "return|return it|refund|strict|on|yes",
    zh: "退回|退款|是",
    de: "zurück an den zahler|erstatten|ja",
    ja: "返す|返金|返金する|はい",
    es: "devolver|devolverlo|reembolsar|sí",
    ar: "أعد|أعده|إرجاع|رد المال|نعم",
  },
  accept: {
    en: "accept|take|take it|keep|yes",
    zh: "接受|收下|是",
    de: "annehmen|akzeptieren|ja",
    ja: "受け取る|受け入れる|承認|はい",
    es: "aceptar|acepto|quedármelo|sí",
    ar: "قبول|اقبل|أقبل|نعم",
  },
  reject: {
    en: "refund|return|send back|reject|no",
    zh: "退款|退回|拒绝|不",
    de: "erstatten|zurückgeben|ablehnen|nein",
    ja: "返す|返金|拒否|断る|いいえ",
    es: "devolver|rechazar|reembolsar|rechazo|no",
    ar: "إرجاع|أعد|رفض|أرفض|لا",
  },
  change: {
    en: "change|edit|adjust",
    zh: "修改|更改|改",
    de: "ändern|anpassen|bearbeiten",
    ja: "変更|変える|変更する|編集",
    es: "cambiar|editar|modificar",
    ar: "تغيير|تعديل|غير|عدل",
  },
  nothing: {
    en: "nothing|skip|-|no title",
    zh: "跳过|无|没有|不写",
    de: "nichts|überspringen|ohne titel",
    ja: "なし|スキップ|特になし|ない",
    es: "nada|omitir|saltar|sin título",
    ar: "لا شيء|تخطي|تخط|بدون",
  },
  none: {
    en: "none|no|nothing|zero|off",
    zh: "无|没有|零|不|不设",
    de: "keine|kein|nichts|null|aus",
    ja: "なし|ない|ゼロ|オフ",
    es: "ninguno|ninguna|nada|cero|sin límite|no",
    ar: "لا شيء|بدون|صفر|لا|لا يوجد",
  },
  noEnd: {
    en: "none|no|no end|no deadline|no limit|never|unlimited|forever",
    zh: "无|無|没有|不限|不限时|永久|无期限|永不过期",
    de: "ohne|keine|keins|nie|unbegrenzt|unbefristet|ohne ende|ohne frist|nein",
    ja: "なし|無期限|期限なし|無制限|ずっと|いつまでも",
    es: "ninguno|nunca|sin límite|sin fin|sin plazo|sin vencimiento|ilimitado|para siempre|indefinido",
    ar: "بدون|لا|بلا نهاية|بدون نهاية|بدون موعد|بلا حد|أبدا|دائما|للأبد|غير محدود",
  },
  all: {
    en: "all|everything|full|whole|all of it",
    zh: "全部|全额|所有",
    de: "alles|ganz|komplett|den ganzen betrag",
    ja: "全部|全額|すべて|全て",
    es: "todo|completo|entero|total|la totalidad",
    ar: "الكل|كل|كله|كامل|المبلغ كاملا|بالكامل",
  },
  asThen: {
    en: "then|same",
    zh: "当时|相同",
    de: "damals|gleich viele",
    ja: "当時|同じ",
    es: "entonces|la misma|lo mismo",
    ar: "حينها|نفسه|نفس الكمية",
  },
  today: {
    en: "today|now",
    zh: "今天|现在",
    de: "heute|jetzt",
    ja: "今日|今|現在",
    es: "hoy|ahora",
    ar: "اليوم|الآن",
  },
  me: {
    en: "me|myself",
    zh: "我|我自己",
    de: "ich|mich|mir",
    ja: "私|自分|わたし",
    es: "yo|a mí|mí",
    ar: "أنا|لي|نفسي",
  },
  bot: {
    en: "bot|a bot",
    zh: "机器人",
    de: "ein bot",
    ja: "ボット",
    es: "un bot",
    ar: "بوت|روبوت",
  },
  group: {
    en: "group|multisig|a group",
    zh: "多签|群组|小组",
    de: "gruppe|eine gruppe",
    ja: "グループ|マルチシグ",
    es: "grupo|un grupo|multifirma",
    ar: "مجموعة|جماعة",
  },
  cashier: {
    en: "cashier|till|till staff",
    zh: "收银员|收银|收銀員",
    de: "kasse|kassenkraft|kassierer|kassiererin|kassier|kassierin",
    ja: "レジ|レジ係",
    es: "cajero|cajera|caja",
    ar: "أمين صندوق|أمين الصندوق|أمينة صندوق|كاشير|كاشيرة|صندوق",
  },
  manager: {
    en: "manager|lead",
    zh: "店长|经理|店長|經理",
    de: "leitung|leiter|leiterin|filialleitung|manager|managerin",
    ja: "店長|マネージャー",
    es: "encargado|encargada|gerente|gerencia",
    ar: "مدير|مديرة|مديرا",
  },
  troubled: {
    en: "troubled|failed|problems",
    zh: "有问题|失败",
    de: "probleme|gescheitert|fehler",
    ja: "問題あり|失敗",
    es: "con problemas|fallidas|errores",
    ar: "المتعثرة|متعثرة|مشاكل",
  },
  listOpen: {
    en: "open|unpaid",
    zh: "未付|未付款|待付",
    de: "offen|offene|unbezahlt",
    ja: "未払い|未入金",
    es: "abiertas|abierta|pendientes|pendiente|impagadas",
    ar: "مفتوحة|المفتوحة|غير مدفوعة",
  },
  listPaid: {
    en: "paid",
    zh: "已付|已付款|已收",
    de: "bezahlt|bezahlte",
    ja: "支払い済み|支払済み|入金済み",
    es: "pagadas|pagada|cobradas",
    ar: "مدفوعة|المدفوعة",
  },
  listClosed: {
    en: "closed|expired|cancelled|over",
    zh: "过期|已过期|已取消",
    de: "abgelaufen|storniert|vorbei",
    ja: "期限切れ|終了|キャンセル済み",
    es: "cerradas|cerrada|vencidas|caducadas|canceladas",
    ar: "مغلقة|المغلقة|منتهية|ملغاة",
  },
} as const satisfies Record<string, Record<Language, string>>;

export type Meaning = keyof typeof ANSWERS;
export const MEANINGS = Object.keys(ANSWERS) as Meaning[];

/** The words for it in every language, an array for each. */
export const wordsIn = (meaning: Meaning): Record<Language, string[]> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, ANSWERS[meaning][language].split("|")])) as Record<
    Language,
    string[]
  >;

const flat = Object.fromEntries(
  MEANINGS.map((meaning) => [meaning, [...new Set(Object.values(wordsIn(meaning)).flat())]]),
) as Record<Meaning, string[]>;

/** The words for it in all languages together: people mix them. */
export const wordsFor = (meaning: Meaning): string[] => flat[meaning];

const OPEN = new RegExp(
  `^(?:${wordsFor("open")
    .map(foldLetters)
    .toSorted((a, b) => b.length - a.length)
    .join("|")})(?:\\s+(?:in|en))?[\\s:、，,]*(?=\\S)`,
  "u",
);

/** What stands behind "open": "open usd", "offen in Euro"; null when it does not begin so. */
export function behindOpen(typed: string): string | null {
  const letters = foldLetters(typed);
  const found = OPEN.exec(letters)?.[0];
  return found === undefined ? null : letters.slice(found.length);
}

/** Of these, what no title has in it by chance: "any amount" and "任意金额", not "open" or "自由". */
const CJK_PHRASE = /[\p{Script=Han}\p{Script=Hiragana}]{4}/u;
const PHRASES = wordsFor("open").filter((word) => word.includes(" ") || CJK_PHRASE.test(word));
const ANY_AMOUNT = new RegExp(
  `(?<![\\p{Script=Latin}\\p{Script=Arabic}\\p{N}])(?:${[...new Set([...PHRASES, ...PHRASES.map(foldLetters)])]
    .toSorted((a, b) => b.length - a.length)
    .join("|")})(?![\\p{Script=Latin}\\p{Script=Arabic}\\p{N}])`,
  "iu",
);

/** Where a line says that the payer decides. */
export function anyAmount(line: string): { at: number; length: number } | null {
  const found = ANY_AMOUNT.exec(line);
  return found && { at: found.index, length: found[0].length };
}

/** What leads to a role, and on from it: "as a cashier", "zur Kasse", "como cajero", "レジ係として". */
const AS =
  /^(?:(?:as|to be|for|als|zur|zum|como|de|para)(?: (?:an?|the|eine?n?|una?|el|la))?(?=\s|$)|作为|作為|当|當|做|为|為|を|بصفته|بصفة|بوظيفة|لوظيفة|ك(?:ال)?)\s*/iu;
const AS_BEHIND = /(?:として|と|に|で)(?:招待(?:する|して)?)?$/u;

/** A role as it may be said: whole, and without what only leads to it. An Arabic one may begin like what leads to it. */
export function rolesIn(text: string): string[] {
  const said = foldLetters(text)
    .replace(/[\s,:،、：]+$/u, "")
    .trim();
  const bare = said.replace(AS, "").replace(AS_BEHIND, "").trim();
  return bare === said ? [said] : [said, bare];
}

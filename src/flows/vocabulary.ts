import { type Language, LANGUAGES } from "../i18n/index.js";
import { ar } from "./vocabulary/ar.js";
import { de } from "./vocabulary/de.js";
import { en } from "./vocabulary/en.js";
import { es } from "./vocabulary/es.js";
import { ja } from "./vocabulary/ja.js";
import { zh } from "./vocabulary/zh.js";

/** What people say in one language: words separated by "|", the button's label first. */
export type Vocabulary = Record<keyof typeof en, string>;

const VOCABULARIES: Record<Language, Vocabulary> = { en, zh, de, ja, es, ar };

type Words = Record<Language, string[]>;
/** What more may stand behind a word: nothing, an argument the flow reads, or anything. */
export type Rest = "nothing" | "argument" | "anything";
export interface Entry {
  rest: Rest;
  words: Words;
}

/** Every flow that people start by a word, and what may stand behind it. */
const FLOWS = {
  menu: "nothing",
  more: "nothing",
  greeting: "anything",
  help: "nothing",
  "receipt-code": "argument",
  "my-codes": "argument",
  invoice: "argument",
  "my-invoices": "argument",
  "show-invoice": "argument",
  "cancel-invoice": "argument",
  "duplicate-invoice": "argument",
  charge: "argument",
  send: "argument",
  transfers: "argument",
  claim: "argument",
  "confirm-claim": "argument",
  late: "argument",
  return: "argument",
  for: "argument",
  rest: "argument",
  "show-code": "argument",
  "rename-code": "argument",
  "pause-code": "argument",
  "resume-code": "argument",
  "delete-code": "argument",
  statistics: "argument",
  csv: "argument",
  statement: "argument",
  poster: "argument",
  "all-codes": "nothing",
  settings: "nothing",
  language: "argument",
  "time-zone": "argument",
  handle: "argument",
  currency: "argument",
  settlement: "argument",
  paying: "anything",
  grace: "argument",
  tolerance: "argument",
  strict: "argument",
  payee: "argument",
  refund: "argument",
  staff: "argument",
  invite: "argument",
  invitation: "argument",
  shop: "argument",
  activity: "argument",
  "link-shop": "nothing",
  "unlink-shop": "nothing",
  "my-payments": "argument",
  receipt: "argument",
  contact: "argument",
  reply: "argument",
  messages: "argument",
  mute: "argument",
  unmute: "argument",
  notifications: "argument",
  digest: "argument",
  goal: "argument",
  keys: "nothing",
  "new-key": "argument",
  "revoke-key": "argument",
  webhooks: "nothing",
  "add-webhook": "argument",
  "test-webhook": "argument",
  "remove-webhook": "argument",
  deliveries: "argument",
  delivery: "argument",
  resend: "argument",
  "html-button": "argument",
  till: "nothing",
  "close-till": "argument",
  operator: "nothing",
  float: "argument",
  "withdraw-float": "argument",
  stuck: "argument",
  held: "argument",
  "pause-payouts": "nothing",
  "resume-payouts": "nothing",
  approve: "argument",
  reconcile: "nothing",
  limits: "argument",
  spread: "argument",
} as const satisfies Partial<Record<keyof Vocabulary, Rest>>;

export type SaidFlow = keyof typeof FLOWS;

/** Words → flows: the one table of what people say; the words themselves are in vocabulary/, a file a language. */
export const WORDS = Object.fromEntries(
  Object.entries(FLOWS).map(([flow, rest]) => [flow, { rest, words: words(flow as SaidFlow) }]),
) as Record<SaidFlow, Entry>;

/** Flows of those who run the till: to anybody else their words mean nothing. */
export const OPERATOR_FLOWS: ReadonlySet<string> = new Set<SaidFlow>([
  "operator",
  "float",
  "withdraw-float",
  "stuck",
  "held",
  "pause-payouts",
  "resume-payouts",
  "approve",
  "reconcile",
  "limits",
  "spread",
]);

/** Names of languages, each of which is the command to speak it. */
export const LANGUAGE_WORDS: Record<Language, string[]> = {
  en: ["English", "en", "englisch", "英语", "英文", "英語", "inglés", "ingles", "الإنجليزية", "انجليزي"],
  zh: ["中文", "zh", "chinese", "chinesisch", "汉语", "简体中文", "普通话", "中国語", "chino", "الصينية"],
  de: ["Deutsch", "de", "german", "德语", "德文", "ドイツ語", "alemán", "aleman", "الألمانية"],
  // "ja" alone is German for yes.
  ja: ["日本語", "japanese", "japanisch", "日语", "日文", "japonés", "japones", "اليابانية"],
  es: ["Español", "es", "espanol", "spanish", "spanisch", "西班牙语", "スペイン語", "castellano", "الإسبانية"],
  ar: ["العربية", "ar", "arabic", "arabisch", "阿拉伯语", "アラビア語", "árabe", "arabe", "عربي"],
};

/** Words that work at every step of every flow. */
export const CONTROLS = { back: words("back"), cancel: words("cancel"), help: WORDS.help.words };

function words(key: keyof Vocabulary): Words {
  const said = LANGUAGES.map((language) => [language, VOCABULARIES[language][key].split("|")]);
  return Object.fromEntries(said) as Words;
}

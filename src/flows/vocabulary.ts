import type { Language } from "../i18n/index.js";

/**
 * Words → flows: the one table of what people say. The first word of each language is the label of the button that
 * says it. `rest` tells what more may stand behind the word: nothing, an argument the flow reads, or anything.
 */
export const WORDS = {
  menu: entry("nothing", "Menu|start|main menu|home", "菜单|开始|主菜单", "Menü|start|menue|hauptmenü"),
  greeting: entry(
    "anything",
    "Hello|hi|hey|hello there|good morning|good evening|salam",
    "你好|您好|嗨|哈喽|早上好|晚上好",
    "Hallo|guten tag|servus|moin|grüezi|guten morgen|guten abend|grüß gott",
  ),
  help: entry(
    "nothing",
    "Help|?|how|how does it work|info",
    "帮助|？|怎么用|使用说明|说明",
    "Hilfe|?|wie geht das|anleitung",
  ),
  "receipt-code": entry(
    "argument",
    "New receipt code|receipt code|new code|create code|receive",
    "新建收款码|收款码|收款|新收款码|创建收款码",
    "Neuer Zahlcode|zahlcode|neuer code|code erstellen|kassieren",
  ),
  "my-codes": entry(
    "argument",
    "My codes|codes|list|my receipt codes",
    "我的收款码|收款码列表|列表",
    "Meine Zahlcodes|zahlcodes|liste|meine codes",
  ),
  invoice: entry(
    "argument",
    "New invoice|invoice|bill|new bill|one-time invoice",
    "新建账单|账单|开账单|一次性账单",
    "Neue Rechnung|rechnung|rechnung stellen",
  ),
  "my-invoices": entry(
    "argument",
    "My invoices|invoices|open invoices|bills",
    "我的账单|账单列表|所有账单",
    "Meine Rechnungen|rechnungen|offene rechnungen",
  ),
  "show-invoice": entry(
    "argument",
    "Show invoice|view invoice",
    "查看账单|显示账单",
    "Rechnung zeigen|rechnung anzeigen",
  ),
  "cancel-invoice": entry(
    "argument",
    "Cancel invoice|void invoice",
    "取消账单|作废账单",
    "Rechnung stornieren|stornieren",
  ),
  "duplicate-invoice": entry(
    "argument",
    "Duplicate invoice|duplicate|copy invoice",
    "复制账单",
    "Rechnung kopieren|rechnung duplizieren|duplizieren",
  ),
  charge: entry(
    "argument",
    "Send to somebody|charge|send invoice|send invoice to",
    "发给某人|发账单给|向某人收款",
    "An jemanden senden|rechnung an|rechnung senden",
  ),
  late: entry(
    "argument",
    "Late money|late payments|late payment",
    "逾期款项|逾期付款",
    "Verspätetes Geld|verspätete zahlung|verspätete zahlungen",
  ),
  return: entry(
    "argument",
    "Return my money|return money|take it back",
    "退回我的钱|把钱退给我",
    "Geld zurückholen|geld zurück",
  ),
  for: entry("argument", "Say what it is for|it was for|this is for", "说明用途|指定用途", "Zahlung zuordnen|zuordnen"),
  rest: entry(
    "argument",
    "Pay the rest|pay rest|the rest|rest",
    "补足余款|付余款|余款",
    "Rest bezahlen|rest zahlen|restbetrag|rest",
  ),
  "show-code": entry("argument", "Show|code|show code|poster", "查看|显示|海报", "Zeigen|zeige|anzeigen|plakat"),
  "rename-code": entry("argument", "Rename|rename code", "改名|重命名", "Umbenennen"),
  "pause-code": entry("argument", "Pause|pause code", "暂停", "Pausieren|anhalten"),
  "resume-code": entry("argument", "Resume|resume code|unpause", "恢复|继续收款", "Fortsetzen|weiterführen"),
  "delete-code": entry("argument", "Delete|delete code|remove", "删除", "Löschen|loeschen|entfernen"),
  statistics: entry(
    "argument",
    "Statistics|stats|sales|report",
    "统计|统计数据|报表",
    "Statistik|umsatz|statistiken|bericht",
  ),
  settings: entry("nothing", "Settings|preferences|options", "设置|设定", "Einstellungen|optionen"),
  language: entry("argument", "Language|lang", "语言", "Sprache"),
  "time-zone": entry("argument", "Time zone|timezone|tz", "时区", "Zeitzone"),
  handle: entry(
    "argument",
    "Shop address|handle|username",
    "店铺地址|短名",
    "Laden-Adresse|kürzel|shop-adresse|ladenadresse|adresse",
  ),
  currency: entry("argument", "Currency|default currency", "默认货币|货币", "Währung|waehrung|standardwährung"),
  settlement: entry(
    "argument",
    "What I receive|settlement|receive in",
    "结算币种|结算",
    "Was ich erhalte|auszahlung|abrechnung",
  ),
  paying: entry(
    "anything",
    "How to pay|pay|i want to pay|payer",
    "如何付款|付款|我要付款|支付",
    "So zahle ich|zahlen|bezahlen|ich möchte zahlen",
  ),
  grace: entry("argument", "Grace period|grace", "宽限期|宽限", "Nachfrist|kulanzfrist"),
  tolerance: entry("argument", "Tolerance|shortfall", "少付容差|容差", "Toleranz"),
  strict: entry("argument", "Failed conversions|strict", "兑换失败时|严格", "Gescheiterter Umtausch|streng"),
  payee: entry(
    "argument",
    "Who gets the money|payee|payout to|pay out to",
    "钱打给谁|收款方|收款人|结算给谁",
    "Wer das Geld bekommt|empfänger|zahlungsempfänger|auszahlen an",
  ),
  refund: entry(
    "argument",
    "Refund|refunds|give back|refund payment",
    "退款|退钱|退还",
    "Rückerstattung|erstatten|erstattung|rückzahlung|zurückzahlen",
  ),
  operator: entry("nothing", "Operator|operations", "运营|运营者", "Betrieb|betreiber"),
  float: entry("argument", "Float|floats|top up", "备付金|充值备付金", "Bestand|bestände|aufladen"),
  "withdraw-float": entry("argument", "Withdraw float|withdraw", "提取备付金|提取", "Bestand abheben|abheben"),
  stuck: entry("argument", "Stuck payouts|stuck", "卡住的付款|卡住", "Hängende Auszahlungen|hängt|hängengeblieben"),
  held: entry("argument", "Held money|held", "暂存款|暂存", "Verwahrtes Geld|verwahrt"),
  "pause-payouts": entry(
    "nothing",
    "Pause payouts|stop payouts",
    "暂停出款|停止出款",
    "Auszahlungen anhalten|auszahlungen stoppen",
  ),
  "resume-payouts": entry(
    "nothing",
    "Resume payouts|continue payouts",
    "恢复出款|继续出款",
    "Auszahlungen fortsetzen|auszahlungen weiterführen",
  ),
  approve: entry("argument", "Approve payouts|approve|approvals", "批准出款|批准|审批", "Freigaben|freigeben"),
  reconcile: entry("nothing", "Reconcile|check the books", "对账|核对账目", "Abgleichen|abgleich|kassensturz"),
  limits: entry("argument", "Limits|limit", "限额|额度", "Grenzen|limits|grenze"),
  spread: entry("argument", "Spread and fee|spread|fee|fees", "点差和手续费|点差|手续费", "Aufschlag|gebühr|gebühren"),
} as const satisfies Record<string, Entry>;

/** Flows of those who run the till: to anybody else their words mean nothing. */
export const OPERATOR_FLOWS: ReadonlySet<string> = new Set<keyof typeof WORDS>([
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
  en: ["English", "en", "englisch", "英语", "英文"],
  zh: ["中文", "zh", "chinese", "chinesisch", "汉语", "简体中文", "普通话"],
  de: ["Deutsch", "de", "german", "德语", "德文"],
};

/** Words that work at every step of every flow. */
export const CONTROLS = {
  back: words("Back|previous|undo", "返回|上一步|后退", "Zurück|zurueck"),
  cancel: words("Cancel|stop|quit|exit|abort", "取消|退出|停止", "Abbrechen|abbruch|stopp|beenden"),
  help: WORDS.help.words,
} as const satisfies Record<string, Words>;

type Words = Record<Language, string[]>;
export type Rest = "nothing" | "argument" | "anything";
export interface Entry {
  rest: Rest;
  words: Words;
}

function entry(rest: Rest, en: string, zh: string, de: string): Entry {
  return { rest, words: words(en, zh, de) };
}

function words(en: string, zh: string, de: string): Words {
  return { en: en.split("|"), zh: zh.split("|"), de: de.split("|") };
}

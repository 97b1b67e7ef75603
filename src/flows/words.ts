import { LANGUAGES, type Language } from "../i18n/index.js";
import { fold } from "./understand/text.js";

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
    "New receipt code|receipt code|new code|create code|charge|receive",
    "新建收款码|收款码|收款|新收款码|创建收款码",
    "Neuer Zahlcode|zahlcode|neuer code|code erstellen|kassieren",
  ),
  "my-codes": entry(
    "argument",
    "My codes|codes|list|my receipt codes",
    "我的收款码|收款码列表|列表",
    "Meine Zahlcodes|zahlcodes|liste|meine codes",
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
  handle: entry("argument", "Handle|shop address|username", "店铺地址|短名", "Kürzel|shop-adresse|adresse"),
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
} as const satisfies Record<string, Entry>;

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

export type FlowName = keyof typeof WORDS | "quick-code";
export type Control = keyof typeof CONTROLS;
type Words = Record<Language, string[]>;
type Rest = "nothing" | "argument" | "anything";
interface Entry {
  rest: Rest;
  words: Words;
}

function entry(rest: Rest, en: string, zh: string, de: string): Entry {
  return { rest, words: words(en, zh, de) };
}

function words(en: string, zh: string, de: string): Words {
  return { en: en.split("|"), zh: zh.split("|"), de: de.split("|") };
}

/** A message that names a flow. */
export interface Command {
  flow: FlowName;
  /** What stood behind the word, as typed. */
  rest: string;
  /** Written as a command ("/stats") or exactly as a button says it: meant as a command even where any text is taken. */
  strong: boolean;
  /** The language the word is of; null when several share it. */
  language: Language | null;
}

/** The text on the button that leads to a flow, which is also what tapping it says. */
export const labelOf = (flow: keyof typeof WORDS, language: Language): string => WORDS[flow].words[language][0]!;
export const controlLabel = (control: Control, language: Language): string => CONTROLS[control][language][0]!;

interface Known {
  flow: keyof typeof WORDS;
  rest: Rest;
  label: boolean;
  language: Language | null;
  /** What the word alone says to its flow. */
  preset?: string;
}

const known = new Map<string, Known>();
for (const [flow, { rest, words: all }] of Object.entries(WORDS) as [keyof typeof WORDS, Entry][]) {
  // A flow's own name is its command in every language: buttons on cards say "/statistics donate".
  known.set(flow, { flow, rest, label: false, language: null });
  for (const language of LANGUAGES) {
    for (const [i, word] of all[language].entries()) {
      const before = known.get(fold(word));
      known.set(fold(word), {
        flow,
        rest,
        label: i === 0 || before?.label === true,
        language: before ? null : language,
      });
    }
  }
}
for (const language of LANGUAGES) {
  for (const word of LANGUAGE_WORDS[language]) {
    known.set(fold(word), { flow: "language", rest: "nothing", label: false, language, preset: word });
  }
}
const longestWord = Math.max(...[...known.keys()].map((word) => word.split(" ").length));
/** Chinese is written without spaces: "统计咖啡" is the word and its argument. Longest first. */
const unspaced = [...known.keys()].filter((word) => /\p{Script=Han}/u.test(word)).sort((a, b) => b.length - a.length);

const controls = new Map<string, { control: Control; language: Language }>();
for (const control of Object.keys(CONTROLS) as Control[]) {
  for (const language of LANGUAGES) {
    for (const word of CONTROLS[control][language]) controls.set(fold(word), { control, language });
  }
}

/** "back", "/cancel", "帮助!" and the like, said alone; null otherwise. */
export function readControl(text: string): Control | null {
  return controls.get(bare(text).text)?.control ?? null;
}

/** The flow a message names, with what stands behind; null when it names none. */
export function readCommand(text: string): Command | null {
  const { text: said, slash } = bare(text);
  if (said === "") return null;
  const whole = known.get(said);
  if (whole)
    return { flow: whole.flow, rest: whole.preset ?? "", strong: slash || whole.label, language: whole.language };
  const original = text
    .replace(/^[/／]/, "")
    .trim()
    .split(" ");
  for (let n = Math.min(longestWord, original.length - 1); n > 0; n--) {
    const word = bare(original.slice(0, n).join(" ")).text;
    const found = known.get(word);
    if (!found || found.rest === "nothing") continue;
    const rest = found.rest === "argument" ? original.slice(n).join(" ") : "";
    return { flow: found.flow, rest, strong: slash, language: found.language };
  }
  const start = unspaced.find((word) => said.startsWith(word));
  const found = start === undefined ? undefined : known.get(start);
  if (!start || !found || found.rest === "nothing") return null;
  const rest = found.rest === "argument" ? original.join(" ").slice(start.length).trim() : "";
  return { flow: found.flow, rest, strong: slash, language: found.language };
}

/** A flow named somewhere in a message that is no command: what to say was understood. */
export function findHint(text: string): keyof typeof WORDS | null {
  const said = fold(text);
  for (const token of said.split(/[^\p{L}\p{N}-]+/u).slice(0, 40)) {
    const found = token.length > 2 ? known.get(token) : undefined;
    if (found) return found.flow;
  }
  const inside = /\p{Script=Han}/u.test(said)
    ? unspaced.find((word) => word.length > 1 && said.includes(word))
    : undefined;
  return inside === undefined ? null : (known.get(inside)?.flow ?? null);
}

/** The language a text is likely in, for people who have not chosen one. */
export function guessLanguage(text: string, command: Command | null): Language {
  if (command?.language) return command.language;
  if (/\p{Script=Han}/u.test(text)) return "zh";
  const control = controls.get(bare(text).text);
  if (control) return control.language;
  return /[äöüß]|\b(ich|und|bitte|nicht|wie|der|die|das|ist|danke)\b/i.test(text) ? "de" : "en";
}

function bare(text: string): { text: string; slash: boolean } {
  const folded = fold(text).trim();
  const slash = folded.startsWith("/");
  const word = folded.replace(/^\//, "").replace(/\s+/g, " ").trim();
  return { text: word.replace(/(?<=.)[!?.。,:：…~]+$/u, "").trim(), slash };
}

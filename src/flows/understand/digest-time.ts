import { type Language, LANGUAGES, LOCALES, texts } from "../../i18n/index.js";
import type { DigestTime } from "../../shop/digests.js";
import { westernDigits } from "../../payments/typed.js";
import { foldLetters } from "./text.js";

/** What is said of a digest in one line; what is not said is left out. */
export interface SaidDigest {
  digest?: DigestTime["digest"];
  weekday?: number;
  hour?: number;
}

/** How often, in words. */
export const OFTEN: Record<DigestTime["digest"], string[]> = {
  off: [
    "off",
    "no",
    "none",
    "never",
    "aus",
    "kein",
    "nie",
    "关",
    "关闭",
    "不要",
    "オフ",
    "なし",
    "停止",
    "no",
    "nunca",
    "desactivar",
    "إيقاف",
    "لا",
    "بدون",
  ],
  daily: [
    "daily",
    "day",
    "every day",
    "täglich",
    "tag",
    "每天",
    "每日",
    "日报",
    "毎日",
    "diario",
    "diaria",
    "cada día",
    "يومي",
    "يوميا",
    "كل يوم",
  ],
  weekly: [
    "weekly",
    "week",
    "every week",
    "wöchentlich",
    "woche",
    "每周",
    "每星期",
    "周报",
    "毎週",
    "semanal",
    "cada semana",
    "أسبوعي",
    "أسبوعيا",
    "كل أسبوع",
  ],
};

const OFTEN_WORDS = new Map(
  (Object.keys(OFTEN) as DigestTime["digest"][]).flatMap((often) =>
    [...OFTEN[often], ...LANGUAGES.map((language) => texts(language)(`digest.often.${often}`))].map(
      (word) => [foldLetters(word), often] as const,
    ),
  ),
);

/** A Monday. */
const FIRST_DAY = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 86_400_000;

/** "Monday"; 1 is Monday. */
export function weekdayText(weekday: number, language: Language, form: "long" | "short" = "long"): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { weekday: form, timeZone: "UTC" });
  return format.format(new Date(FIRST_DAY + (weekday - 1) * DAY_MS));
}

const WEEKDAYS = new Map(
  LANGUAGES.flatMap((language) =>
    [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      (["long", "short"] as const).flatMap((form) => {
        const word = wordOf(weekdayText(weekday, language, form));
        // Japanese mostly says "月曜" for "月曜日".
        return [word, word.replace(/曜日$/, "曜")].map((said) => [said, weekday] as const);
      }),
    ),
  ),
);

function wordOf(text: string): string {
  return foldLetters(text).replace(/[.,]/g, "").trim();
}

/** A day of the week in any of our languages; 1 is Monday. */
export const readWeekday = (typed: string): number | null => WEEKDAYS.get(wordOf(typed)) ?? null;

/** "21:00". */
export const hourText = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

const BEFORE_NOON = "am|a\\.m\\.|de la manana|صباحا|ص";
const AFTER_NOON = "pm|p\\.m\\.|de la tarde|de la noche|مساء|م";
const HOUR = new RegExp(
  `^(?:um|at|a las?|الساعه)?\\s*(\\d{1,2})(?::00|h00)?\\s*(?:(${BEFORE_NOON})|(${AFTER_NOON})|uhr|h|horas|[点點時时]整?)?$`,
);
/** Chinese and Japanese say it before the hour: "晚上9点", "午前9時". */
const DAYTIME = /^(?:(凌晨|清晨|早上|早晨|上午|午前|朝)|(中午|下午|傍晚|午後|夕方)|(晚上|夜里|夜))の?\s*(?=\d)/u;
/** "A las 6 de la tarde". */
const MOST_WORDS = 6;

/** "9", "21:00", "9 pm", "21 Uhr", "9 de la noche", "٩ مساءً", "21点", "晚上9点": a full hour of the day. */
export function readHour(typed: string): number | null {
  const said = foldLetters(westernDigits(typed)).trim();
  const found = HOUR.exec(said.replace(DAYTIME, ""));
  if (!found) return null;
  const hour = Number(found[1]);
  const [, morning, afternoon, night] = DAYTIME.exec(said) ?? [];
  // Twelve at night is midnight; "晚上21点" says it twice.
  if ((morning || night) && hour === 12) return 0;
  if ((afternoon || night) && hour > 0 && hour < 12) return hour + 12;
  if (found[2] || found[3]) return hour < 1 || hour > 12 ? null : (hour % 12) + (found[3] ? 12 : 0);
  return hour <= 23 ? hour : null;
}

/** "weekly monday 9", "jeden Tag um 21 Uhr", "off": each part where it stands. */
export function readDigest(said: string): SaidDigest {
  const words = said.trim().split(/\s+/).filter(Boolean);
  const result: SaidDigest = {};
  for (let at = 0; at < words.length; at++) {
    for (let n = Math.min(MOST_WORDS, words.length - at); n > 0; n--) {
      const part = words.slice(at, at + n).join(" ");
      const often = OFTEN_WORDS.get(foldLetters(part));
      const weekday = readWeekday(part);
      const hour = readHour(part);
      if (often !== undefined) result.digest ??= often;
      else if (weekday !== null) result.weekday ??= weekday;
      else if (hour !== null) result.hour ??= hour;
      else continue;
      at += n - 1;
      break;
    }
  }
  // A day of the week says how often.
  if (result.weekday !== undefined) result.digest ??= "weekly";
  return result;
}

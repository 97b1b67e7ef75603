import type { Language } from "../../i18n/index.js";
import { foldLetters } from "./text.js";

/** Words that tell English, German and Spanish apart, which share their letters. */
const TELLING: Partial<Record<Language, string>> = {
  en: "the|and|you|is|are|what|how|please|thanks|thank|my|this|that|with|for|can|want|do|to|have|need|it|i",
  de: "ich|und|bitte|nicht|wie|der|die|das|ist|danke|ein|eine|einen|kann|möchte|mir|mich|was|mit|für|auf|wo|geht|will|kein|zu",
  es: "el|la|los|las|que|qué|por|favor|para|con|quiero|cómo|gracias|una|un|es|no|hola|puedo|necesito|mi|del|y|de|en|dónde|pagar|cobrar|cuánto|dinero",
};
const telling = Object.entries(TELLING).map(
  ([language, words]) => [language as Language, new Set(words.split("|").map(foldLetters))] as const,
);

/** English, German or Spanish: by letters that only one of them has, then by small words; English when in doubt. */
export function guessLatin(text: string): Language {
  if (/[ñ¿¡]/i.test(text)) return "es";
  if (/[äöüß]/i.test(text)) return "de";
  // What has digits in it is no word: ids on buttons hold a "de" now and then.
  const words = foldLetters(text).split(/[^\p{L}\p{N}]+/u);
  const scores = telling.map(([language, set]) => ({ language, score: words.filter((word) => set.has(word)).length }));
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  if (best.score > 0) return best.language;
  return /[áéíóú]/i.test(text) ? "es" : "en";
}

/** Words of people who tell or ask something: what stands around a command's name is then no argument of it. */
const TELLS =
  "i|you|he|she|we|they|your|his|her|their|is|was|are|were|did|does|do|paid|pays|why|how|what|when|where|who|which|not|don't|can't|won't|never|because|but|if|cancel|delete|remove|stop|already|yesterday's|" +
  "ich|du|er|sie|wir|ihr|ist|war|sind|hat|habe|hast|haben|bezahlt|zahlte|warum|wieso|wie|was|wann|wo|wer|nicht|kein|keine|weil|aber|wenn|schon|löschen|storniert|stornieren|" +
  "yo|tú|usted|él|ella|fue|son|está|están|pagué|pagó|pagado|qué|cómo|cuándo|dónde|quién|cuál|no|nunca|porque|pero|ya|cancela|cancelar|borra|borrar|anular|" +
  "أنا|أنت|هو|هي|نحن|هم|لماذا|كيف|متى|أين|من|ماذا|هل|لم|لا|ليس|لن|دفعت|دفع|لكن|إذا|إلغاء|احذف|حذف";
const tells = new Set(TELLS.split("|").map(foldLetters));
const TELLS_UNSPACED =
  /[我你您他她吗呢不没]|为什么|怎么|什么|已经|取消|删除|私|あなた|なぜ|どう|いつ|どこ|ない|ません|ました|です|ます|か$|削除|取り消/u;

/** True for what people say about something, and ask: only kindness may come of it, no action. */
export function isSentence(text: string): boolean {
  if (/[?？؟¿]/u.test(text) || TELLS_UNSPACED.test(text)) return true;
  const words = foldLetters(text).split(/[^\p{L}']+/u);
  return words.length > 14 || words.some((word) => tells.has(word));
}

/** What people put around a request without saying more: articles, wishes, politeness, "for". */
const AROUND =
  "a|an|the|my|please|pls|make|create|send|new|want|need|would like|i want|i need|i would like|i'd like|for|of|as|with|over|" +
  "ein|eine|einen|einer|die|der|das|bitte|mach|mache|erstelle|erstell|neue|neuer|neuen|ich möchte|ich will|ich brauche|für|über|von|mit|als|" +
  "un|una|el|la|los|las|por favor|haz|hazme|crea|crear|nueva|nuevo|quiero|necesito|quisiera|de|por|para|con|" +
  "请|帮我|给我|开一张|一张|一个|的|我要|我想要|" +
  "ください|お願いします|お願い|作って|作成して|発行して|新しい|の|を|で|がほしい|が欲しい|して|" +
  "من فضلك|لو سمحت|أريد|اريد|أنشئ|اعمل|جديدة|جديد|ل|ب|بقيمة|بمبلغ|عن|مقابل|قيمة";
const around = AROUND.split("|")
  .map(foldLetters)
  .toSorted((a, b) => b.length - a.length);
const isLetters = /^[\p{Script=Latin}\p{Script=Arabic}' ]+$/u;
const spaced = around.filter((word) => isLetters.test(word)).join("|");
const dense = around.filter((word) => !isLetters.test(word)).join("|");
const BEFORE = new RegExp(`^(?:(?:${spaced})(?=[\\s,.:،、]|$)|(?:ل|ب)(?=\\d)|${dense}|[\\s,;:،、。.!·–-]+)`, "u");
const BEHIND = new RegExp(`(?:(?<=^|\\s)(?:${spaced})|${dense}|[\\s,;:،、。.!·–-]+)$`, "u");

/** The text without what only leads to it: "I would like an", "por favor", "لـ". */
export const withoutLead = (text: string): string => strip(text, BEFORE, (rest, n) => rest.slice(n));
/** The text without what only leads on from it: "for", "の", "bitte". */
export const withoutTail = (text: string): string => strip(text, BEHIND, (rest, n) => rest.slice(0, rest.length - n));
export const withoutAround = (text: string): string => withoutTail(withoutLead(text));

function strip(text: string, pattern: RegExp, cut: (rest: string, count: number) => string): string {
  let rest = text.trim();
  for (let count = lengthIn(rest, pattern); count > 0; count = lengthIn(rest, pattern)) rest = cut(rest, count).trim();
  return rest;
}

/** How many characters of the text as typed match, which may be written with more marks than the words we compare. */
function lengthIn(text: string, pattern: RegExp): number {
  const letters = foldLetters(text);
  const found = pattern.exec(letters);
  if (!found) return 0;
  if (letters.length === text.length) return found[0].length;
  const atEnd = found.index > 0;
  let longest = 0;
  for (let n = 1; n <= text.length && (longest === 0 || n === longest + 1); n++) {
    const part = foldLetters(atEnd ? text.slice(-n) : text.slice(0, n));
    if (part === found[0]) longest = n;
  }
  return longest;
}

/** "转10块给12345", "给 li@example.com 打 5 usdt": one sign, which begins too many other words to be one of ours. */
const CHINESE_GIVES = /^(?:请|帮我)?(?:给|給|转|轉|打|汇|匯)/u;
const CHINESE_SEND = /(?:转|轉|打|汇|匯)(?:账|帐|钱|款|给(?=\s*[@\d+]))?/u;

/** What stands around the sign for sending in a Chinese line that begins with giving; null of any other line. */
export function withoutChineseGiving(text: string): string | null {
  if (!CHINESE_GIVES.test(text)) return null;
  return text.replace(CHINESE_SEND, " ").replace(/\s+/g, " ").trim() || null;
}

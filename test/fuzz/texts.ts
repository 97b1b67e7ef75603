import { LANGUAGES } from "../../src/i18n/index.js";
import { MEANINGS, wordsFor } from "../../src/flows/understand/answers.js";
import { CONTROLS, LANGUAGE_WORDS, WORDS } from "../../src/flows/words.js";
import type { Dice } from "./random.js";

/** Every word that leads somewhere, in six languages. */
export const VOCABULARY: readonly string[] = [
  ...Object.values(WORDS).map(({ words }) => words),
  ...Object.values(CONTROLS),
  LANGUAGE_WORDS,
].flatMap((words) => LANGUAGES.flatMap((language) => words[language]));

/** Yes, no, all, none … in six languages. */
export const SHORT_ANSWERS: readonly string[] = MEANINGS.flatMap(wordsFor);

/** What people answer to all kinds of questions; ids, links and Mixin IDs are added by whoever knows them. */
export const VALUES: readonly string[] = (
  "20 aed|100 人民币|1.234,50 eur|1,234.50 usd|5|10 usdt|0,5 btc|٢٥ درهم|１００ 円|25 usd coffee 2h|open|open usd|as paid|usdt|" +
  "usdt tron|usdt ethereum|trc20|btc|eur|aed|人民币|Tea|Cake|Lunch for two|Ein Frühstück|午餐|お茶|قهوة|2h|30 min|7 days|24 Stunden|" +
  "2小时|ساعتين|1 %|0,5%|2 percent|Dubai|utc+4|Europe/Berlin|上海|today|yesterday|last week|7 days|30 days|this month|last month|" +
  "letzter Monat|本月|昨日|el mes pasado|الشهر الماضي|2026|all|half|50 %|10|0.01|cashier|manager|Kassierer|店员|+971 50 123 4567|" +
  "0501234567|0049 170 1234567|mia@example.org|mia@例え.jp|a4|a6|1|2|3|#1|1.|9 usdt for lunch|daily|weekly|20:00|8pm|montag|now|new name"
).split("|");

/** What has broken programs before. */
const ODD: readonly string[] = [
  "",
  " ",
  "\n\n",
  "\0",
  "a\0b",
  "\u200b",
  "\u2067abc\u202e",
  "\ufeff",
  "ﷺ".repeat(200),
  "👩‍👩‍👧‍👦".repeat(40),
  "🏳️‍🌈",
  "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
  "İstanbul ıI ß ẞ ﬁ",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty 5",
  "{{text}}",
  "$t(chat.menu.text)",
  "%s %d ${x}",
  "' or 1=1; --",
  "<b>bold</b><script>x</script>",
  "**bold** [a](http://b) `c`",
  "\\",
  "/",
  "//",
  "@",
  "#",
  "?",
  "-",
  "1e308",
  "-1",
  "+5",
  "0",
  "-0.00",
  "0x10",
  "١٢٫٥",
  "１２，３４５．６７",
  "1'000.50 chf",
  "1 000,5 eur",
  "½",
  "∞",
  "99999999999999999999999999999999",
  "0.00000001 btc",
  "0.000000001 btc",
  "10 usdt usd",
  "usd 10 eur",
  "￥100",
  "€5",
  "5€5",
  "十二元",
  "1/2",
  "1,2,3.4.5",
  "http://127.0.0.1:8080/code/",
  "/code/00000000-0000-0000-0000-000000000000",
  "00000000-0000-0000-0000-000000000000",
  "2026-02-30",
  "31.11.",
  "from 1 may to 1 april",
  "25:61",
];

/** Where scripts have their letters. */
const BLOCKS: readonly (readonly [from: number, to: number])[] = [
  [0x20, 0x7e],
  [0x0, 0x1f],
  [0xa0, 0x24f],
  [0x300, 0x36f],
  [0x370, 0x52f],
  [0x590, 0x6ff],
  [0x900, 0xd7f],
  [0xe00, 0xeff],
  [0x1100, 0x11ff],
  [0x2000, 0x206f],
  [0x20a0, 0x20bf],
  [0x2150, 0x218f],
  [0x3040, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xdfff],
  [0xe000, 0xe0ff],
  [0xfb50, 0xfdff],
  [0xfe00, 0xfe0f],
  [0xff00, 0xffef],
  [0x1d7ce, 0x1d7ff],
  [0x1f300, 0x1faff],
  [0xe0000, 0xe007f],
];

/** Anything that can be typed, and much that cannot. */
export function randomText(dice: Dice): string {
  if (dice.chance(0.35)) return dice.one(ODD);
  if (dice.chance(0.3)) return randomAmount(dice);
  const length = dice.weighted([
    [10, 1 + dice.below(5)],
    [10, dice.below(60)],
    [2, dice.below(400)],
    [0.3, dice.below(20_000)],
  ]);
  const blocks = [dice.one(BLOCKS), dice.one(BLOCKS)];
  let text = "";
  for (let i = 0; i < length; i++) {
    const [from, to] = dice.one(blocks);
    text += String.fromCodePoint(from + dice.below(to - from + 1));
  }
  return text;
}

const DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"];
const UNITS = ["", "", "usd", "aed", "eur", "usdt", "btc", "€", "$", "円", "元", "درهم", "xyz", "usdt trc20", "%"];

function randomAmount(dice: Dice): string {
  const digits = Array.from(dice.one(DIGITS));
  const group = () => Array.from({ length: 1 + dice.below(4) }, () => dice.one(digits)).join("");
  let text = group();
  while (dice.chance(0.45)) text += dice.one([".", ",", "'", " ", "٫", "٬", "．", "_"]) + group();
  const unit = dice.one(UNITS);
  return dice.one([
    `${text} ${unit}`,
    `${unit} ${text}`,
    `${text}${unit}`,
    `-${text} ${unit}`,
    `${text}e${dice.below(400)}`,
  ]);
}

/** A message with something wrong in it; `other`: half of it may come from there. */
export function mutated(dice: Dice, text: string, other: string): string {
  const letters = Array.from(text);
  const at = dice.below(letters.length + 1);
  return dice.weighted([
    [3, () => [...letters.slice(0, at), ...letters.slice(at + 1)].join("")],
    [3, () => [...letters.slice(0, at), letters[at - 1] ?? "", ...letters.slice(at)].join("")],
    [3, () => [...letters.slice(0, at), letters[at + 1] ?? "", letters[at] ?? "", ...letters.slice(at + 2)].join("")],
    [3, () => text.slice(0, text.length / 2) + other.slice(other.length / 2)],
    [3, () => `${text} ${other}`],
    [2, () => `${other} ${text}`],
    [2, () => text.replace(/\d/g, () => `${dice.below(10)}`)],
    [2, () => (dice.chance(0.5) ? text.toUpperCase() : text.toLowerCase())],
    [1, () => text.replaceAll(" ", dice.one(["", "  ", "\u3000", "\n", "\u00a0"]))],
    [1, () => `${dice.one(["/", "“", "!", "please ", "…", "@"])}${text}${dice.one(["?", "!!", "”", "。", " please"])}`],
    [1, () => [...letters].toReversed().join("")],
    [1, () => text + randomText(dice)],
  ])();
}

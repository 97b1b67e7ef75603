/**
 * Numbers written with Chinese characters, as people in China and Japan say prices: "一百块", "两千五百元", "1万円",
 * "2.5万". Only where money or another unit stands right behind: "三明治" and "万福楼" are no numbers.
 */

const DIGITS = "〇零一二三四五六七八九";
const OTHER_DIGITS: Record<string, number> = { 两: 2, 兩: 2 };
const TENS: Record<string, number> = { 十: 10, 百: 100, 千: 1_000 };
const MYRIADS: Record<string, number> = { 万: 10_000, 萬: 10_000, 亿: 100_000_000, 億: 100_000_000 };

const HAN = "[〇零一二三四五六七八九两兩十百千万萬亿億]";
const MONEY =
  "块|元|圆|円|圓|人民币|人民幣|美元|美金|刀|欧元|歐元|英镑|港币|港元|日元|日圆|日円|日本円|台币|新台币|澳元|加元|韩元|迪拉姆|" +
  "ドル|米ドル|ユーロ|ポンド|ディルハム|ウォン|比特币|以太币|泰达币|ビットコイン|" +
  "(?:usdt|usdc|btc|eth|usd|eur|cny|rmb|jpy|yen|hkd|aed)(?![a-z])";
const BEFORE_MONEY = new RegExp(`(?<!第)(\\d[\\d,.]*)?(${HAN}{0,15})(?=\\s*(?:${MONEY}))`, "giu");

/** "三块五" is 3.5: a digit behind the unit, and no more. */
const AND_TENTHS = /(\d+)[块塊]([一二三四五六七八九1-9])(?=\s|$|[，,。])/gu;

/** The text with such numbers before money as digits: "一百块" → "100块", "1.5万円" → "15000円". */
export function withHanNumbers(text: string): string {
  if (!/[〇零一二三四五六七八九两兩十百千万萬亿億块塊]/u.test(text)) return text;
  const digits = text.replace(BEFORE_MONEY, (whole, digits: string | undefined, han: string) => {
    if (han === "") return whole;
    const value = digits === undefined ? readHanNumber(han) : scaled(digits, han);
    return value === null ? whole : value;
  });
  return digits.replace(
    AND_TENTHS,
    (_, whole: string, tenths: string) => `${whole}.${readHanNumber(tenths) ?? tenths}块`,
  );
}

/** "一百二十" → "120", "两百五" → "250", "十" → "10", "二〇二六" → "2026"; null when it is none. */
export function readHanNumber(han: string): string | null {
  const signs = Array.from(han);
  if (signs.length > 15 || signs.some((sign) => !isDigit(sign) && !TENS[sign] && !MYRIADS[sign])) return null;
  if (signs.length > 1 && signs.every(isDigit)) return signs.map(digitOf).join("");
  let [sum, part, digit, last] = [0, 0, -1, 1];
  for (const sign of signs) {
    const [ten, myriad] = [TENS[sign], MYRIADS[sign]];
    if (ten !== undefined) {
      part += (digit < 0 ? 1 : digit) * ten;
      [digit, last] = [-1, ten];
    } else if (myriad !== undefined) {
      const before = part + Math.max(digit, 0);
      sum += (before === 0 ? 1 : before) * myriad;
      [part, digit, last] = [0, -1, myriad];
    } else if (digit > 0) {
      return null;
    } else {
      digit = digitOf(sign);
      if (digit === 0) [digit, last] = [-1, 10];
    }
  }
  // "两百五": a digit behind a hundred are tens.
  return String(sum + part + Math.max(digit, 0) * (last >= 100 ? last / 10 : 1));
}

/** "1.5万": digits and what they are to be multiplied by; null when more than that is written. */
function scaled(digits: string, han: string): string | null {
  const zeros = Array.from(han).map((sign) => Math.log10(TENS[sign] ?? MYRIADS[sign] ?? 1));
  if (zeros.some((count) => count === 0) || !/^\d+(?:\.\d+)?$/.test(digits.replaceAll(",", ""))) return null;
  const [whole = "", fraction = ""] = digits.replaceAll(",", "").split(".");
  const places = Math.round(zeros.reduce((a, b) => a + b));
  const moved = whole + fraction.padEnd(places, "0").slice(0, places);
  const rest = fraction.slice(places);
  return `${moved.replace(/^0+(?=\d)/, "")}${rest === "" ? "" : `.${rest}`}`;
}

const isDigit = (sign: string): boolean => DIGITS.includes(sign) || OTHER_DIGITS[sign] !== undefined;
const digitOf = (sign: string): number => OTHER_DIGITS[sign] ?? Math.max(DIGITS.indexOf(sign) - 1, 0);

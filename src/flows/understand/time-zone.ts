import { fold, unquote } from "./text.js";

/** Cities as they are called, folded, where the zone's own name does not say it. */
const CITIES: Record<string, string> = {
  ...called("Asia/Shanghai", "beijing peking china 北京 上海 中国 深圳 广州 shenzhen guangzhou 杭州 成都 重庆"),
  ...called("Asia/Hong_Kong", "hongkong 香港"),
  ...called("Asia/Macau", "macao 澳门"),
  ...called("Asia/Taipei", "taiwan 台北 台湾"),
  ...called("Asia/Tokyo", "tokio japan 东京 日本 osaka 大阪"),
  ...called("Asia/Seoul", "korea 首尔"),
  ...called("Asia/Singapore", "singapur 新加坡"),
  ...called("Asia/Kuala_Lumpur", "malaysia 吉隆坡"),
  ...called("Asia/Bangkok", "thailand 曼谷"),
  ...called("Asia/Ho_Chi_Minh", "saigon hanoi vietnam 胡志明市 河内"),
  ...called("Asia/Jakarta", "雅加达"),
  ...called("Asia/Makassar", "bali 巴厘岛"),
  ...called("Asia/Kolkata", "india indien delhi mumbai bangalore kalkutta 印度 孟买 新德里"),
  ...called("Asia/Kathmandu", "nepal katmandu"),
  ...called("Asia/Dubai", "uae abu-dhabi abudhabi 迪拜 阿联酋 阿布扎比 vae"),
  ...called("Asia/Riyadh", "riad 利雅得"),
  ...called("Asia/Qatar", "doha 多哈"),
  ...called("Europe/Istanbul", "türkei turkey 伊斯坦布尔"),
  ...called("Europe/Moscow", "moskau 莫斯科"),
  ...called(
    "Europe/Berlin",
    "deutschland germany münchen munich hamburg frankfurt köln cologne leipzig 柏林 德国 慕尼黑 法兰克福",
  ),
  ...called("Europe/Vienna", "wien österreich austria graz 维也纳"),
  ...called("Europe/Zurich", "zürich schweiz switzerland bern basel genf geneva 苏黎世"),
  ...called("Europe/London", "uk england 伦敦 英国"),
  ...called("Europe/Paris", "frankreich france 巴黎"),
  ...called("Europe/Rome", "rom italien milano mailand 罗马"),
  ...called("Europe/Lisbon", "lissabon portugal 里斯本"),
  ...called("Europe/Warsaw", "warschau 华沙"),
  ...called("Europe/Prague", "prag 布拉格"),
  ...called("Europe/Athens", "athen 雅典"),
  ...called("America/New_York", "nyc boston washington miami 纽约"),
  ...called("America/Los_Angeles", "la san-francisco seattle 洛杉矶 旧金山"),
  ...called("America/Sao_Paulo", "são-paulo brasilien 圣保罗"),
  ...called("America/Toronto", "多伦多"),
  ...called("America/Vancouver", "温哥华"),
  ...called("Australia/Sydney", "悉尼"),
  ...called("Australia/Melbourne", "墨尔本"),
  ...called("UTC", "utc gmt z greenwich"),
};

/** Offsets that are no whole hours: zones without daylight saving, because an offset was asked for. */
const PART_HOURS: Record<string, string> = {
  "+3:30": "Asia/Tehran",
  "+4:30": "Asia/Kabul",
  "+5:30": "Asia/Kolkata",
  "+5:45": "Asia/Kathmandu",
  "+6:30": "Asia/Yangon",
  "+8:45": "Australia/Eucla",
  "+9:30": "Australia/Darwin",
  "-9:30": "Pacific/Marquesas",
};

function called(zone: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [key(word), zone]));
}

function key(name: string): string {
  const folded = fold(name).normalize("NFKD").replace(/\p{M}/gu, "");
  return folded.replace(/[\s_'’.,-]+/g, "");
}

const byCity = new Map<string, string>();
for (const zone of Intl.supportedValuesOf("timeZone")) {
  byCity.set(key(zone), zone);
  byCity.set(key(zone.split("/").at(-1) ?? zone), zone);
}
for (const [city, zone] of Object.entries(CITIES)) byCity.set(city, zone);

/**
 * The time zone that is meant, as an IANA name that Intl and PostgreSQL both know: a city ("Dubai", "New York", "北京"),
 * a zone's name, or an offset ("UTC+4", "+8", "-3:30"). Null when it is none.
 */
export function readTimeZone(typed: string): string | null {
  const said = fold(unquote(typed)).trim();
  if (said === "" || said.length > 60) return null;
  const offset = /^(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::?(\d{2}))?$/.exec(said);
  if (!offset) return byCity.get(key(said)) ?? null;
  const sign = offset[1] === "+" ? "+" : "-";
  const hours = Number(offset[2]);
  const minutes = offset[3] ?? "00";
  if (minutes !== "00") return PART_HOURS[`${sign}${hours}:${minutes}`] ?? null;
  if (hours === 0) return "UTC";
  // Names of this family carry the opposite sign: Etc/GMT-4 is four hours ahead.
  return hours <= (sign === "+" ? 14 : 12) ? `Etc/GMT${sign === "+" ? "-" : "+"}${hours}` : null;
}

import type { Language } from "../../i18n/index.js";
import { westernDigits } from "../../payments/typed.js";
import { readHanNumber } from "./han-numbers.js";
import { foldLetters, unquote } from "./text.js";

/** Cities as they are called, folded, where the zone's own name does not say it. */
const CITIES: Record<string, string> = {
  ...called("Asia/Shanghai", "beijing peking china 北京 上海 中国 深圳 广州 shenzhen guangzhou 杭州 成都 重庆"),
  ...called("Asia/Shanghai", "ペキン シャンハイ pekín シンセン شنغهاي بكين الصين"),
  ...called("Asia/Hong_Kong", "hongkong 香港 ホンコン هونغ-كونغ هونج-كونج"),
  ...called("Asia/Macau", "macao 澳门 マカオ ماكاو"),
  ...called("Asia/Taipei", "taiwan 台北 台湾 taipéi taiwán タイペイ تايبيه تايوان"),
  ...called(
    "Asia/Tokyo",
    "tokio japan 东京 日本 osaka 大阪 東京 京都 名古屋 福岡 札幌 横浜 とうきょう おおさか japón طوكيو اليابان",
  ),
  ...called("Asia/Seoul", "korea 首尔 ソウル 韓国 seúl corea سيول كوريا"),
  ...called("Asia/Singapore", "singapur 新加坡 シンガポール سنغافورة"),
  ...called("Asia/Kuala_Lumpur", "malaysia 吉隆坡 クアラルンプール マレーシア malasia كوالالمبور ماليزيا"),
  ...called("Asia/Bangkok", "thailand 曼谷 バンコク タイ tailandia بانكوك تايلاند"),
  ...called("Asia/Ho_Chi_Minh", "saigon hanoi vietnam 胡志明市 河内 ホーチミン ハノイ ベトナム هانوي فيتنام"),
  ...called("Asia/Jakarta", "雅加达 ジャカルタ yakarta جاكرتا"),
  ...called("Asia/Makassar", "bali 巴厘岛 バリ بالي"),
  ...called("Asia/Manila", "马尼拉 マニラ filipinas مانيلا الفلبين"),
  ...called(
    "Asia/Kolkata",
    "india indien delhi mumbai bangalore kalkutta 印度 孟买 新德里 インド デリー ムンバイ bombay calcuta",
  ),
  ...called("Asia/Kolkata", "nueva-delhi الهند دلهي نيودلهي مومباي"),
  ...called("Asia/Karachi", "pakistan 卡拉奇 カラチ pakistán كراتشي باكستان إسلام-آباد"),
  ...called("Asia/Kathmandu", "nepal katmandu カトマンズ katmandú كاتماندو"),
  ...called("Asia/Dubai", "uae abu-dhabi abudhabi 迪拜 阿联酋 阿布扎比 vae ドバイ アブダビ dubái abu-dabi eau"),
  ...called("Asia/Dubai", "دبي أبوظبي أبو-ظبي الإمارات الشارقة عجمان"),
  ...called("Asia/Muscat", "oman مسقط عمان-مسقط سلطنة-عمان マスカット mascate"),
  ...called("Asia/Riyadh", "riad 利雅得 リヤド الرياض جدة مكة السعودية المدينة الدمام"),
  ...called("Asia/Qatar", "doha 多哈 ドーハ الدوحة قطر"),
  ...called("Asia/Kuwait", "科威特 クウェート الكويت"),
  ...called("Asia/Bahrain", "manama المنامة البحرين バーレーン"),
  ...called("Asia/Baghdad", "bagdad بغداد العراق バグダッド"),
  ...called("Asia/Amman", "عمان الأردن アンマン"),
  ...called("Asia/Beirut", "بيروت لبنان ベイルート"),
  ...called("Asia/Damascus", "دمشق سوريا damasco"),
  ...called("Asia/Jerusalem", "tel-aviv القدس تل-أبيب テルアビブ エルサレム jerusalén"),
  ...called("Africa/Cairo", "kairo egypt 开罗 カイロ el-cairo القاهرة مصر الإسكندرية"),
  ...called("Africa/Casablanca", "morocco marokko カサブランカ الدار-البيضاء الرباط المغرب marruecos rabat"),
  ...called("Africa/Tunis", "تونس túnez"),
  ...called("Africa/Algiers", "الجزائر argel argelia"),
  ...called("Africa/Khartoum", "الخرطوم السودان"),
  ...called("Africa/Tripoli", "طرابلس ليبيا"),
  ...called("Africa/Lagos", "nigeria ラゴス لاغوس نيجيريا"),
  ...called("Africa/Nairobi", "kenya kenia ナイロビ نيروبي كينيا"),
  ...called("Europe/Istanbul", "türkei turkey 伊斯坦布尔 イスタンブール estambul turquía إسطنبول اسطنبول تركيا أنقرة"),
  ...called("Europe/Moscow", "moskau 莫斯科 モスクワ moscú موسكو"),
  ...called(
    "Europe/Berlin",
    "deutschland germany münchen munich hamburg frankfurt köln cologne leipzig 柏林 德国 慕尼黑 法兰克福",
  ),
  ...called(
    "Europe/Berlin",
    "ベルリン ミュンヘン フランクフルト ハンブルク ドイツ berlín alemania برلين ميونخ ألمانيا",
  ),
  ...called("Europe/Vienna", "wien österreich austria graz 维也纳 ウィーン viena فيينا النمسا"),
  ...called(
    "Europe/Zurich",
    "zürich schweiz switzerland bern basel genf geneva 苏黎世 チューリッヒ ジュネーブ zúrich suiza ginebra",
  ),
  ...called("Europe/Zurich", "زيورخ جنيف سويسرا"),
  ...called("Europe/London", "uk england 伦敦 英国 ロンドン イギリス londres لندن بريطانيا"),
  ...called("Europe/Paris", "frankreich france 巴黎 パリ フランス parís francia باريس فرنسا"),
  ...called(
    "Europe/Madrid",
    "spain spanien españa barcelona valencia sevilla 马德里 マドリード バルセロナ スペイン مدريد برشلونة إسبانيا",
  ),
  ...called("Atlantic/Canary", "canarias islas-canarias tenerife las-palmas"),
  ...called("Europe/Rome", "rom italien milano mailand 罗马 ローマ ミラノ roma milán italia روما ميلانو إيطاليا"),
  ...called("Europe/Lisbon", "lissabon portugal 里斯本 リスボン lisboa لشبونة"),
  ...called("Europe/Warsaw", "warschau 华沙 ワルシャワ varsovia وارسو"),
  ...called("Europe/Prague", "prag 布拉格 プラハ praga براغ"),
  ...called("Europe/Athens", "athen 雅典 アテネ atenas أثينا"),
  ...called("America/New_York", "nyc boston washington miami 纽约 ニューヨーク ワシントン nueva-york نيويورك واشنطن"),
  ...called("America/Chicago", "芝加哥 シカゴ houston dallas شيكاغو"),
  ...called(
    "America/Los_Angeles",
    "la san-francisco seattle 洛杉矶 旧金山 ロサンゼルス サンフランシスコ los-ángeles لوس-أنجلوس سان-فرانسيسكو",
  ),
  ...called("America/Sao_Paulo", "são-paulo brasilien 圣保罗 サンパウロ brasil ساو-باولو"),
  ...called(
    "America/Mexico_City",
    "méxico mexico cdmx ciudad-de-méxico 墨西哥城 メキシコシティ メキシコ مكسيكو المكسيك",
  ),
  ...called(
    "America/Argentina/Buenos_Aires",
    "buenos-aires argentina 布宜诺斯艾利斯 ブエノスアイレス بوينس-آيرس الأرجنتين",
  ),
  ...called("America/Bogota", "bogotá colombia 波哥大 ボゴタ medellín بوغوتا"),
  ...called("America/Lima", "perú 利马 リマ ليما"),
  ...called("America/Santiago", "chile santiago-de-chile 圣地亚哥 サンティアゴ سانتياغو"),
  ...called("America/Caracas", "venezuela 加拉加斯 カラカス كاراكاس"),
  ...called("America/Guayaquil", "ecuador quito キト"),
  ...called("America/Montevideo", "uruguay モンテビデオ"),
  ...called("America/Panama", "panamá パナマ بنما"),
  ...called("America/Havana", "la-habana cuba ハバナ هافانا"),
  ...called("America/Toronto", "多伦多 トロント تورونتو"),
  ...called("America/Vancouver", "温哥华 バンクーバー فانكوفر"),
  ...called("Australia/Sydney", "悉尼 シドニー sídney سيدني"),
  ...called("Australia/Melbourne", "墨尔本 メルボルン ملبورن"),
  ...called("UTC", "utc gmt z greenwich 协定世界时 غرينتش"),
};

/** Offered as buttons. */
export const CITIES_OFFERED: Record<Language, string[]> = {
  en: ["London", "New York", "Dubai", "Singapore", "Berlin"],
  zh: ["北京", "香港", "台北", "新加坡", "迪拜"],
  de: ["Berlin", "Wien", "Zürich", "Dubai", "London"],
  ja: ["東京", "シンガポール", "ドバイ", "ロンドン", "ニューヨーク"],
  es: ["Madrid", "Ciudad de México", "Bogotá", "Buenos Aires", "Lima"],
  ar: ["دبي", "الرياض", "القاهرة", "بغداد", "إسطنبول"],
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
  return foldLetters(name).replace(/[\s_'’.,-]+/g, "");
}

const byCity = new Map<string, string>();
for (const zone of Intl.supportedValuesOf("timeZone")) {
  byCity.set(key(zone), zone);
  byCity.set(key(zone.split("/").at(-1) ?? zone), zone);
}
for (const [city, zone] of Object.entries(CITIES)) {
  // Some engines list only what a zone was called before: Asia/Calcutta, Asia/Katmandu, Asia/Saigon.
  byCity.set(key(zone), zone);
  byCity.set(key(zone.split("/").at(-1) ?? zone), zone);
  byCity.set(city, zone);
}
for (const zone of Object.values(PART_HOURS)) byCity.set(key(zone.split("/").at(-1) ?? zone), zone);

/** "东八区": the eighth zone east of Greenwich. */
const CHINESE_ZONE = /^([东東西])([一二三四五六七八九十\d]{1,2})[区區]$/u;

/**
 * The time zone that is meant, as an IANA name that Intl and PostgreSQL both know: a city ("Dubai", "New York", "北京"),
 * a zone's name, or an offset ("UTC+4", "+8", "-3:30"). Null when it is none.
 */
export function readTimeZone(typed: string): string | null {
  const said = foldLetters(westernDigits(unquote(typed)))
    .trim()
    .replace(
      CHINESE_ZONE,
      (_, side: string, han: string) => `${side === "西" ? "-" : "+"}${readHanNumber(han) ?? han}`,
    );
  if (said === "" || said.length > 60) return null;
  const offset = /^(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::?(\d{2}))?$/.exec(said);
  if (!offset) return byCity.get(key(said)) ?? zoneNamed(said);
  const sign = offset[1] === "+" ? "+" : "-";
  const hours = Number(offset[2]);
  const minutes = offset[3] ?? "00";
  if (minutes !== "00") return PART_HOURS[`${sign}${hours}:${minutes}`] ?? null;
  if (hours === 0) return "UTC";
  // Names of this family carry the opposite sign: Etc/GMT-4 is four hours ahead.
  return hours <= (sign === "+" ? 14 : 12) ? `Etc/GMT${sign === "+" ? "-" : "+"}${hours}` : null;
}

/** A zone by its whole name that the engine knows but does not list, as what it lists: "asia/yangon". */
function zoneNamed(said: string): string | null {
  if (!/^[a-z]+(?:\/[a-z_+-]+){1,2}$/.test(said)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: said }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

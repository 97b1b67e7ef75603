import type { Language } from "./index.js";

/** Cities whose name is another one than the zone's in these languages. */
const CITIES: Partial<Record<Language, string>> = {
  zh: "Asia/Shanghai 北京|Asia/Hong_Kong 香港|Asia/Taipei 台北|Asia/Tokyo 东京|Asia/Seoul 首尔|Asia/Singapore 新加坡|Asia/Bangkok 曼谷|Asia/Dubai 迪拜|Asia/Riyadh 利雅得|Africa/Cairo 开罗|Europe/Istanbul 伊斯坦布尔|Europe/Moscow 莫斯科|Europe/Berlin 柏林|Europe/Paris 巴黎|Europe/Madrid 马德里|Europe/London 伦敦|America/New_York 纽约|America/Los_Angeles 洛杉矶",
  de: "Europe/Vienna Wien|Europe/Zurich Zürich|Europe/Rome Rom|Europe/Prague Prag|Europe/Warsaw Warschau|Europe/Lisbon Lissabon|Europe/Moscow Moskau|Asia/Tokyo Tokio|Asia/Shanghai Peking|Asia/Singapore Singapur|Asia/Riyadh Riad|Africa/Cairo Kairo",
  ja: "Asia/Tokyo 東京|Asia/Shanghai 北京|Asia/Hong_Kong 香港|Asia/Taipei 台北|Asia/Seoul ソウル|Asia/Singapore シンガポール|Asia/Bangkok バンコク|Asia/Dubai ドバイ|Asia/Riyadh リヤド|Africa/Cairo カイロ|Europe/Istanbul イスタンブール|Europe/Berlin ベルリン|Europe/Paris パリ|Europe/Madrid マドリード|Europe/London ロンドン|America/New_York ニューヨーク|America/Los_Angeles ロサンゼルス",
  es: "America/Mexico_City Ciudad de México|America/Bogota Bogotá|America/Panama Panamá|America/Havana La Habana|America/New_York Nueva York|America/Los_Angeles Los Ángeles|America/Sao_Paulo São Paulo|Europe/London Londres|Europe/Berlin Berlín|Europe/Paris París|Europe/Rome Roma|Europe/Vienna Viena|Europe/Zurich Zúrich|Europe/Lisbon Lisboa|Europe/Istanbul Estambul|Atlantic/Canary Canarias|Asia/Dubai Dubái|Asia/Tokyo Tokio|Asia/Shanghai Pekín|Asia/Singapore Singapur|Asia/Riyadh Riad|Africa/Cairo El Cairo",
  ar: "Asia/Dubai دبي|Asia/Muscat مسقط|Asia/Riyadh الرياض|Asia/Qatar الدوحة|Asia/Kuwait الكويت|Asia/Bahrain المنامة|Asia/Baghdad بغداد|Asia/Amman عمّان|Asia/Beirut بيروت|Asia/Damascus دمشق|Asia/Jerusalem القدس|Africa/Cairo القاهرة|Africa/Khartoum الخرطوم|Africa/Tripoli طرابلس|Africa/Tunis تونس|Africa/Algiers الجزائر|Africa/Casablanca الدار البيضاء|Europe/Istanbul إسطنبول|Europe/London لندن|Europe/Berlin برلين|Europe/Paris باريس|Europe/Madrid مدريد|America/New_York نيويورك|Asia/Shanghai بكين|Asia/Tokyo طوكيو|Asia/Singapore سنغافورة",
};

const cities = new Map(
  Object.entries(CITIES).flatMap(([language, list]) =>
    list.split("|").map((one) => {
      const at = one.indexOf(" ");
      return [`${language} ${one.slice(0, at)}`, one.slice(at + 1)] as const;
    }),
  ),
);

const BETWEEN: Partial<Record<Language, string>> = { zh: " ", ja: " ", ar: "، " };

/** A time zone by its city, in which the offset changes with the year: "Dubai", "New York"; without a city "UTC+4". */
export function formatCity(zone: string, language: Language): string {
  // Zones without a city have the opposite sign in their own names: Etc/GMT-4 is four hours ahead.
  if (isOffset(zone)) return offsetOf(zone, new Date(0));
  return cities.get(`${language} ${zone}`) ?? zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

/** The same with its offset at a moment: "Dubai, UTC+4", "UTC+4". */
export const formatZone = (zone: string, language: Language, at: Date): string =>
  isOffset(zone)
    ? formatCity(zone, language)
    : `${formatCity(zone, language)}${BETWEEN[language] ?? ", "}${offsetOf(zone, at)}`;

const isOffset = (zone: string): boolean => /^(?:UTC|GMT|Etc\/.*)$/.test(zone);

/** "UTC+5:30", "UTC". */
function offsetOf(timeZone: string, at: Date): string {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const said = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "", hours = "", minutes = "00"] = /^GMT([+-])(\d{2}):(\d{2})$/.exec(said) ?? [];
  if (Number(hours) === 0 && minutes === "00") return "UTC";
  return `UTC${sign}${Number(hours)}${minutes === "00" ? "" : `:${minutes}`}`;
}

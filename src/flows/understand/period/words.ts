import { foldLetters } from "../text.js";

/** Words of six languages, "|" between them, without accents or capitals where that is how people also write them. */
export const words = (text: string): string[] => text.split("|").map(foldLetters);

/** Times with a name. A bare "week" is the last seven days; "this" and "last" are the calendar's, from Monday on. */
export const NAMED = {
  today: words("today|now|heute|今天|今日|本日|きょう|hoy|اليوم"),
  yesterday: words("yesterday|gestern|昨天|昨日|きのう|前日|ayer|أمس|امبارح|البارحة"),
  week: words("week|a week|one week|woche|eine woche|一周|一星期|1週間|一週間|semana|una semana|أسبوع"),
  month: words("month|a month|one month|monat|ein monat|一个月|1か月|1ヶ月|一ヶ月|un mes|mes|شهر"),
  thisWeek: words(
    "this week|diese woche|本周|这周|这星期|本星期|今週|esta semana|la semana actual|هذا الأسبوع|الأسبوع الحالي|الأسبوع",
  ),
  lastWeek: words(
    "last week|previous week|past week|letzte woche|vorige woche|vergangene woche|上周|上星期|上个星期|上一周|先週|前週|la semana pasada|semana pasada|la última semana|última semana|الأسبوع الماضي|الأسبوع السابق|الأسبوع الفائت",
  ),
  thisMonth: words(
    "this month|dieser monat|diesen monat|in diesem monat|本月|这个月|今月|este mes|el mes actual|هذا الشهر|الشهر الحالي|الشهر",
  ),
  lastMonth: words(
    "last month|previous month|past month|letzter monat|letzten monat|voriger monat|vorigen monat|vergangenen monat|上月|上个月|上一个月|先月|前月|el mes pasado|mes pasado|el último mes|último mes|الشهر الماضي|الشهر السابق|الشهر الفائت",
  ),
  thisYear: words(
    "this year|dieses jahr|今年|本年|este año|el año actual|هذا العام|هذه السنة|العام الحالي|السنة الحالية",
  ),
  lastYear: words(
    "last year|previous year|letztes jahr|voriges jahr|vergangenes jahr|去年|昨年|上一年|el año pasado|año pasado|العام الماضي|السنة الماضية|العام السابق",
  ),
  all: words(
    "all|total|in total|everything|all time|ever|gesamt|alles|insgesamt|gesamte zeit|全部|总计|所有|累计|至今|全期間|すべて|累計|todo|todo el tiempo|desde siempre|الكل|كل شيء|المجموع|كل الوقت|منذ البداية",
  ),
} as const;
export type Named = keyof typeof NAMED;

/** What stands before "7 days" and says no more than that. */
export const LAST = words(
  "last|the last|past|the past|previous|in the last|letzte|letzten|die letzten|der letzten|in den letzten|vergangenen|最近|过去|近|前|直近|過去|ここ|últimos|últimas|los últimos|las últimas|en los últimos|آخر|في آخر|خلال آخر|الماضية",
);
/** What stands behind: "7天内", "7日間". */
export const AGO = words("以来|内|间|間|之内|以内|الماضية|الأخيرة|الماضي");

export const COUNTED = {
  day: words("day|days|d|tag|tage|tagen|t|天|日|día|días|يوم|يومًا|أيام"),
  week: words("week|weeks|w|woche|wochen|周|星期|个星期|週|週間|semana|semanas|أسبوع|أسبوعًا|أسابيع"),
  month: words("month|months|monat|monate|monaten|个月|か月|ヶ月|カ月|ヵ月|mes|meses|شهر|شهرًا|أشهر|شهور"),
  year: words("year|years|y|jahr|jahre|jahren|年|年間|año|años|سنة|سنوات|عام|أعوام"),
} as const;

/** Small numbers written out. */
export const NUMBERS: [string[], number][] = [
  [words("one|a|ein|eine|einen|一|un|una"), 1],
  [words("two|zwei|两|二|dos"), 2],
  [words("three|drei|三|tres|ثلاثة|ثلاث"), 3],
  [words("four|vier|四|cuatro|أربعة|أربع"), 4],
  [words("five|fünf|五|cinco|خمسة|خمس"), 5],
  [words("six|sechs|六|seis|ستة|ست"), 6],
  [words("seven|sieben|七|siete|سبعة|سبع"), 7],
  [words("ten|zehn|十|diez|عشرة|عشر"), 10],
  [words("twelve|zwölf|十二|doce"), 12],
  [words("thirty|dreissig|三十|treinta|ثلاثين|ثلاثون"), 30],
];

/** "two days" in one word. */
export const DUAL: [string[], number, keyof typeof COUNTED][] = [
  [words("يومين|يومان"), 2, "day"],
  [words("أسبوعين|أسبوعان"), 2, "week"],
  [words("شهرين|شهران"), 2, "month"],
  [words("سنتين|عامين"), 2, "year"],
  [
    words(
      "half a year|half year|halbes jahr|ein halbes jahr|letztes halbes jahr|das halbe jahr|半年|半年間|medio año|نصف سنة|نصف عام",
    ),
    6,
    "month",
  ],
  [words("fortnight|quincena"), 14, "day"],
];

export const SINCE_BEFORE = words(
  "since|from|starting|starting from|seit|ab|desde|desde el|desde la|a partir de|a partir del|منذ|من|ابتداء من|自|从",
);
export const SINCE_BEHIND = words("以来|起|至今|开始|以来至今|から|以降|からずっと");

/** Between the two ends of a range; those of one sign may stand without spaces. */
export const UNTIL = words(
  "to|until|till|through|and|bis|bis zum|und|a|al|hasta|hasta el|y|至|到|~|〜|～|-|–|—|から|إلى|الى|حتى|و",
);
export const FROM = words("from|between|von|vom|zwischen|de|del|desde|desde el|entre|entre el|从|自|من|بين");
export const TO_BEHIND = words("まで|为止|止");

/** Two days ago, in one word or three. */
export const DAY_BEFORE_YESTERDAY = words(
  "day before yesterday|the day before yesterday|vorgestern|前天|一昨日|おととい|anteayer|antier|أول أمس|أول امبارح",
);

/** Monday first. */
export const WEEKDAYS = [
  words("monday|mon|montag|周一|星期一|礼拜一|月曜|月曜日|lunes|الاثنين|الإثنين|اثنين"),
  words("tuesday|tue|dienstag|周二|星期二|礼拜二|火曜|火曜日|martes|الثلاثاء|ثلاثاء"),
  words("wednesday|wed|mittwoch|周三|星期三|礼拜三|水曜|水曜日|miércoles|الأربعاء|أربعاء"),
  words("thursday|thu|donnerstag|周四|星期四|礼拜四|木曜|木曜日|jueves|الخميس|خميس"),
  words("friday|fri|freitag|周五|星期五|礼拜五|金曜|金曜日|viernes|الجمعة|جمعة"),
  words("saturday|sat|samstag|sonnabend|周六|星期六|礼拜六|土曜|土曜日|sábado|السبت|سبت"),
  words("sunday|sun|sonntag|周日|周天|星期日|星期天|礼拜天|日曜|日曜日|domingo|الأحد|أحد"),
];
/** Before a weekday: it is the one behind us in any case. */
export const LAST_ONE = words("last|on|letzten|letzter|am|上|先週の|el|el pasado|el último|يوم");

/** January first. */
export const MONTHS = [
  words("january|jan|januar|jänner|jän|enero|ene|يناير|كانون الثاني|一月|一月份"),
  words("february|feb|februar|febrero|فبراير|شباط|二月|二月份"),
  words("march|mar|märz|mär|mrz|marzo|مارس|آذار|三月|三月份"),
  words("april|apr|abril|abr|أبريل|إبريل|نيسان|四月|四月份"),
  words("may|mai|mayo|مايو|أيار|五月|五月份"),
  words("june|jun|juni|junio|يونيو|حزيران|六月|六月份"),
  words("july|jul|juli|julio|يوليو|تموز|七月|七月份"),
  words("august|aug|agosto|ago|أغسطس|آب|八月|八月份"),
  words("september|sep|sept|septiembre|setiembre|سبتمبر|أيلول|九月|九月份"),
  words("october|oct|oktober|okt|octubre|أكتوبر|تشرين الأول|十月|十月份"),
  words("november|nov|noviembre|نوفمبر|تشرين الثاني|十一月|十一月份"),
  words("december|dec|dezember|dez|diciembre|dic|ديسمبر|كانون الأول|十二月|十二月份"),
];

/** Small words around a time or a code that mean nothing by themselves here. */
export const FILLERS = words(
  "of|for|in|on|the|from|during|at|my|with|code|codes|für|vom|von|im|in|des|der|die|das|mit|am|的|在|の|に|で|de|del|la|el|en|por|para|durante|con|في|عن|من|خلال|ل|لـ|على|please|bitte|por favor|من فضلك|لو سمحت|,|،|、|:|-",
);
/** All codes together. */
export const WHOLE_SHOP = words(
  "all codes|shop|the shop|whole shop|my shop|alle codes|alle zahlcodes|laden|ganzer laden|mein laden|店铺|全店|全部收款码|所有收款码|店|お店|店全体|すべての受取コード|tienda|la tienda|todos los códigos|المتجر|كل الرموز|متجري",
);
/** What was paid on invoices. */
export const INVOICES = words("invoices|rechnungen|账单|請求書|facturas|الفواتير|فواتير");

import { describe, expect, it } from "vitest";
import { readPeriod, spanNamed } from "../../src/flows/understand/period.js";
import { readStatisticsLine } from "../../src/flows/understand/statistics-line.js";
import { type Language, LANGUAGES, texts } from "../../src/i18n/index.js";

/** A Sunday. */
const TODAY = "2026-11-22";

const said = (text: string, language?: Language): string => {
  const read = readPeriod(text, TODAY, language);
  if (!read) return "nothing";
  return read.ok ? `${read.span.unit} ${read.span.first ?? ""}..${read.span.last}` : read.problem;
};

const MEANT: [string, string][] = [
  ["days 2026-11-22..2026-11-22", "today|Heute|今天|今日|hoy|اليوم"],
  ["days 2026-11-21..2026-11-21", "yesterday|gestern|昨天|昨日|ayer|أمس"],
  ["days 2026-11-20..2026-11-20", "the day before yesterday|vorgestern|前天|一昨日|anteayer|أول أمس"],
  ["days 2026-11-16..2026-11-22", "最近一周|过去一周|the last one week|直近一週間"],
  ["days 2026-10-23..2026-11-22", "最近一个月|过去一个月|the past one month|過去一ヶ月"],
  ["days 2025-11-23..2026-11-22", "最近一年|过去一年|a year|ein Jahr|過去一年|un año"],
  ["days 2026-05-23..2026-11-22", "half a year|ein halbes Jahr|半年|medio año|نصف سنة|letztes halbes Jahr"],
  [
    "days 2026-11-16..2026-11-22",
    "7 days|7d|last 7 days|week|7 Tage|letzte 7 Tage|die letzten sieben Tage|7天|最近7天|最近七天|一周|7日間|過去7日間|直近7日間|últimos 7 días|los últimos siete días|آخر 7 أيام|٧ أيام|7 أيام",
  ],
  ["days 2026-10-24..2026-11-22", "30 days|month|30 Tage|30天|30日間|últimos 30 días|30 يومًا|آخر ٣٠ يوما"],
  [
    "days 2026-08-25..2026-11-22",
    "last 90 days|past 90 days|letzte 90 Tage|最近90天|過去90日間|últimos 90 días|آخر 90 يومًا",
  ],
  [
    "days 2026-08-23..2026-11-22",
    "3 months|last three months|letzte 3 Monate|最近三个月|過去3か月|últimos 3 meses|آخر 3 أشهر",
  ],
  ["days 2026-11-09..2026-11-22", "2 weeks|zwei Wochen|两周|2週間|dos semanas|أسبوعين"],
  ["week 2026-11-16..2026-11-22", "this week|diese Woche|本周|今週|esta semana|هذا الأسبوع"],
  [
    "week 2026-11-09..2026-11-15",
    "last week|letzte Woche|上周|上星期|先週|la semana pasada|semana pasada|الأسبوع الماضي",
  ],
  [
    "month 2026-11-01..2026-11-22",
    "this month|dieser Monat|本月|这个月|今月|este mes|هذا الشهر|november|Nov|11月|نوفمبر",
  ],
  [
    "month 2026-10-01..2026-10-31",
    "last month|letzten Monat|上个月|先月|el mes pasado|الشهر الماضي|october|Oktober|10月|octubre|أكتوبر|تشرين الأول|10/2026|2026-10|2026年10月|octubre de 2026",
  ],
  ["year 2026-01-01..2026-11-22", "this year|dieses Jahr|今年|este año|هذا العام|2026|2026年|٢٠٢٦"],
  ["year 2025-01-01..2025-12-31", "last year|letztes Jahr|去年|昨年|el año pasado|العام الماضي|2025"],
  ["all ..2026-11-22", "all|alles|gesamt|全部|全期間|todo|الكل"],
  [
    "days 2026-11-16..2026-11-22",
    "since Monday|since last monday|seit Montag|从周一起|周一以来|月曜日から|desde el lunes|منذ الاثنين",
  ],
  [
    "days 2026-03-01..2026-11-22",
    "since march|seit 1. März|ab 1.3.|since 2026-03-01|从3月1日起|3月1日から|desde el 1 de marzo|منذ 1 مارس|since march 1st",
  ],
  [
    "month 2026-03-01..2026-03-31",
    "march|March 2026|März|märz 2026|mar|3月|2026年3月|marzo|marzo de 2026|مارس|آذار 2026",
  ],
  ["month 2025-12-01..2025-12-31", "december|Dezember|12月|diciembre|ديسمبر|dec 2025"],
  [
    "days 2026-03-01..2026-03-15",
    "1-15 march|1–15 March|march 1-15|1.3.-15.3.|1.-15.3.|1.3. bis 15.3.|1. bis 15. März|2026-03-01 to 2026-03-15|from 1 march to 15 march|between 1 March and 15 March|von 1.3. bis 15.3.|3月1日至15日|3月1日到3月15日|3月1日から15日まで|3月1日〜3月15日|del 1 al 15 de marzo|1 al 15 de marzo de 2026|من 1 إلى 15 مارس|1/3 - 15/3|1/3/2026-15/3/2026|2026/03/01-2026/03/15|١-١٥ مارس",
  ],
  [
    "days 2026-03-01..2026-05-31",
    "march to may|März bis Mai|3月到5月|3月から5月まで|marzo a mayo|من مارس إلى مايو|mar-may 2026",
  ],
  ["days 2025-12-15..2026-01-03", "15 dec - 3 jan|15.12.-3.1.|15 dec - 3 jan 2026|15 Dec 2025 to 3 Jan 2026"],
  [
    "days 2026-11-20..2026-11-20",
    "friday|Freitag|周五|金曜日|viernes|الجمعة|last friday|20 november|20.11.|11月20日|20 de noviembre|20/11/2026|2026-11-20",
  ],
  ["days 2026-11-10..2026-11-22", "10-30 november|10.11.-30.11.2026"],
  [
    "ahead",
    "december 2026|2027|2026-12-01|1.12.2026|1-15 december 2026|2027年3月|since december 2026|diciembre de 2026|ديسمبر 2026",
  ],
  [
    "ahead",
    "tomorrow|the day after tomorrow|next week|the next month|next year|in the next year|next january|january next year|1-15 january of next year|next monday|the next 7 days|this coming week",
  ],
  [
    "ahead",
    "morgen|übermorgen|nächste Woche|in der nächsten Woche|nächsten Monat|nächstes Jahr|im nächsten Jahr|kommende Woche|nächsten Januar|Januar nächsten Jahres|die nächsten 7 Tage|nächsten Montag",
  ],
  [
    "ahead",
    "明天|后天|下周|下星期|下个星期|下个月|下个月的|明年|明年一月|明年1月|明年1月5日|下星期一|未来7天|接下来一周",
  ],
  ["ahead", "明日|あした|明後日|来週|来月|来年|来年1月|来年の1月|翌週|今後7日間|次の週|来週の月曜日"],
  [
    "ahead",
    "mañana|pasado mañana|la próxima semana|próxima semana|la semana que viene|el mes que viene|el próximo mes|el año que viene|el próximo año|enero del año que viene|enero del próximo año|1 de enero del año que viene|el lunes que viene|próximo lunes|los próximos 7 días|el año próximo",
  ],
  [
    "ahead",
    "غدًا|غدا|بكرة|بعد غد|الأسبوع القادم|الأسبوع المقبل|الشهر القادم|السنة القادمة|العام القادم|يناير القادم|يناير من العام القادم|يناير العام المقبل|يناير السنة القادمة|الاثنين القادم|١ يناير من العام القادم",
  ],
  ["reversed", "15-1 march|2026-03-15 to 2026-03-01|15.3.2026-1.3.2026|3月15日到3月1日|del 15 al 1 de marzo"],
  ["too_long", "9999 days|50 years|1990-01-01 to 2026-01-01"],
  ["nothing", "coffee|donate|2. Cake|next tuesday maybe|32.1.|31.2.2026|2026-13-01|a-b|last|since|to|-|march madness"],
];

describe("a time in words", () => {
  it("take the month first in Chinese and Japanese, where the numbers do not say it", () => {
    for (const language of ["zh", "ja"] as const) {
      expect(said("11/3-11/9", language)).toBe("days 2026-11-03..2026-11-09");
      expect(said("11/3〜11/9", language)).toBe("days 2026-11-03..2026-11-09");
      expect(said("25/10", language)).toBe("days 2026-10-25..2026-10-25");
      expect(said("2026/11/3", language)).toBe("days 2026-11-03..2026-11-03");
      expect(readStatisticsLine("11/3-11/9 咖啡", TODAY, language).rest).toBe("咖啡");
    }
    expect(said("3/11-9/11", "de")).toBe("days 2026-11-03..2026-11-09");
  });

  it.each(MEANT.flatMap(([meant, all]) => all.split("|").map((text): [string, string] => [text, meant])))(
    "%s is %s",
    (text, meant) => {
      expect(said(text)).toBe(meant);
    },
  );

  it("is what the buttons of statistics say, in every language", () => {
    const keys = [
      ["statistics.today", "today"],
      ["statistics.days7", "week"],
      ["statistics.days30", "month"],
      ["statistics.thisMonth", "thisMonth"],
      ["statistics.lastMonth", "lastMonth"],
      ["statistics.all", "all"],
    ] as const;
    for (const language of LANGUAGES) {
      for (const [key, name] of keys) {
        const label = texts(language)(key);
        expect(readPeriod(label, TODAY), `${language} ${label}`).toEqual({ ok: true, span: spanNamed(name, TODAY) });
      }
      const read = readStatisticsLine(texts(language)("statistics.invoices"), TODAY);
      expect(read.scope, language).toBe("invoices");
    }
  });

  it.each(["all codes last month", "alle Codes letzten Monat", "上个月全部收款码", "todos los códigos el mes pasado"])(
    "%s: the whole shop",
    (line) => {
      expect(readStatisticsLine(line, TODAY)).toMatchObject({
        scope: "shop",
        period: { ok: true, span: { unit: "month", first: "2026-10-01" } },
      });
    },
  );

  it.each([
    ["donate last week", "donate", "2026-11-09"],
    ["last week donate", "donate", "2026-11-09"],
    ["last week for donate", "donate", "2026-11-09"],
    ["of donate in march", "donate", "2026-03-01"],
    ["咖啡上周", "咖啡", "2026-11-09"],
    ["上周咖啡", "咖啡", "2026-11-09"],
    ["上周的咖啡", "咖啡", "2026-11-09"],
    ["コーヒーの先週", "コーヒー", "2026-11-09"],
    ["Kaffee letzte Woche", "Kaffee", "2026-11-09"],
    ["café la semana pasada", "café", "2026-11-09"],
    ["قهوة الأسبوع الماضي", "قهوة", "2026-11-09"],
    ["1-15 march coffee to go", "coffee to go", "2026-03-01"],
    ["coffee to go", "coffee to go", null],
    ["", "", null],
    ["2 yesterday", "2", "2026-11-21"],
    ["donate next year", "donate", "ahead"],
    ["donate en enero del año que viene", "donate", "ahead"],
    ["قهوة يناير من العام القادم", "قهوة", "ahead"],
    ["咖啡明年一月", "咖啡", "ahead"],
    ["来年の1月コーヒー", "コーヒー", "ahead"],
    ["Kaffee nächste Woche", "Kaffee", "ahead"],
  ])("of “%s” leaves the code “%s”", (line, rest, first) => {
    const read = readStatisticsLine(line, TODAY);
    const { period } = read;
    expect([read.rest, period && (period.ok ? period.span.first : period.problem)]).toEqual([rest, first]);
  });
});

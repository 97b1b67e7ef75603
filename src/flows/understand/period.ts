import type { Period } from "../../reports/statistics.js";
import { fold } from "./text.js";

const WORDS: Record<Period, string> = {
  today: "today|now|heute|今天|今日",
  "7d": "7 days|7d|week|last week|7 tage|woche|7 天|7天|最近7天|一周",
  "30d": "30 days|30d|month|last month|30 tage|monat|30 天|30天|最近30天|一个月",
  all: "all|total|everything|all time|gesamt|alles|insgesamt|全部|总计|所有",
};

const periods = new Map(
  (Object.keys(WORDS) as Period[]).flatMap((period) => WORDS[period].split("|").map((word) => [word, period] as const)),
);

/** The period of statistics that is meant, in any of our languages; null when it is none. */
export const readPeriod = (typed: string): Period | null => periods.get(fold(typed).trim()) ?? null;

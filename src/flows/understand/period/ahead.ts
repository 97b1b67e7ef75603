import { without } from "./without.js";
import { COUNTED, words } from "./words.js";

/** Days and years to come, by a name of their own. */
const TOMORROW = words(
  "tomorrow|day after tomorrow|the day after tomorrow|morgen|übermorgen|明天|后天|明日|あした|あす|明後日|あさって|mañana|pasado mañana|غدا|غد|بكرة|بكرا|بعد غد|بعد بكرة",
);
/** What makes "January" the one of next year. */
const NEXT_YEAR = words(
  "next year|the next year|in the next year|of next year|the coming year|nächstes jahr|nächsten jahres|des nächsten jahres|im nächsten jahr|kommendes jahr|kommenden jahres|im kommenden jahr|明年|明年的|来年|来年の|翌年|año que viene|el año que viene|del año que viene|próximo año|el próximo año|del próximo año|año próximo|el año próximo|del año próximo|العام القادم|من العام القادم|السنة القادمة|من السنة القادمة|العام المقبل|من العام المقبل|السنة المقبلة|من السنة المقبلة",
);
/** Before a week, "Monday", "7 days": those to come. */
const NEXT = words(
  "next|the next|in the next|coming|the coming|this coming|upcoming|nächste|nächster|nächsten|nächstes|der nächsten|die nächste|die nächsten|in den nächsten|in der nächsten|im nächsten|am nächsten|kommende|kommenden|kommender|kommendes|die kommenden|in der kommenden|am kommenden|下|下个|下一个|未来|接下来|来|来週の|翌|次の|今後|próximo|próxima|próximos|próximas|el próximo|la próxima|los próximos|las próximas|en los próximos|en las próximas",
);
const NEXT_BEHIND = words(
  "que viene|que vienen|próximo|próxima|próximos|próximas|القادم|القادمة|القادمين|المقبل|المقبلة|المقبلين|الجاي|الجاية",
);
const UNITS = [...Object.values(COUNTED).flat(), ...words("月")];
/** What stands before or behind a time and is no part of it. */
const AROUND = { before: words("the|el|la|los|las|der|die|das|の|的"), behind: words("of|in|im|de|del|من|في|の|的") };

/** True for a time that is only to come, as none of the past is named; `isTime`: what names a time by itself. */
export function isAhead(text: string, isTime: (rest: string) => boolean): boolean {
  if (TOMORROW.includes(text) || NEXT_YEAR.includes(text)) return true;
  for (const [marks, where] of [
    [NEXT_YEAR, "behind"],
    [NEXT_YEAR, "before"],
    [NEXT_BEHIND, "behind"],
    [NEXT, "before"],
  ] as const) {
    const left = without(text, marks, where);
    const rest = without(without(left, AROUND.behind, "behind"), AROUND.before, "before");
    if (left !== text && (UNITS.includes(rest) || isTime(rest))) return true;
  }
  return false;
}

import { NO_CODE } from "../../payments/first-payments.js";
import { dayIn, rangeBefore, rangeOf, type Span } from "../../reports/ranges.js";
import { statisticsOf } from "../../reports/statistics.js";
import { type Code, codesOf } from "../../shop/codes.js";
import type { Merchant } from "../../shop/merchants.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { showCharts } from "./charts.js";
import { type About, describe, periodText } from "./words.js";
import { type PeriodProblem, spanNamed } from "../understand/period.js";
import { readStatisticsLine } from "../understand/statistics-line.js";
import { excerpt } from "../understand/text.js";
import { findCode, whichCode } from "../ask/which-code.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";

/**
 * "Statistics", "statistics donate", "last week donate stats", "Statistik März": what came in with a code, on invoices or
 * in the whole shop, in the last 30 days or whatever time was named, beside the time before, with charts.
 */
export const statistics: Flow = {
  version: 2,
  async run(chat) {
    const { merchant } = chat;
    const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
    const today = dayIn(chat.now, chat.person.timeZone);
    // A code may be called "Today": then it is meant.
    const whole = findCode(codes, chat.start);
    const line = readStatisticsLine(whole ? "" : chat.start, today, chat.language);
    if (line.period && !line.period.ok) return refuse(chat, line.period.problem);
    const span = line.period?.span ?? spanNamed("month", today);
    if (!merchant) return void (await whichCode(chat));
    if (whole) return tell(chat, merchant, codes, aboutCode(whole), span);
    if (line.scope === "invoices") return tell(chat, merchant, codes, aboutInvoices(chat), span);
    if (line.rest === "" || line.scope === "shop") return tell(chat, merchant, codes, aboutShop(chat), span);
    const own = await whichCode(chat, line.rest);
    if (own) await tell(chat, merchant, codes, aboutCode(own.code), span);
  },
};

const refuse = (chat: Chat, problem: PeriodProblem): void =>
  chat.say(chat.t(`statistics.${problem}`), [flowButton(chat, "statistics"), flowButton(chat, "menu")]);

const aboutShop = (chat: Chat): About => ({ codeId: null, title: chat.t("statistics.shop"), said: "" });
const aboutInvoices = (chat: Chat): About => ({
  codeId: NO_CODE,
  title: chat.t("statistics.invoices"),
  said: `${chat.t("statistics.invoices")} `,
});
const aboutCode = (code: Code): About => ({ codeId: code.id, title: code.title, said: `${code.slug} ` });

async function tell(chat: Chat, merchant: Merchant, codes: Code[], about: About, span: Span): Promise<void> {
  const { timeZone } = chat.person;
  const found = await statisticsOf(chat.tx, {
    merchantId: merchant.id,
    codeId: about.codeId,
    range: rangeOf(span, timeZone),
    before: rangeBefore(span, timeZone, chat.now),
    timeZone,
    now: chat.now,
  });
  chat.say(describe(chat, about, span, found));
  showCharts(chat, about, span, found);
  chat.buttons([
    ...periodButtons(chat, about, span),
    ...placeButtons(chat, codes, about, span),
    tableButton(chat, about, span),
  ]);
}

const OFFERED = [
  ["today", "statistics.today"],
  ["week", "statistics.days7"],
  ["month", "statistics.days30"],
  ["thisMonth", "statistics.thisMonth"],
  ["lastMonth", "statistics.lastMonth"],
  ["all", "statistics.all"],
] as const;

/** Other times of the same: written as commands, so that no question takes them for its answer. */
function periodButtons(chat: Chat, about: About, span: Span): Button[] {
  const today = dayIn(chat.now, chat.person.timeZone);
  const shown = periodText(chat, span);
  return OFFERED.filter(([name]) => periodText(chat, spanNamed(name, today)) !== shown).map(([, key]) => ({
    label: chat.t(key),
    input: `/statistics ${about.said}${chat.t(key)}`,
    tone: "calm",
  }));
}

const CODES_OFFERED = 5;
const LABEL_MAX = 34;

/** The same time of the shop, its invoices and its codes. */
function placeButtons(chat: Chat, codes: Code[], about: About, span: Span): Button[] {
  const time = said(span);
  const places = [aboutShop(chat), aboutInvoices(chat), ...codes.slice(0, CODES_OFFERED).map(aboutCode)];
  return places
    .filter((place) => place.codeId !== about.codeId)
    .map((place) => ({ label: excerpt(place.title, LABEL_MAX), input: `/statistics ${place.said}${time}` }));
}

/** The payments behind the figures, as a table. */
const tableButton = (chat: Chat, about: About, span: Span): Button => ({
  label: labelOf("csv", chat.language),
  // There is no table of invoices alone.
  input: `/csv ${about.codeId === NO_CODE ? "" : about.said}${said(span)}`,
  tone: "calm",
});

/** A time as it is read again, whatever the language. */
function said({ unit, first, last }: Span): string {
  if (first === null) return "all";
  return unit === "year" ? first.slice(0, 4) : unit === "month" ? first.slice(0, 7) : `${first} - ${last}`;
}

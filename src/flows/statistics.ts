import { LOCALES } from "../i18n/index.js";
import { quoteLabel } from "../payments/labels.js";
import { decimal, plain } from "../payments/money.js";
import { codeStatistics, PERIODS, type Period, type Statistics } from "../reports/statistics.js";
import type { Code } from "../shop/codes.js";
import type { Chat, Flow } from "./flow.js";
import { whichCode } from "./which-code.js";
import { codeButton, flowButton, moneyText } from "./wording.js";

/** "Statistics Donate": what came in today, in 7 and 30 days and in all, by asset, and a chart. */
export const statistics: Flow = {
  version: 1,
  async run(chat) {
    const own = await whichCode(chat);
    if (!own) return;
    const { code } = own;
    const options = { codeId: code.id, timeZone: chat.person.timeZone, now: chat.now };
    const found = await codeStatistics(chat.tx, options);
    const head = chat.t("chat.statistics.head", { title: code.title });
    if (found.periods.all.count === 0) {
      return chat.say(`${head}\n${chat.t("chat.statistics.none")}`, [codeButton(chat, "show-code", code)]);
    }
    const lines = PERIODS.flatMap((period) => periodLines(chat, code, found, period));
    chat.say([head, ...lines].join("\n"));
    showChart(chat, code, found);
    chat.buttons([codeButton(chat, "show-code", code), flowButton(chat, "my-codes")]);
  },
};

const PERIOD_NAMES = {
  today: "chat.statistics.today",
  "7d": "chat.statistics.week",
  "30d": "chat.statistics.month",
  all: "chat.statistics.all",
} as const satisfies Record<Period, string>;

function periodLines(chat: Chat, { quoteAsset }: Code, { periods }: Statistics, period: Period): string[] {
  const { count, gross, byAsset } = periods[period];
  const sum = moneyText(gross, quoteAsset, chat.rates, chat.language);
  const line = chat.t("chat.statistics.line", { period: chat.t(PERIOD_NAMES[period]), count, sum });
  const assets = byAsset.map(({ assetId, amount, count: times }) =>
    chat.t("chat.statistics.asset", { amount: moneyText(amount, assetId, chat.rates, chat.language), times }),
  );
  return [line, ...assets];
}

function showChart(chat: Chat, code: Code, { days }: Statistics): void {
  const { t, language } = chat;
  const { quoteAsset } = code;
  const label = new Intl.DateTimeFormat(LOCALES[language], { day: "numeric", month: "short", timeZone: "UTC" });
  const points = days.map(({ day, gross }) => ({
    label: label.format(new Date(`${day}T00:00:00Z`)),
    value: plain(gross),
  }));
  const best = points.reduce((a, b) => (decimal(b.value).gt(a.value) ? b : a), points[0] ?? { label: "", value: "0" });
  const sum = points.reduce((total, { value }) => total.plus(value), decimal("0"));
  const title = t("chat.statistics.chart", { title: code.title });
  const money = (amount: string) => moneyText(amount, quoteAsset, chat.rates, language);
  const caption = sum.isZero()
    ? t("chat.statistics.captionNone", { title: code.title })
    : t("chat.statistics.caption", {
        title: code.title,
        sum: money(plain(sum)),
        day: best.label,
        most: money(best.value),
      });
  const unit = quoteLabel(quoteAsset, chat.rates);
  chat.picture({ kind: "chart", title, unit, language, points: JSON.stringify(points) }, caption);
}

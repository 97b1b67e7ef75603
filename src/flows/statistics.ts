import { LOCALES } from "../i18n/index.js";
import { fiatDigits } from "../payments/fiat.js";
import { quoteLabel } from "../payments/labels.js";
import { decimal, plain } from "../payments/money.js";
import { codeStatistics, PERIODS, type Period, shopStatistics, type Statistics } from "../reports/statistics.js";
import { type Code, codesOf } from "../shop/codes.js";
import type { Merchant } from "../shop/merchants.js";
import type { Chat, Flow } from "./flow.js";
import { readPeriod } from "./understand/period.js";
import { findCode, whichCode } from "./which-code.js";
import { codeButton, flowButton, moneyText } from "./wording.js";

/**
 * "Statistics Donate": what came in today, in 7 and 30 days and in all, by asset, and a chart. "Statistics today": what
 * came in with all codes together.
 */
export const statistics: Flow = {
  version: 1,
  async run(chat) {
    const { merchant } = chat;
    const period = readPeriod(chat.start);
    // A code may be called "Today": then it is meant.
    if (merchant && period && !findCode(await codesOf(chat.tx, merchant.id), chat.start)) {
      return tellShop(chat, merchant, period);
    }
    const own = await whichCode(chat);
    if (!own) return;
    const { code } = own;
    const options = { codeId: code.id, timeZone: chat.person.timeZone, now: chat.now };
    const found = await codeStatistics(chat.tx, options);
    const head = chat.t("chat.statistics.head", { title: code.title });
    if (found.periods.all.count === 0) {
      return chat.say(`${head}\n${chat.t("chat.statistics.none")}`, [codeButton(chat, "show-code", code)]);
    }
    const lines = PERIODS.flatMap((each) => periodLines(chat, code.quoteAsset, found, each));
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

async function tellShop(chat: Chat, merchant: Merchant, period: Period): Promise<void> {
  const options = { merchantId: merchant.id, timeZone: chat.person.timeZone, now: chat.now };
  const found = (await shopStatistics(chat.tx, options)).filter(({ periods }) => periods[period].count > 0);
  const lines = found.flatMap((one) => periodLines(chat, one.quoteAsset, one, period));
  const text = lines.length > 0 ? lines.join("\n") : chat.t("chat.statistics.noneYet");
  chat.say(`${chat.t("chat.statistics.shop")}\n${text}`, [flowButton(chat, "my-codes"), flowButton(chat, "menu")]);
}

function periodLines(chat: Chat, quoteAsset: string, { periods }: Statistics, period: Period): string[] {
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
  const date = new Intl.DateTimeFormat(LOCALES[language], { day: "numeric", month: "short", timeZone: "UTC" });
  const points = days.map(({ day, gross }) => ({
    label: day,
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
        day: date.format(new Date(`${best.label}T00:00:00Z`)),
        most: money(best.value),
      });
  const unit = quoteLabel(quoteAsset, chat.rates);
  const places = fiatDigits(quoteAsset) ?? 0;
  chat.picture({ kind: "chart", title, unit, places, language, points: JSON.stringify(points) }, caption);
}

import type { FileSpec } from "../../reports/files/index.js";
import { beginOf, rangeOf } from "../../reports/ranges.js";
import type { Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";
import { failedText, readSpan, spanText, todayOf, whenQuestion, wholeMonth } from "./what.js";

/** "Statement March": a month of the shop on paper. */
export const statement: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, language } = chat;
    if (!merchant) return chat.say(t("chat.code.none"), [flowButton(chat, "receipt-code"), flowButton(chat, "menu")]);
    const again = t("files.statement.monthAgain");
    const first = chat.start.trim() === "" ? t("files.statement.month") : null;
    const span =
      wholeMonth(readSpan(chat.start, todayOf(chat), chat.language)) ??
      wholeMonth(await chat.ask("month", whenQuestion(chat, first, again, "month")))!;
    const period = spanText(chat, span);
    const { timeZone } = chat.person;
    const { from, to } = rangeOf(span, timeZone);
    const month = span.last.slice(0, 7);
    const number = `${merchant.handle.toUpperCase()}-${month}`;
    const spec = {
      kind: "file.statement",
      merchantId: merchant.id,
      shop: merchant.name,
      number,
      from: (from ?? beginOf(`${month}-01`, timeZone)).toISOString(),
      to: to.toISOString(),
      at: chat.now.toISOString(),
      timeZone,
      language,
      name: `${t("files.name.statement")}-${merchant.handle}-${month}`,
    } satisfies FileSpec;
    chat.file(spec, t("files.statement.caption", { number, period }), failedText(chat, labelOf("statement", language)));
  },
};

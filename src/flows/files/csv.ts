import { formatNumber } from "../../i18n/format.js";
import { countEntries, type FileSpec, MOST_LINES } from "../../reports/files/index.js";
import { rangeOf } from "../../reports/ranges.js";
import { codesOf } from "../../shop/codes.js";
import type { Flow } from "../engine/flow.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";
import { failedText, readWhat, spanText, todayOf, whenQuestion } from "./what.js";

/** From here on, the person is told that it takes a while. */
const MANY = 20_000;

/** "CSV donate last month": payments and refunds as a table, of a code or of the whole shop. */
export const csv: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, tx, language } = chat;
    if (!merchant) return chat.say(t("chat.code.none"), [flowButton(chat, "receipt-code"), flowButton(chat, "menu")]);
    const codes = await codesOf(tx, merchant.id);
    const said = readWhat(chat.start, codes, todayOf(chat), language);
    const again = t("files.period.again");
    const span =
      said?.span ?? (await chat.ask("when", whenQuestion(chat, said ? t("files.period.when") : null, again, "any")));
    const code = said?.code ?? null;
    const { timeZone } = chat.person;
    const { from, to } = rangeOf(span, timeZone);
    const wanted = { merchantId: merchant.id, codeId: code?.id ?? null, from, to, at: chat.now };
    const count = await countEntries(tx, wanted, MOST_LINES + 1);
    const words = {
      what: code ? t("files.codeName", { title: code.title }) : t("files.whole"),
      period: spanText(chat, span),
      lines: formatNumber(String(count), language),
    };
    const buttons = [flowButton(chat, "csv"), flowButton(chat, "statement"), flowButton(chat, "menu")];
    if (count === 0) return chat.say(t("files.nothing", words), buttons);
    const most = formatNumber(String(MOST_LINES), language);
    if (count > MOST_LINES) return chat.say(t("files.csv.tooMany", { most }), buttons);
    const parts = [t("files.name.payments"), merchant.handle, code?.slug, span.first, span.last];
    const spec = {
      kind: "file.csv",
      merchantId: merchant.id,
      codeId: wanted.codeId,
      from: from && from.toISOString(),
      to: to.toISOString(),
      at: chat.now.toISOString(),
      timeZone,
      language,
      name: parts.filter(Boolean).join("-").slice(0, 100),
    } satisfies FileSpec;
    const caption = [t("files.csv.caption", words), ...(count > MANY ? [t("files.long")] : [])].join("\n");
    chat.file(spec, caption, failedText(chat, labelOf("csv", language)));
  },
};

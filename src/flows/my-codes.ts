import { type Code, codesOf } from "../shop/codes.js";
import type { Button, Chat, Flow } from "./flow.js";
import { escapeMarkdown } from "./understand/text.js";
import { codeUrl, flowButton, priceText, shortUrl } from "./wording.js";
import { labelOf } from "./words.js";

/** Codes on one page of the list: two groups of buttons. */
const PAGE = 12;

/** "My codes": the list, a button for each; "my codes 2" is its second page. */
export const myCodes: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant } = chat;
    const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
    if (!merchant || codes.length === 0) {
      return chat.say(t("chat.code.none"), [flowButton(chat, "receipt-code"), flowButton(chat, "menu")]);
    }
    const pages = Math.ceil(codes.length / PAGE);
    const page = Math.min(Math.max(Number(/^\d{1,4}$/.exec(chat.start)?.[0] ?? 1), 1), pages);
    const from = (page - 1) * PAGE;
    const shown = codes.slice(from, from + PAGE);
    const rows = shown.map((code, i) =>
      t("chat.code.row", {
        number: from + i + 1,
        title: escapeMarkdown(code.title),
        price: priceText(chat, code),
        state: stateText(chat, code),
        link: shortUrl(codeUrl(chat, merchant, code)),
      }),
    );
    const head = pages > 1 ? `${t("chat.code.list")} · ${t("chat.code.page", { page, pages })}` : t("chat.code.list");
    chat.post(`**${head}**\n\n${rows.join("\n\n")}`);
    const more: Button[] =
      page < pages ? [{ label: t("chat.code.more"), input: `/my-codes ${page + 1}`, tone: "calm" }] : [];
    const buttons = shown.map((code, i): Button => ({
      label: `${from + i + 1}. ${code.title}`,
      input: `/show-code ${code.slug}`,
    }));
    chat.say(t("chat.code.listHint", { show: labelOf("show-code", chat.language) }), [...buttons, ...more]);
  },
};

export const stateText = (chat: Chat, code: Code): string =>
  code.state === "paused" ? chat.t("chat.code.paused") : chat.t("chat.code.active");

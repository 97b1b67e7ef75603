import { type Code, codesOf } from "../../shop/codes.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { listHead, moreButton, pageSaid } from "../ask/paging.js";
import { escapeMarkdown } from "../understand/text.js";
import { codeUrl, flowButton, priceText, shortUrl } from "../ask/wording.js";
import { labelOf } from "../words.js";

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
    const page = Math.min(Math.max(pageSaid(chat.start), 1), pages);
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
    const head = listHead(chat, t("chat.code.list"), { page, pages });
    chat.post(`**${head}**\n\n${rows.join("\n\n")}`);
    const more = moreButton(chat, "my-codes", { page, pages });
    const buttons = shown.map((code, i): Button => ({
      label: `${from + i + 1}. ${code.title}`,
      input: `/show-code ${code.slug}`,
    }));
    chat.say(t("chat.code.listHint", { show: labelOf("show-code", chat.language) }), [
      ...buttons,
      ...more,
      flowButton(chat, "all-codes"),
    ]);
  },
};

export const stateText = (chat: Chat, code: Code): string =>
  code.state === "paused" ? chat.t("chat.code.paused") : chat.t("chat.code.active");

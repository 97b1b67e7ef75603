import { may } from "../../shop/rights.js";
import { type ThreadRow, threadsOf } from "../../shop/threads.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { listHead, moreButton, pageSaid } from "../ask/paging.js";
import { dateText, money, payerText } from "../money/refund/words.js";
import { type Names, namesOf } from "../ask/somebody.js";
import { escapeMarkdown, excerpt } from "../understand/text.js";
import { flowButton } from "../ask/wording.js";

const PAGE = 9;
const EXCERPT = 80;

/** "Messages", "messages 2": what payers and the shop wrote each other; a cashier sees what is about their own charges. */
export const messages: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, role, person } = chat;
    const wanted = pageSaid(chat.start);
    const madeBy = may(role, "all messages") ? null : person.userId;
    const found = merchant && (await threadsOf(chat.tx, merchant.id, { page: wanted, size: PAGE, madeBy }));
    if (!found || found.rows.length === 0) {
      return chat.say(t("payer.messages.none"), [flowButton(chat, "my-payments"), flowButton(chat, "menu")]);
    }
    const { rows, page, pages } = found;
    const names = await namesOf(
      chat,
      rows.map(({ thread }) => thread.payerId),
    );
    const from = (page - 1) * PAGE;
    const head = listHead(chat, t("payer.messages.head"), { page, pages });
    const lines = rows.map((one, i) => escapeMarkdown(row(chat, one, names, from + i + 1)));
    chat.post(`**${head}**\n\n${lines.join("\n\n")}`);
    const buttons = rows.map(({ thread, order }, i): Button => ({
      label: t("payer.list.pick", { number: from + i + 1, title: order.title }),
      input: `/reply ${thread.id}`,
    }));
    const more = moreButton(chat, "messages", { page, pages });
    chat.say(t("payer.messages.hint"), [...buttons, ...more, flowButton(chat, "menu")]);
  },
};

function row(chat: Chat, { thread, order, last }: ThreadRow, names: Names, number: number): string {
  const { t } = chat;
  const text = excerpt(last.text, EXCERPT);
  const said = last.fromPayer ? t("payer.write.thePayer", { text }) : t("payer.write.theShop", { text });
  return t("payer.messages.row", {
    number,
    payer: payerText(chat, names, thread),
    title: order.title,
    price: money(chat, order.quoteAmount, order.quoteAsset),
    date: dateText(chat, last.createdAt),
    last: last.fromPayer ? `${said} (${t("payer.messages.waits")})` : said,
  });
}

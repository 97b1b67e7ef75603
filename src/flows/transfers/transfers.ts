import { UUID } from "../../db/ids.js";
import { type Remittance, remittancesFor, remittancesOf } from "../../payments/remittances/read.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { moreButton } from "../ask/paging.js";
import { type Names, namesOf } from "../ask/somebody.js";
import { recipientText } from "../send/who.js";
import { oneOf } from "./one.js";
import { amountsOf, stateText, untilText } from "./words.js";
import { escapeMarkdown } from "../understand/text.js";
import { amountText, flowButton } from "../ask/wording.js";

/** Transfers on one page of the list: two groups of buttons. */
const PAGE = 10;

/** What can be done with one of them. */
const ONE = new RegExp(`^(?:(remind|link|cancel)\\s+)?(${UUID})$`, "i");

/** "My transfers", "my transfers 2": what waits for oneself, and what one has sent, a button for each. */
export const transfers: Flow = {
  version: 1,
  async run(chat) {
    const one = ONE.exec(chat.start.trim());
    if (one) return oneOf(chat, one[2]!.toLowerCase(), one[1]?.toLowerCase() ?? null);
    const page = Math.max(1, Number(/(?:^|\s)(\d{1,4})$/.exec(chat.start)?.[1] ?? 1));
    const waiting = page === 1 ? await remittancesFor(chat.tx, chat.person.userId) : [];
    const sent = await remittancesOf(chat.tx, chat.person.userId, { limit: PAGE + 1, offset: (page - 1) * PAGE });
    const shown = sent.slice(0, PAGE);
    const names = await namesOf(chat, [
      ...waiting.map(({ senderId }) => senderId),
      ...shown.map(({ recipientId }) => recipientId),
    ]);
    if (waiting.length > 0) showWaiting(chat, waiting, names);
    if (shown.length > 0) return await showSent(chat, shown, names, { page, more: sent.length > PAGE });
    if (waiting.length === 0) chat.say(chat.t("send.mine.none"), [flowButton(chat, "send"), flowButton(chat, "menu")]);
  },
};

const MOST_WAITING = 6;

/** What somebody else has sent to whoever asks. */
export function showWaiting(chat: Chat, waiting: Remittance[], names: Names): void {
  const { t } = chat;
  const rows = waiting.slice(0, MOST_WAITING).map((one) => rowForMe(chat, one, names));
  chat.say(
    [t("send.mine.forMe"), ...rows].join("\n"),
    waiting.slice(0, MOST_WAITING).map((one): Button => ({
      label: pickForMe(chat, one, names),
      input: `/claim ${one.id} choose`,
    })),
  );
}

/** Without the date: a button's label is cut. */
const pickForMe = (chat: Chat, { senderId, assetId, amount }: Remittance, names: Names): string =>
  `${amountText(chat, assetId!, amount!)} · ${names.get(senderId) ?? chat.t("notify.somebody")}`;

const rowForMe = (chat: Chat, { senderId, assetId, amount, expiresAt }: Remittance, names: Names): string =>
  chat.t("send.mine.rowForMe", {
    amount: amountText(chat, assetId!, amount!),
    sender: names.get(senderId) ?? chat.t("notify.somebody"),
    date: untilText(chat, expiresAt!),
  });

async function showSent(
  chat: Chat,
  shown: Remittance[],
  names: Names,
  { page, more }: { page: number; more: boolean },
): Promise<void> {
  const { t } = chat;
  const amounts = await amountsOf(chat, shown);
  const rows = shown.map((one, i) => ({
    one,
    number: String((page - 1) * PAGE + i + 1),
    amount: amounts.get(one.id)!,
    to: recipientText(one, names),
  }));
  const lines = rows.map(({ one, number, amount, to }) =>
    t("send.mine.row", { number, amount, to: escapeMarkdown(to), state: stateText(chat, one) }),
  );
  chat.post(`**${t("send.mine.head")}**\n\n${lines.join("\n\n")}`);
  const next = moreButton(chat, "transfers", { page, pages: more ? page + 1 : page });
  const buttons = rows.map(({ one, number, amount, to }): Button => ({
    label: `${number}. ${amount} → ${to}`,
    input: `/transfers ${one.id}`,
  }));
  chat.say(t("send.mine.hint"), [...buttons, ...next, flowButton(chat, "send")]);
}

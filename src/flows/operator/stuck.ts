import { formatMoment } from "../../i18n/format.js";
import { retryStuck, stuckTransfers } from "../../payments/payouts/stuck.js";
import type { Chat } from "../flow.js";
import { excerpt } from "../understand/text.js";
import { money, operatorButton, operatorFlow, receiverNames, receiversText } from "./common.js";

/** Items named one by one. */
const SHOWN = 10;
const PROBLEM_MAX = 200;

/** "Stuck": payouts the network refuses, and why. "Stuck retry" tries all of them again. */
export const stuck = operatorFlow(1, async (chat) => {
  const { t } = chat;
  const back = [operatorButton(chat)];
  if (/^retry$/i.test(chat.start.trim())) {
    const count = await retryStuck(chat.tx);
    return chat.say(count > 0 ? t("operator.stuck.retried", { count }) : t("operator.stuck.none"), back);
  }
  const found = await stuckTransfers(chat.tx);
  if (found.length === 0) return chat.say(t("operator.stuck.none"), back);
  const lines = await stuckLines(chat, found.slice(0, SHOWN));
  const more = found.length > SHOWN ? [t("operator.stuck.more", { count: found.length - SHOWN })] : [];
  const text = [t("operator.stuck.head"), ...lines, ...more, t("operator.stuck.hint")].join("\n");
  chat.say(text, [{ label: t("operator.stuck.retry"), input: "/stuck retry" }, ...back]);
});

async function stuckLines(chat: Chat, found: Awaited<ReturnType<typeof stuckTransfers>>): Promise<string[]> {
  const lines: string[] = [];
  const names = await receiverNames(chat, found);
  for (const [i, transfer] of found.entries()) {
    const words = {
      number: i + 1,
      kind: chat.t(`operator.kind.${transfer.kind}`),
      amount: money(chat, transfer.amount, transfer.assetId),
      to: receiversText(chat, names, transfer),
      date: formatMoment(transfer.createdAt, chat.language, chat.person.timeZone),
      problem: excerpt(transfer.problem ?? "–", PROBLEM_MAX),
    };
    lines.push(chat.t("operator.stuck.line", words));
  }
  return lines;
}

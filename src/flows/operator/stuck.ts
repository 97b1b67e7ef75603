import { formatMoment } from "../../i18n/format.js";
import { retryStuck, stuckTransfers } from "../../payments/payouts/stuck.js";
import { returnStuckClaims, stuckClaims } from "../../payments/remittances/undeliverable.js";
import type { Button, Chat } from "../engine/flow.js";
import { excerpt } from "../understand/text.js";
import { isSure, money, operatorButton, operatorFlow, receiverNames, receiversText } from "./common.js";

/** Items named one by one. */
const SHOWN = 10;
const PROBLEM_MAX = 200;

/**
 * "Stuck": payouts the network refuses, and why. "Stuck retry" tries all of them again, "stuck return" gives what people
 * have claimed and cannot be paid back to whoever sent it.
 */
export const stuck = operatorFlow(2, async (chat) => {
  const { t } = chat;
  const back = [operatorButton(chat)];
  if (/^retry$/i.test(chat.start.trim())) {
    const count = await retryStuck(chat.tx);
    return chat.say(count > 0 ? t("operator.stuck.retried", { count }) : t("operator.stuck.none"), back);
  }
  const claims = (await stuckClaims(chat.tx)).length;
  if (/^return$/i.test(chat.start.trim()) && claims > 0) return giveBack(chat, claims, back);
  const found = await stuckTransfers(chat.tx);
  if (found.length === 0) return chat.say(t("operator.stuck.none"), back);
  const lines = await stuckLines(chat, found.slice(0, SHOWN));
  const more = found.length > SHOWN ? [t("operator.stuck.more", { count: found.length - SHOWN })] : [];
  const text = [t("operator.stuck.head"), ...lines, ...more, t("operator.stuck.hint")].join("\n");
  const retry = { label: t("operator.stuck.retry"), input: "/stuck retry" };
  const returned = claims > 0 ? [{ label: t("operator.stuck.giveBack"), input: "/stuck return" }] : [];
  chat.say(text, [retry, ...returned, ...back]);
});

async function giveBack(chat: Chat, claims: number, back: Button[]): Promise<void> {
  if (!(await isSure(chat, chat.t("operator.stuck.giveBackSure", { count: claims })))) return;
  const count = await returnStuckClaims(chat.tx, chat.now);
  chat.say(chat.t("operator.stuck.gaveBack", { count }), back);
}

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

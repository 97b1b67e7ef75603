import { decideLate, type LateMoney, lateMoneyOf } from "../../shop/waiting.js";
import type { Chat, Flow } from "../engine/flow.js";
import { payerText, pickWaiting, readItem } from "./money-waiting.js";
import { type Choice, choiceQuestion, choose } from "../ask/questions.js";
import { wordsFor } from "../understand/answers.js";
import { amountText, flowButton, moneyText } from "../ask/wording.js";

/** "/late … accept": a shop takes money that came after the deadline, or sends it back. */
export const late: Flow = {
  version: 2,
  async run(chat) {
    const { t, merchant, now } = chat;
    const { id, rest } = readItem(chat.start);
    const waiting = merchant ? await lateMoneyOf(chat.tx, merchant.id) : [];
    const found = await pickWaiting(chat, waiting, id, (one) => lateText(chat, one));
    if (!found) {
      const text = id === null ? t("invoice.late.none") : t("invoice.late.gone");
      return chat.say(text, [flowButton(chat, "menu")]);
    }
    const accept = choose(choices(chat), rest)?.value ?? (await askAnswer(chat, found));
    const decision = { late: found, accept, by: chat.person.userId, market: chat.market, now };
    const answer = await decideLate(chat.tx, { ...decision, cause: chat.id("late") });
    chat.say(t(`invoice.late.${answer}`, { title: found.order.title, amount: amountOf(chat, found) }), [
      flowButton(chat, "menu"),
    ]);
  },
};

const choices = (chat: Chat): Choice<boolean>[] => [
  { value: true, label: chat.t("invoice.late.accept"), words: wordsFor("accept") },
  { value: false, label: chat.t("invoice.late.refund"), words: wordsFor("reject"), tone: "calm" },
];

async function askAnswer(chat: Chat, one: LateMoney): Promise<boolean> {
  const { t } = chat;
  const words = {
    payer: await payerText(chat, one.intake.senderId),
    amount: amountOf(chat, one),
    title: one.order.title,
    price: moneyText(one.order.quoteAmount, one.order.quoteAsset, chat.rates, chat.language),
  };
  const again = t("chat.code.deleteAgain", { delete: t("invoice.late.accept"), keep: t("invoice.late.refund") });
  return chat.ask("answer", choiceQuestion(t("invoice.late.ask", words), choices(chat), again));
}

const amountOf = (chat: Chat, { intake }: LateMoney): string => amountText(chat, intake.assetId, intake.amount);

const lateText = (chat: Chat, one: LateMoney): string => `${amountOf(chat, one)} · ${one.order.title}`;

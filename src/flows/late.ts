import { answerLate } from "../payments/held.js";
import { type LateMoney, lateMoneyOf } from "../shop/waiting.js";
import type { Chat, Flow } from "./flow.js";
import { payerText, pickWaiting, readItem } from "./money-waiting.js";
import { type Choice, choiceQuestion, choose } from "./questions.js";
import { amountText, flowButton, moneyText } from "./wording.js";

const ACCEPT = "accept|take|take it|keep|yes|annehmen|akzeptieren|ja|接受|收下|是".split("|");
const REFUND = "refund|return|send back|reject|no|erstatten|zurückgeben|ablehnen|nein|退款|退回|拒绝|不".split("|");

/** "/late … accept": the owner of a shop takes money that came after the deadline, or sends it back. */
export const late: Flow = {
  version: 1,
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
    const { outputId } = found.intake;
    const answer = await answerLate(chat.tx, { outputId, accept, market: chat.market, now });
    chat.say(t(`invoice.late.${answer}`, { title: found.order.title, amount: amountOf(chat, found) }), [
      flowButton(chat, "menu"),
    ]);
  },
};

const choices = (chat: Chat): Choice<boolean>[] => [
  { value: true, label: chat.t("invoice.late.accept"), words: ACCEPT },
  { value: false, label: chat.t("invoice.late.refund"), words: REFUND, tone: "calm" },
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

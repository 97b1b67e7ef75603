import { assignHeld } from "../../payments/held.js";
import { waitingMoneyOf } from "../../shop/waiting.js";
import type { Chat, Flow, Question } from "../engine/flow.js";
import { pickWaiting, readItem } from "./money-waiting.js";
import { confirmQuestion, notUnderstood, understood } from "../ask/questions.js";
import { findPayable, orderOf, priceFor, readTarget, type Target } from "../ask/target.js";
import { amountText, flowButton, moneyText } from "../ask/wording.js";

/** "/for … link": the sender of money that nobody could place says what it is for. */
export const assign: Flow = {
  version: 2,
  async run(chat) {
    const { t, now } = chat;
    const senderId = chat.person.userId;
    const { id, rest } = readItem(chat.start);
    const waiting = (await waitingMoneyOf(chat.tx, senderId)).filter(({ order }) => order === null);
    const found = await pickWaiting(chat, waiting, id, ({ intake }) => amountText(chat, intake.assetId, intake.amount));
    if (!found) {
      const text = id === null ? t("invoice.money.none") : t("invoice.money.gone");
      return chat.say(text, [flowButton(chat, "menu")]);
    }
    const { outputId, assetId, amount } = found.intake;
    const money = amountText(chat, assetId, amount);
    const target = await askTarget(chat, rest, money);
    const payable = await findPayable(chat.tx, target, now);
    const giveBack = { label: t("invoice.return.yes"), input: `/return ${outputId}` };
    const buttons = [giveBack, flowButton(chat, "menu")];
    if (!payable || payable === "closed") return chat.say(t("invoice.for.closed"), buttons);
    const { title, shop, quoteAsset } = payable;
    const quoteAmount = priceFor(chat, payable, { assetId, amount });
    if (quoteAmount === null) return chat.say(t("invoice.for.unpriced"), buttons);

    const price = moneyText(quoteAmount, quoteAsset, chat.rates, chat.language);
    const yes = t("invoice.for.yes");
    const text = t("invoice.for.sure", { title, shop, price, money });
    const sure = await chat.ask("confirm", confirmQuestion(text, yes, null, t("invoice.for.again", { yes })));
    if (!sure) return chat.say(t("invoice.return.kept"), buttons);
    const orderId = await orderOf(chat, target, quoteAmount);
    const answer = orderId
      ? await assignHeld(chat.tx, { outputId, senderId, orderId, market: chat.market, now })
      : { ok: false as const };
    const words = { title, money };
    if (!answer.ok) {
      const unpriced = "reason" in answer && answer.reason === "no_price";
      return chat.say(unpriced ? t("invoice.for.unpriced") : t("invoice.for.refused", words), buttons);
    }
    if (answer.became === "paid") return chat.say(t("invoice.for.paid", words), [flowButton(chat, "menu")]);
    chat.say(t("invoice.for.kept", words), [
      { label: t("invoice.rest.again"), input: `/rest ${orderId}` },
      { ...giveBack, tone: "calm" },
    ]);
  },
};

async function askTarget(chat: Chat, said: string, money: string): Promise<Target> {
  const question = targetQuestion(chat, money);
  const started = said.trim() === "" ? null : await question.understand(said);
  if (started?.ok) return started.value;
  return chat.ask("target", started ? { ...question, text: started.problem } : question);
}

const targetQuestion = (chat: Chat, money: string): Question<Target> => ({
  text: chat.t("invoice.for.ask", { money }),
  async understand(typed) {
    const named = readTarget(typed);
    const payable = named && (await findPayable(chat.tx, named, chat.now));
    if (!named || !payable) return notUnderstood(chat.t("invoice.for.unknown"));
    return payable === "closed" ? notUnderstood(chat.t("invoice.for.closed")) : understood(named);
  },
});

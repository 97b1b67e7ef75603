import { returnHeld } from "../../payments/held.js";
import { waitingMoneyOf } from "../../shop/waiting.js";
import type { Chat, Flow } from "../engine/flow.js";
import { pickWaiting, readItem } from "./money-waiting.js";
import { confirmQuestion } from "../ask/questions.js";
import { amountText, flowButton } from "../ask/wording.js";

/** "/return …": whoever sent money that waits takes it back. Typed without its id it is shown first. */
export const returnMoney: Flow = {
  version: 2,
  async run(chat) {
    const { t, now } = chat;
    const senderId = chat.person.userId;
    const { id } = readItem(chat.start);
    const waiting = await waitingMoneyOf(chat.tx, senderId);
    const found = await pickWaiting(chat, waiting, id, ({ intake }) => amountText(chat, intake.assetId, intake.amount));
    if (!found) {
      const text = id === null ? t("invoice.money.none") : t("invoice.money.gone");
      return chat.say(text, [flowButton(chat, "menu")]);
    }
    const { outputId, assetId, amount } = found.intake;
    const words = { amount: amountText(chat, assetId, amount) };
    if (id === null) {
      const [yes, no] = [t("invoice.return.yes"), t("invoice.return.no")];
      const again = t("chat.code.deleteAgain", { delete: yes, keep: no });
      const sure = await chat.ask("confirm", confirmQuestion(t("invoice.return.sure", words), yes, no, again));
      if (!sure) return chat.say(t("invoice.return.kept"), [flowButton(chat, "menu")]);
    }
    const answer = await returnHeld(chat.tx, { outputId, senderId, now });
    chat.say(answerText(chat, answer, words), [flowButton(chat, "menu")]);
  },
};

function answerText(chat: Chat, answer: Awaited<ReturnType<typeof returnHeld>>, words: { amount: string }): string {
  if (answer === "returned") return chat.t("invoice.return.done", words);
  return answer === "not_returnable" ? chat.t("invoice.return.later", words) : chat.t("invoice.money.gone");
}

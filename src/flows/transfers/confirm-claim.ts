import { isUuid } from "../../db/ids.js";
import { remittanceById } from "../../payments/remittances/read.js";
import { answerClaimRequest, claimRequest, claimRequestState } from "../../shop/claim-requests.js";
import type { Chat, Flow } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { namesOf } from "../ask/somebody.js";
import { wordsFor } from "../understand/answers.js";
import { foldLetters } from "../understand/text.js";
import { amountText, flowButton } from "../ask/wording.js";

/** "/confirm-claim <id> yes": whether it was the person themselves who opened a claim link and said so. */
export const confirmClaim: Flow = {
  version: 1,
  async run(chat) {
    const { t, tx, now, person } = chat;
    const [id = "", ...said] = chat.start.trim().split(/\s+/);
    const request = isUuid(id) ? await claimRequest(tx, id.toLowerCase()) : null;
    if (!request || request.userId !== person.userId)
      return chat.say(t("send.request.nothing"), [flowButton(chat, "menu")]);
    const confirmed = readAnswer(said.join(" ")) ?? (await ask(chat, request.remittanceId));
    if (claimRequestState(request, now) === "over") return chat.say(t("send.request.over"), [flowButton(chat, "menu")]);
    const answer = await answerClaimRequest(tx, { requestId: request.id, userId: person.userId, confirmed, now });
    if (answer !== "confirmed") {
      const text = answer === "refused" ? "refused" : answer === "over" ? "over" : "nothing";
      return chat.say(t(`send.request.${text}`), [flowButton(chat, "menu")]);
    }
    const command = `/claim ${request.remittanceId}`;
    chat.say(t("send.request.confirmed"), [
      { label: t("transfer.card.take"), input: command },
      { label: t("transfer.card.choose"), input: `${command} choose` },
    ]);
  },
};

const is = (words: string[], said: string): boolean => words.some((word) => foldLetters(word) === said);

function readAnswer(typed: string): boolean | null {
  const said = foldLetters(typed);
  if (is(wordsFor("yes"), said)) return true;
  return is(wordsFor("no"), said) ? false : null;
}

async function ask(chat: Chat, remittanceId: string): Promise<boolean> {
  const { t } = chat;
  const remittance = (await remittanceById(chat.tx, remittanceId))!;
  const { senderId, assetId, amount } = remittance;
  const sender = (await namesOf(chat, [senderId])).get(senderId) ?? t("notify.somebody");
  const text = t("send.request.ask", { amount: amountText(chat, assetId!, amount!), sender });
  const [yes, no] = [t("transfer.request.yes"), t("transfer.request.no")];
  return chat.ask("was it you", confirmQuestion(text, yes, no, t("send.request.again")));
}

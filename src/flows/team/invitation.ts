import { wordsFor } from "../understand/answers.js";
import { findMerchant } from "../../shop/merchants.js";
import { answerInvitation, type Job, jobsOf } from "../../shop/staff.js";
import type { Chat, Flow } from "../engine/flow.js";
import { choiceQuestion, type Choice } from "../ask/questions.js";
import { namesOf, nameText } from "../ask/somebody.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";

/** "Invitation", or the button below it: whoever is invited says themselves whether they work in that shop. */
export const invitation: Flow = {
  version: 1,
  async run(chat) {
    const { t, now, person } = chat;
    const waiting = await jobsOf(chat.tx, person.userId, "invited");
    const named = chat.start.trim().toLowerCase();
    const menu = [flowButton(chat, "menu")];
    const meant = waiting.find(({ merchant }) => merchant.id === named);
    if (!meant && (waiting.length === 0 || named !== "")) {
      return chat.say(named === "" ? t("staff.invitation.none") : t("staff.invitation.gone"), menu);
    }
    const { member, merchant } = meant ?? (await which(chat, waiting));
    const shop = merchant.name;
    const role = t(`staff.role.${member.role}`);
    const inviter = (await namesOf(chat, [member.invitedBy])).get(member.invitedBy) ?? shop;
    const [join, decline] = [t("staff.invitation.join"), t("staff.invitation.decline")];
    const choices: Choice<boolean>[] = [
      { value: true, label: join, words: wordsFor("yes") },
      { value: false, label: decline, words: wordsFor("no"), tone: "calm" },
    ];
    const text = t("staff.invitation.text", { inviter, shop, role });
    const accept = await chat.ask(
      "answer",
      choiceQuestion(text, choices, t("staff.invitation.again", { join, decline })),
    );
    const answer = { merchantId: merchant.id, userId: person.userId, accept, name: nameText(person), now };
    if (!(await answerInvitation(chat.tx, { ...answer, cause: chat.id("invitation") }))) {
      return chat.say(t("staff.invitation.gone"), menu);
    }
    chat.changed(person.userId);
    if (!accept) return chat.say(t("staff.invitation.declined", { shop }), menu);
    // Who has a shop of their own goes on acting for it until they say otherwise.
    const keepsOwn = person.actingFor !== null || (await findMerchant(chat.tx, person.userId)) !== null;
    const change = labelOf("shop", chat.language);
    chat.say(
      keepsOwn ? t("staff.invitation.joinedToo", { shop, role, change }) : t("staff.invitation.joined", { shop, role }),
      [flowButton(chat, keepsOwn ? "shop" : "help"), ...menu],
    );
  },
};

async function which(chat: Chat, waiting: Job[]): Promise<Job> {
  const [only] = waiting;
  if (only && waiting.length === 1) return only;
  const choices = waiting.map(({ merchant }): Choice<string> => ({
    value: merchant.id,
    label: `${merchant.name} (/${merchant.handle})`,
  }));
  const text = chat.t("staff.invitation.which");
  const id = await chat.ask("which", choiceQuestion(text, choices, text));
  return waiting.find(({ merchant }) => merchant.id === id) ?? only!;
}

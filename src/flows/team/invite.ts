import { westernDigits } from "../../payments/typed.js";
import { ensurePeople } from "../../shop/people.js";
import { invite as inviteTo, INVITED_A_DAY, STAFF_MAX, type StaffRole } from "../../shop/staff.js";
import type { Chat, Flow } from "../engine/flow.js";
import { openShop } from "../codes/make-code.js";
import { DEFAULT_QUOTE } from "../settings/handle.js";
import { type Choice, choiceQuestion, choose, confirmQuestion, notUnderstood, understood } from "../ask/questions.js";
import { askSomebody, nameText } from "../ask/somebody.js";
import { rolesIn, wordsFor } from "../understand/answers.js";
import { flowButton } from "../ask/wording.js";
import { controlLabel } from "../words.js";

/** "Invite 7000103970 cashier": somebody is asked, in their own chat, to work in the shop. */
export const invite: Flow = {
  version: 1,
  async run(chat) {
    const { t, now } = chat;
    const { mixinId, role: said } = readInvitation(chat, chat.start);
    const somebody = await askSomebody(chat, mixinId, "staff.who");
    const name = nameText(somebody);
    const role = said ?? (await askRole(chat, name));
    const yes = t("staff.invite.yes");
    const again = t("chat.confirm.again", { make: yes, cancel: controlLabel("cancel", chat.language) });
    const text = t("staff.invite.sure", { name, role: t(`staff.role.${role}`) });
    const after = [flowButton(chat, "staff"), flowButton(chat, "menu")];
    if (!(await chat.ask("confirm", confirmQuestion(text, yes, null, again)))) {
      return chat.say(t("chat.flow.cancelled"), after);
    }
    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    await ensurePeople(chat.tx, [somebody]);
    const { userId } = somebody;
    const by = chat.person.userId;
    const cause = chat.id("invite");
    const answer = await inviteTo(chat.tx, { merchantId: shop.id, by, userId, role, name, now, cause });
    if (answer === "invited") return chat.say(t("staff.invite.sent", { name }), after);
    const most = answer === "many" ? INVITED_A_DAY : STAFF_MAX;
    chat.say(t(`staff.invite.${answer}`, { name, most }), after);
  },
};

/** The roles that can be given, as buttons and in the words of six languages. */
const roleChoices = (chat: Pick<Chat, "t">): Choice<StaffRole>[] => [
  { value: "cashier", label: chat.t("staff.invite.cashier"), words: wordsFor("cashier") },
  { value: "manager", label: chat.t("staff.invite.manager"), words: wordsFor("manager") },
];

/** "7000103970 as a cashier", "als Kasse 7000103970", "A 7000103970": whoever is named, and what they shall be. */
export function readInvitation(
  chat: Pick<Chat, "t">,
  typed: string,
): { mixinId: string | null; role: StaffRole | null } {
  const line = westernDigits(typed).trim();
  const [, before = "", mixinId = null, behind = ""] = /^(\D*?)@?(\d{4,12})(?!\d)\s*(.*)$/su.exec(line) ?? [];
  return { mixinId, role: readRole(chat, behind) ?? readRole(chat, before) };
}

const readRole = (chat: Pick<Chat, "t">, typed: string): StaffRole | null =>
  rolesIn(typed)
    .map((said) => choose(roleChoices(chat), said)?.value)
    .find((role) => role !== undefined) ?? null;

function askRole(chat: Chat, name: string): Promise<StaffRole> {
  const { t } = chat;
  const [cashier, manager] = [t("staff.invite.cashier"), t("staff.invite.manager")];
  const again = t("staff.invite.again", { cashier, manager });
  return chat.ask("role", {
    ...choiceQuestion(t("staff.invite.role", { name }), roleChoices(chat), again),
    understand(typed) {
      const role = readRole(chat, typed);
      return role === null ? notUnderstood(again) : understood(role);
    },
  });
}

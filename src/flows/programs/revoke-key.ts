import { type ApiKey, keysOf, revokeKey } from "../../shop/api-keys.js";
import type { Flow } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { flowButton } from "../ask/wording.js";
import { whichOf } from "./which.js";

/** "Revoke key", "revoke 2": a key that is good no more, at once and for good. */
export const revokeOneKey: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, person, now } = chat;
    const after = [flowButton(chat, "keys"), flowButton(chat, "menu")];
    const all = merchant ? await keysOf(chat.tx, merchant.id) : [];
    if (!merchant || all.length === 0) return chat.say(t("programs.revoke.none"), after);
    const unknown = (text: string) => t("programs.revoke.unknown", { text });
    const nameOf = ({ name }: ApiKey) => name;
    const key = await whichOf(chat, all, { nameOf, text: t("programs.revoke.which"), unknown });
    if (!key) return chat.say(t("programs.revoke.gone"), after);
    const [yes, no] = [t("programs.revoke.yes"), t("programs.revoke.no")];
    const again = t("chat.code.deleteAgain", { delete: yes, keep: no });
    const text = t("programs.revoke.sure", { name: key.name, hint: key.hint });
    const { name } = key;
    if (!(await chat.ask("confirm", confirmQuestion(text, yes, no, again)))) {
      return chat.say(t("programs.revoke.kept", { name }), after);
    }
    const done = { merchantId: merchant.id, by: person.userId, keyId: key.id, cause: chat.id("revoke"), now };
    const revoked = await revokeKey(chat.tx, done);
    chat.say(revoked ? t("programs.revoke.done", { name }) : t("programs.revoke.gone"), after);
  },
};

import { deleteCode } from "../../shop/codes.js";
import type { Flow } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { whichCode } from "../ask/which-code.js";
import { flowButton } from "../ask/wording.js";

/** "Delete Donate": for good, so it is asked once more. */
export const deleteOneCode: Flow = {
  version: 1,
  async run(chat) {
    const { t } = chat;
    const own = await whichCode(chat);
    if (!own) return;
    const { title, id } = own.code;
    const [yes, no] = [t("chat.code.deleteIt"), t("chat.code.keep")];
    const again = t("chat.code.deleteAgain", { delete: yes, keep: no });
    const sure = await chat.ask("confirm", confirmQuestion(t("chat.code.confirmDelete", { title }), yes, no, again));
    if (sure) {
      await chat.did("code.deleted", title);
      await deleteCode(chat.tx, own.merchant.id, id);
    }
    const text = sure ? t("chat.code.deleted", { title }) : t("chat.code.kept", { title });
    chat.say(text, [flowButton(chat, "my-codes"), flowButton(chat, "menu")]);
  },
};

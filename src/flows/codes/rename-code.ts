import { renameCode } from "../../shop/codes.js";
import type { Flow } from "../engine/flow.js";
import { titleQuestion } from "../ask/questions.js";
import { whichCode } from "../ask/which-code.js";
import { codeButton, codeUrl, shortUrl } from "../ask/wording.js";

/** "Rename Donate": another title, the same link. */
export const renameOneCode: Flow = {
  version: 1,
  async run(chat) {
    const own = await whichCode(chat);
    if (!own) return;
    const { merchant, code } = own;
    const title = await chat.ask("title", titleQuestion(chat, chat.t("chat.title.rename", { title: code.title })));
    await chat.did("code.renamed", title, { from: code.title });
    const renamed = await renameCode(chat.tx, merchant.id, code.id, title);
    if (!renamed) return chat.say(chat.t("chat.code.gone"));
    const link = shortUrl(codeUrl(chat, merchant, renamed));
    chat.say(chat.t("chat.code.renamed", { title, link }), [codeButton(chat, "show-code", renamed)]);
  },
};

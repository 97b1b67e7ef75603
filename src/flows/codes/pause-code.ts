import { pauseCode, resumeCode } from "../../shop/codes.js";
import type { Flow } from "../engine/flow.js";
import { whichCode } from "../ask/which-code.js";
import { codeButton } from "../ask/wording.js";

/** "Pause Donate": no new payments until it is resumed. */
export const pauseOneCode: Flow = {
  version: 1,
  async run(chat) {
    const own = await whichCode(chat);
    if (!own) return;
    const { code } = own;
    const already = code.state === "paused";
    if (!already) await chat.did("code.paused", code.title);
    await pauseCode(chat.tx, own.merchant.id, code.id);
    const words = { title: code.title };
    const text = already ? chat.t("chat.code.alreadyPaused", words) : chat.t("chat.code.nowPaused", words);
    chat.say(text, [codeButton(chat, "resume-code", code), codeButton(chat, "show-code", code)]);
  },
};

/** "Resume Donate": takes payments again. */
export const resumeOneCode: Flow = {
  version: 1,
  async run(chat) {
    const own = await whichCode(chat);
    if (!own) return;
    const { code } = own;
    const already = code.state === "active";
    if (!already) await chat.did("code.resumed", code.title);
    await resumeCode(chat.tx, own.merchant.id, code.id);
    const words = { title: code.title };
    const text = already ? chat.t("chat.code.alreadyActive", words) : chat.t("chat.code.nowActive", words);
    chat.say(text, [codeButton(chat, "pause-code", code), codeButton(chat, "show-code", code)]);
  },
};

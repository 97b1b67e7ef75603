import { pauseCode, resumeCode } from "../shop/codes.js";
import type { Flow } from "./flow.js";
import { whichCode } from "./which-code.js";
import { codeButton } from "./wording.js";

/** "Pause Donate": no new payments until it is resumed. */
export const pauseOneCode: Flow = {
  version: 1,
  async run(chat) {
    const own = await whichCode(chat);
    if (!own) return;
    const { code } = own;
    const already = code.state === "paused";
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
    await resumeCode(chat.tx, own.merchant.id, code.id);
    const words = { title: code.title };
    const text = already ? chat.t("chat.code.alreadyActive", words) : chat.t("chat.code.nowActive", words);
    chat.say(text, [codeButton(chat, "pause-code", code), codeButton(chat, "show-code", code)]);
  },
};

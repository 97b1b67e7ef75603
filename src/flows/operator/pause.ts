import { formatSentences } from "../../i18n/format.js";
import { pausePayouts, resumePayouts } from "../../payments/payouts/control.js";
import { readSettings } from "../../payments/settings.js";
import { flowButton } from "../ask/wording.js";
import { isSure, operatorButton, operatorFlow } from "./common.js";
import { payoutsText } from "./menu.js";

/** "Pause payouts": nothing goes out until somebody resumes. */
export const pause = operatorFlow(1, async (chat) => {
  const { paused } = await readSettings(chat.tx);
  if (paused) {
    return chat.say(await payoutsText(chat), [flowButton(chat, "resume-payouts"), operatorButton(chat)]);
  }
  if (!(await isSure(chat, chat.t("operator.pause.check")))) return;
  await pausePayouts(chat.tx, "operator", chat.person.userId, chat.now);
  chat.say(chat.t("operator.pause.done"), [operatorButton(chat)]);
});

/** "Resume payouts": shows who paused them, and warns when the books did. */
export const resume = operatorFlow(1, async (chat) => {
  const { paused } = await readSettings(chat.tx);
  if (!paused) return chat.say(chat.t("operator.resume.already"), [operatorButton(chat)]);
  const check = chat.t(paused.why === "ledger" ? "operator.resume.checkBooks" : "operator.resume.check");
  if (!(await isSure(chat, formatSentences([await payoutsText(chat), check], chat.language)))) return;
  await resumePayouts(chat.tx, chat.person.userId, chat.now);
  chat.say(chat.t("operator.resume.done"), [operatorButton(chat)]);
});

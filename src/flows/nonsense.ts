import { formatNumber } from "../i18n/format.js";
import type { Stage } from "./engine.js";
import type { FlowName } from "./words.js";
import { isAnswerButton } from "./old-buttons.js";
import { amountProblem } from "./questions.js";
import type { Replies } from "./replies.js";
import { type AmountProblem, readAmount } from "./understand/amount.js";
import { excerpt, isEmojiOnly, isVisible } from "./understand/text.js";
import { flowButton, menuButtons } from "./wording.js";
import { findHint, labelOf } from "./words.js";

const QUOTED = 60;
const EMOJI_QUOTED = 4;
/** Anything may be said that is no amount; what is one, but cannot be taken, is told why. */
const NO_AMOUNT = new Set<AmountProblem>(["not_an_amount", "unknown_unit"]);

/** A message that begins with no word we know: what it leads to all the same, or null after a kind answer. */
export function answerElsewhere(stage: Stage, replies: Replies, text: string): { flow: FlowName; rest: string } | null {
  const { t, language } = stage;
  if (isAnswerButton(text)) {
    replies.say(t("chat.menu.oldButton"), menuButtons(stage));
    return null;
  }
  const amount = readAmount(text, stage.units);
  if (amount.ok && amount.value !== null && (amount.unit || stage.merchant)) return { flow: "quick-code", rest: text };
  if (stage.person.language === null) return { flow: "greeting", rest: "" };

  const menu = menuButtons(stage);
  if (amount.ok && amount.value !== null) {
    replies.say(t("chat.nonsense.number", { number: formatNumber(amount.value, language) }), menu);
  } else if (!amount.ok && !NO_AMOUNT.has(amount.problem)) {
    replies.say(amountProblem(stage, amount), menu);
  } else if (isEmojiOnly(text)) {
    replies.say(t("chat.nonsense.emoji", { emoji: excerpt(text, EMOJI_QUOTED) }), menu);
  } else if (!isVisible(text)) {
    replies.say(t("chat.nonsense.empty"), menu);
  } else {
    const hint = findHint(text, stage.isOperator);
    const quoted = excerpt(text, QUOTED);
    if (hint) {
      const words = { text: quoted, hint: labelOf(hint, language) };
      replies.say(t("chat.nonsense.hint", words), [flowButton(stage, hint), flowButton(stage, "menu")]);
    } else {
      replies.say(t("chat.nonsense.text", { text: quoted }), menu);
    }
  }
  return null;
}

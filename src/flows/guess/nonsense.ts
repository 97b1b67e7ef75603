import { isSentence } from "../understand/sentence.js";
import { readTitledPrice } from "../understand/invoice-line.js";
import { formatNumber, formatSentences } from "../../i18n/format.js";
import type { Stage } from "../engine/engine.js";
import type { FlowName } from "../words.js";
import { isAnswerButton } from "./old-buttons.js";
import { amountProblem } from "../ask/questions.js";
import { mayRun } from "../engine/rights.js";
import type { Replies } from "../engine/replies.js";
import { isSendLine } from "../send/pasted.js";
import { wordsFor } from "../understand/answers.js";
import { type AmountProblem, readAmount } from "../understand/amount.js";
import { hasKey } from "../understand/secrets.js";
import { excerpt, foldLetters, isEmojiOnly, isVisible } from "../understand/text.js";
import { readAnywhere } from "./anywhere.js";
import { didYouMean, type Guess, guessButtons, guessUnit } from "./did-you-mean.js";
import { guessCommand } from "./guess-command.js";
import { flowButton, menuButtons } from "../ask/wording.js";
import { findHint, labelOf } from "../words.js";

const QUOTED = 60;
/** Whoever writes more tells a story. */
const LONGEST_TITLE = 24;
const EMOJI_QUOTED = 4;
/** Anything may be said that is no amount; what is one, but cannot be taken, is told why. */
const NO_AMOUNT = new Set<AmountProblem>(["not_an_amount", "unknown_unit"]);

const THANKS = new Set(wordsFor("thanks").map(foldLetters));

/** What is said, without the marks behind it and the emoji around it. */
const saidWords = (text: string): string =>
  foldLetters(text.replace(/[\p{P}\p{Extended_Pictographic}\uFE0F]/gu, " "))
    .replace(/\s+/g, " ")
    .trim();

/** A message that begins with no word we know: what it leads to all the same, or null after a kind answer. */
export async function answerElsewhere(
  stage: Stage,
  replies: Replies,
  text: string,
): Promise<{ flow: FlowName; rest: string } | null> {
  const { t, language } = stage;
  if (isAnswerButton(text)) {
    replies.say(t("chat.menu.oldButton"), menuButtons(stage));
    return null;
  }
  if (hasKey(text)) {
    replies.say(t("programs.pasted"), [
      ...(mayRun(stage.role, "keys") ? [flowButton(stage, "keys")] : []),
      ...menuButtons(stage),
    ]);
    return null;
  }
  const amount = readAmount(text, stage.units);
  if (amount.ok && amount.value !== null && (amount.unit || stage.merchant)) {
    // Who may make no codes charges once.
    return { flow: mayRun(stage.role, "quick-code") ? "quick-code" : "invoice", rest: text };
  }
  const named = await readAnywhere(text, stage);
  if (named) return named;
  // Shown with all that was understood, and nothing moves before that is confirmed.
  if (isSendLine(text, stage)) return { flow: "send", rest: text };
  if (stage.merchant && isTitledPrice(text, stage)) {
    return { flow: mayRun(stage.role, "receipt-code") ? "receipt-code" : "invoice", rest: text };
  }
  if (THANKS.has(saidWords(text))) {
    replies.say(t("chat.nonsense.thanks"), menuButtons(stage));
    return null;
  }
  const guesses = await guessCommand(text, stage);
  if (guesses.length > 0) {
    tellGuesses(stage, replies, guesses, t("chat.nonsense.unknownWord", { text: excerpt(guesses[0]!.typed, QUOTED) }));
    return null;
  }
  if (stage.person.language === null) return { flow: "greeting", rest: "" };

  const menu = menuButtons(stage);
  if (amount.ok && amount.value !== null) {
    replies.say(t("chat.nonsense.number", { number: formatNumber(amount.value, language) }), menu);
  } else if (!amount.ok && !NO_AMOUNT.has(amount.problem)) {
    replies.say(amountProblem(stage, amount), menu);
  } else if (!amount.ok && /\p{N}/u.test(text) && guessUnit(stage, text, amount).length > 0) {
    tellGuesses(stage, replies, guessUnit(stage, text, amount), amountProblem(stage, amount));
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

/** "Coffee 3 usd", "25元 热牛奶": a shop says what it sells for how much, and nothing else. */
function isTitledPrice(text: string, { units }: Stage): boolean {
  const titled = readTitledPrice(text, units);
  return titled !== null && isVisible(titled.title) && titled.title.length <= LONGEST_TITLE && !isSentence(text);
}

function tellGuesses(stage: Stage, replies: Replies, guesses: Guess[], problem: string): void {
  replies.say(formatSentences([problem, didYouMean(stage, guesses)], stage.language), [
    ...guessButtons(guesses),
    flowButton(stage, "menu"),
  ]);
}

import { formatMoment } from "../../i18n/format.js";
import { LOCALES } from "../../i18n/index.js";
import { quoteLabel } from "../../payments/labels.js";
import { decimal, isAmount, plain } from "../../payments/money.js";
import { type Code, codesOf } from "../../shop/codes.js";
import { endGoal, type GoalStanding, goalsOf, setGoal } from "../../shop/goals.js";
import type { Merchant } from "../../shop/merchants.js";
import type { Button, Chat, Flow, Understood } from "../engine/flow.js";
import { DEFAULT_QUOTE } from "./handle.js";
import { openShop } from "../codes/make-code.js";
import { amountProblem, notUnderstood, understood } from "../ask/questions.js";
import { readAmount } from "../understand/amount.js";
import { foldLetters } from "../understand/text.js";
import type { Unit } from "../understand/units.js";
import { wordsFor } from "../understand/answers.js";
import { findCode } from "../ask/which-code.js";
import { flowButton, moneyText } from "../ask/wording.js";

/** What is wished: a sum, or (null) none any more; of a code, or (null) of the shop. */
interface Wish {
  codeId: string | null;
  sum: { amount: string; quoteAsset: string } | null;
}

const OFF = new Set(wordsFor("goalOff").map(foldLetters));

/** "Goal", "goal 1000 usd", "goal donate 500 eur", "goal off": what the shop or a code wants to come to. */
export const goal: Flow = {
  version: 1,
  async run(chat) {
    const { t, merchant, person, now } = chat;
    const unit = quoteLabel(merchant?.quoteAsset ?? DEFAULT_QUOTE[chat.language], chat.rates);
    const codes = merchant ? await codesOf(chat.tx, merchant.id) : [];
    const said = chat.start.trim() === "" ? null : readWish(chat, merchant, codes, chat.start, unit);
    const standing = merchant ? await goalsOf(chat.tx, merchant.id) : [];
    const rows = standing.length === 0 ? [t("digest.goal.none")] : standing.map((one) => row(chat, codes, one));
    const wish = said?.ok
      ? said.value
      : await chat.ask<Wish>("wish", {
          text: said ? said.problem : [...rows, t("digest.goal.ask", { unit })].join("\n"),
          buttons: offButtons(chat, codes, standing),
          understand: (typed) => readWish(chat, merchant, codes, typed, unit),
        });
    const shop = await openShop(chat, DEFAULT_QUOTE[chat.language]);
    const what = codes.find(({ id }) => id === wish.codeId)?.title ?? t("digest.goal.shop");
    const change = { merchantId: shop.id, codeId: wish.codeId, by: person.userId, subject: what, now };
    const cause = chat.id("goal");
    const after = [flowButton(chat, "goal"), flowButton(chat, "menu")];
    if (wish.sum === null) {
      const ended = await endGoal(chat.tx, { ...change, cause });
      return chat.say(t(ended ? "digest.goal.ended" : "digest.goal.notSet", { what }), after);
    }
    const { amount, quoteAsset } = wish.sum;
    await setGoal(chat.tx, { ...change, cause, id: cause, amount, quoteAsset });
    chat.say(t("digest.goal.set", { what, amount: moneyText(amount, quoteAsset, chat.rates, chat.language) }), after);
  },
};

function row(
  chat: Chat,
  codes: Code[],
  { goal: { codeId, amount, quoteAsset, since, reachedAt }, progress }: GoalStanding,
) {
  const { t, language } = chat;
  const percent = new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 0 });
  const words = {
    what: codes.find(({ id }) => id === codeId)?.title ?? t("digest.goal.shop"),
    progress: moneyText(progress, quoteAsset, chat.rates, language),
    amount: moneyText(amount, quoteAsset, chat.rates, language),
    date: formatMoment(since, language, chat.person.timeZone),
  };
  if (reachedAt !== null) return t("digest.goal.rowReached", words);
  // Rounded down: a hundred is said when it is there.
  const share = decimal(progress).div(amount).toDecimalPlaces(2, 1).toFixed() as Intl.StringNumericLiteral;
  return t("digest.goal.row", { ...words, percent: percent.format(share) });
}

const offButtons = (chat: Chat, codes: Code[], standing: GoalStanding[]): Button[] =>
  standing.map(({ goal: { codeId } }): Button => {
    const code = codes.find(({ id }) => id === codeId);
    const label = chat.t("digest.goal.off");
    return code
      ? { label: chat.t("digest.goal.offCode", { code: code.title }), input: `/goal ${code.slug} off`, tone: "calm" }
      : { label, input: "/goal off", tone: "calm" };
  });

/** A sum or its end, with a code before or behind it; the longest name of a code that is one. */
function readWish(chat: Chat, merchant: Merchant | null, codes: Code[], typed: string, unit: string): Understood<Wish> {
  const { t } = chat;
  const words = typed.trim().split(/\s+/);
  const again = notUnderstood(t("digest.goal.again", { unit }));
  for (let n = words.length - 1; n > 0; n--) {
    const before = exactCode(codes, words.slice(0, n).join(" "));
    if (before) return readSum(chat, merchant, before.id, words.slice(n).join(" ")) ?? again;
    const behind = exactCode(codes, words.slice(words.length - n).join(" "));
    if (behind) return readSum(chat, merchant, behind.id, words.slice(0, words.length - n).join(" ")) ?? again;
  }
  return readSum(chat, merchant, null, typed) ?? again;
}

/** A number is a sum here, never the number of a code. */
const exactCode = (codes: Code[], said: string): Code | undefined =>
  /^[\d#]/.test(said) && !codes.some(({ title }) => title === said) ? undefined : findCode(codes, said);

function readSum(chat: Chat, merchant: Merchant | null, codeId: string | null, typed: string): Understood<Wish> | null {
  if (OFF.has(foldLetters(typed).trim())) return understood({ codeId, sum: null });
  const read = readAmount(typed, chat.units);
  if (!read.ok)
    return read.problem === "not_an_amount" || read.problem === "unknown_unit"
      ? null
      : notUnderstood(amountProblem(chat, read));
  if (read.value === null || !isAmount(read.value)) return null;
  const usual = merchant?.quoteAsset ?? DEFAULT_QUOTE[chat.language];
  const quoteAsset = read.unit === null ? usual : assetOf(read.unit, usual);
  return understood({ codeId, sum: { amount: plain(read.value), quoteAsset } });
}

/** Of coins that several networks have, the one that the shop counts in, or the most usual. */
const assetOf = (unit: Unit, usual: string): string => {
  if (unit.kind === "fiat") return unit.code;
  if (unit.kind === "asset") return unit.assetId;
  return unit.assetIds.includes(usual) ? usual : unit.assetIds[0]!;
};

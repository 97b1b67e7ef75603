import { formatNumber, formatSentences } from "../../i18n/format.js";
import type { Language } from "../../i18n/index.js";
import { assetLabel, quoteLabel } from "../../payments/labels.js";
import { decimal, plain } from "../../payments/money.js";
import { didYouMean, type Guess, guessButtons, guessUnit } from "../guess/did-you-mean.js";
import type { Chat, Question } from "../engine/flow.js";
import {
  amountProblem,
  type Choice,
  choiceButtons,
  choiceQuestion,
  choose,
  notUnderstood,
  understood,
} from "./questions.js";
import { type AmountRefused, checkPlaces, readAmount } from "../understand/amount.js";
import { behindOpen, wordsFor } from "../understand/answers.js";
import { readUnit, type Unit } from "../understand/units.js";
import { controlLabel } from "../words.js";

/** A price as far as it was said; what is missing is asked for. */
export interface SaidPrice {
  /** Decimal text; "open": the payer decides; null: not said. */
  amount: string | null;
  unit: Unit | null;
  /** As typed, when it could be read in two ways: the confirmation shows how it was read. */
  unsure: string | null;
}

export interface AskedPrice {
  quoteAsset: string;
  quoteAmount: string | null;
  unsure: string | null;
  /** Nobody said the currency: it is the shop's own. */
  usual: boolean;
}

/** Offered as buttons; the language decides which comes first. */
const COMMON: Record<Language, string[]> = {
  en: ["usd", "eur", "aed", "cny"],
  zh: ["cny", "usd", "hkd", "aed"],
  de: ["eur", "chf", "usd", "aed"],
  ja: ["jpy", "usd", "eur", "cny"],
  es: ["eur", "usd", "mxn", "gbp"],
  ar: ["aed", "sar", "usd", "eur"],
};

/** Reads a price as typed in one line; null when it is none. */
export function readPrice(chat: Pick<Chat, "units">, typed: string): SaidPrice | null {
  const read = readAmount(typed, chat.units);
  return read.ok ? { amount: read.value, unit: read.unit, unsure: read.ambiguous ? typed : null } : null;
}

/** How a price is asked for. */
export interface PriceWish {
  /** Absent: as of a receipt code. */
  text?: string;
  /** The price has to be named: no payer decides. */
  fixed?: boolean;
}

/** Asks for a price until amount and currency (and its network) are known. */
export async function askPrice(chat: Chat, given: SaidPrice | null, wish: PriceWish = {}): Promise<AskedPrice> {
  const said = given ?? (await chat.ask("price", priceQuestion(chat, wish)));
  const { unit, usual } = said.unit
    ? { unit: said.unit, usual: false }
    : await askCurrency(chat, said.amount, given === null);
  const quoteAsset = unit.kind === "fiat" ? unit.code : await askNetwork(chat, "price-network", unit);
  let { amount, unsure } = said;
  if (amount === null) {
    const answer = await chat.ask("amount", amountQuestion(chat, quoteAsset, wish));
    amount = answer.amount;
    unsure = answer.unsure;
  }
  return { quoteAsset, quoteAmount: amount === "open" ? null : amount, unsure, usual };
}

function openChoices(chat: Chat, { fixed = false }: PriceWish): Choice<"open">[] {
  return fixed ? [] : [{ value: "open", label: chat.t("chat.price.open"), words: wordsFor("open") }];
}

/** The sentence of a refused amount; where no payer decides, none proposes that. */
export function priceProblem(chat: Chat, refused: AmountRefused, { fixed = false }: PriceWish, bare = false): string {
  return fixed && refused.problem === "zero" ? chat.t("invoice.zero") : amountProblem(chat, refused, bare);
}

function refusedPrice(chat: Chat, typed: string, refused: AmountRefused, wish: PriceWish, bare = false) {
  const guesses = guessUnit(chat, typed, refused);
  return notUnderstood(withGuess(chat, priceProblem(chat, refused, wish, bare), guesses), guessButtons(guesses));
}

const withGuess = (chat: Chat, problem: string, guesses: Guess[]): string =>
  formatSentences([problem, didYouMean(chat, guesses)], chat.language);

function priceQuestion(chat: Chat, wish: PriceWish): Question<SaidPrice> {
  const open = openChoices(chat, wish);
  return {
    text: wish.text ?? chat.t("chat.price.ask"),
    buttons: choiceButtons([...open, ...currencyChoices(chat)]),
    understand(typed) {
      if (choose(open, typed)) return understood({ amount: "open", unit: null, unsure: null });
      const openIn = wish.fixed ? null : behindOpen(typed);
      const unit = openIn === null ? null : readUnit(openIn, chat.units);
      if (unit) return understood({ amount: "open", unit, unsure: null });
      const read = readAmount(typed, chat.units);
      if (!read.ok) return refusedPrice(chat, typed, read, wish);
      return understood({ amount: read.value, unit: read.unit, unsure: read.ambiguous ? typed : null });
    },
  };
}

/** The shop's own currency, then those common where the language is spoken, then the most used asset. */
function currencyChoices(chat: Chat): Choice<string>[] {
  const own = chat.merchant ? [chat.merchant.quoteAsset] : [];
  const known = COMMON[chat.language].filter((code) => chat.units.fiatDigits(code) !== null);
  const assets = chat.rates
    .assets()
    .slice(0, 1)
    .map((asset) => asset.assetId);
  return [...new Set([...own, ...known, ...assets])]
    .slice(0, 5)
    .map((asset) => ({ value: asset, label: quoteLabel(asset, chat.rates) }));
}

/** A number alone is in the shop's currency when it has one; otherwise it is asked for. */
async function askCurrency(
  chat: Chat,
  amount: string | null,
  wasAsked: boolean,
): Promise<{ unit: Unit; usual: boolean }> {
  const own = chat.merchant?.quoteAsset;
  const ownUnit = own === undefined ? null : readUnit(own, chat.units);
  const fits = ownUnit && (amount === "open" || amount === null || !checkPlaces(amount, ownUnit, chat.units));
  if (ownUnit && fits) return { unit: ownUnit, usual: true };
  const text =
    amount === null || amount === "open"
      ? chat.t("chat.price.openCurrency")
      : chat.t("chat.price.currency", { amount: formatNumber(amount, chat.language, /\./.test(amount) ? 2 : 0) });
  return { unit: await chat.ask("currency", currencyQuestion(chat, text, amount, wasAsked)), usual: false };
}

/**
 * A currency or an asset, alone. With an amount it must have that many places. `wasAsked`: the amount answered the
 * question before this one, so going back changes it.
 */
export function currencyQuestion(chat: Chat, text: string, amount: string | null, wasAsked = false): Question<Unit> {
  const isAmount = amount !== null && amount !== "open";
  const orBack =
    isAmount && wasAsked ? ` ${chat.t("chat.amount.orBack", { back: controlLabel("back", chat.language) })}` : "";
  return {
    text,
    buttons: choiceButtons(currencyChoices(chat)),
    understand(typed) {
      const unit = readUnit(typed, chat.units);
      if (!unit) {
        const guesses = guessUnit(chat, typed, { ok: false, problem: "unknown_unit", detail: typed.trim() });
        return notUnderstood(
          withGuess(chat, chat.t("chat.amount.unknownCurrency"), guesses) + orBack,
          guessButtons(guesses),
        );
      }
      const tooFine = isAmount ? checkPlaces(amount, unit, chat.units) : null;
      return tooFine ? notUnderstood(amountProblem(chat, tooFine) + orBack) : understood(unit);
    },
  };
}

function amountQuestion(
  chat: Chat,
  quoteAsset: string,
  wish: PriceWish,
): Question<{ amount: string; unsure: string | null }> {
  const open = openChoices(chat, wish);
  const unit = quoteLabel(quoteAsset, chat.rates);
  return {
    text: wish.fixed
      ? chat.t("invoice.amount", { unit })
      : chat.t("chat.price.amount", { unit, open: chat.t("chat.price.open") }),
    buttons: choiceButtons(open),
    understand(typed) {
      if (choose(open, typed)) return understood({ amount: "open", unsure: null });
      const read = readAmount(typed, chat.units);
      if (!read.ok) return refusedPrice(chat, typed, read, wish, true);
      if (read.value === null) return notUnderstood(chat.t("chat.amount.notANumber"));
      const own: Unit =
        chat.units.fiatDigits(quoteAsset) === null
          ? { kind: "asset", assetId: quoteAsset }
          : { kind: "fiat", code: quoteAsset };
      if (read.unit && !sameUnit(read.unit, own)) return notUnderstood(chat.t("chat.amount.twoUnits"));
      const tooFine = checkPlaces(read.value, own, chat.units);
      if (tooFine) return notUnderstood(amountProblem(chat, tooFine, true));
      return understood({ amount: read.value, unsure: read.ambiguous ? typed : null });
    },
  };
}

function sameUnit(said: Unit, own: Unit): boolean {
  if (said.kind === "several") return own.kind === "asset" && said.assetIds.includes(own.assetId);
  return JSON.stringify(said) === JSON.stringify(own);
}

/** The asset meant; asked when its symbol is on several networks. */
export async function askNetwork(chat: Chat, key: string, unit: Exclude<Unit, { kind: "fiat" }>): Promise<string> {
  if (unit.kind === "asset") return unit.assetId;
  const choices = unit.assetIds.flatMap((assetId) => {
    const asset = chat.rates.asset(assetId);
    return asset ? [{ value: assetId, label: assetLabel(assetId, chat.rates), words: [asset.network] }] : [];
  });
  const symbol = chat.rates.asset(unit.assetIds[0] ?? "")?.symbol ?? "";
  const question = choiceQuestion(chat.t("chat.price.network", { symbol }), choices, chat.t("chat.price.networkAgain"));
  return chat.ask(key, {
    ...question,
    understand(typed) {
      const named = readUnit(`${symbol} ${typed}`, chat.units) ?? readUnit(typed, chat.units);
      const fits = named?.kind === "asset" && unit.assetIds.includes(named.assetId);
      return fits ? understood(named.assetId) : question.understand(typed);
    },
  });
}

/**
 * How an amount was read that could be read in two ways; empty when there was no doubt. Written so that no mark in it
 * can be taken for another: thousands without marks, a fraction with more than three places.
 */
export function readAsText(chat: Chat, { unsure, quoteAmount, quoteAsset }: AskedPrice): string {
  if (unsure === null || quoteAmount === null) return "";
  const number = decimal(quoteAmount).isInteger() ? plain(quoteAmount) : formatNumber(quoteAmount, chat.language, 4);
  const amount = `${number} ${quoteLabel(quoteAsset, chat.rates)}`;
  return `${chat.t("chat.amount.readAs", { typed: unsure, amount })}\n`;
}

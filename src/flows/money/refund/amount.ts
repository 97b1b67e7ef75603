import { plain } from "../../../payments/money.js";
import {
  type RefundPart,
  type RefundPreview,
  type RefundRefused,
  type RefundWish,
  previewRefund,
} from "../../../payments/refunds/preview.js";
import type { Left } from "../../../payments/refunds/left.js";
import type { Order } from "../../../payments/state.js";
import type { Chat, Question } from "../../engine/flow.js";
import { amountProblem, type Choice, choiceButtons, choose, notUnderstood, understood } from "../../ask/questions.js";
import { quoteLabel } from "../../../payments/labels.js";
import { priceProblem } from "../../ask/price.js";
import { wordsFor } from "../../understand/answers.js";
import { checkPlaces, readAmount } from "../../understand/amount.js";
import type { Unit } from "../../understand/units.js";
import { money, priceMoney } from "./words.js";

/** "20 AED or 5.45 USDT": what is left, in the price's currency and in coins. */
export function leftText(chat: Chat, order: Order, left: Left): string {
  const one = priceMoney(chat, plain(left.price), order.quoteAsset);
  if (order.quoteAsset === order.paymentAsset) return one;
  return chat.t("refund.or", { one, other: money(chat, plain(left.coins), order.paymentAsset!) });
}

/** Asks how much: all, a part of the price, or a number of the coins. `refusal` says why somebody may not give that much. */
export function askPart(
  chat: Chat,
  order: Order,
  refusal: (quoteAmount: string) => Promise<string | null>,
): Promise<RefundPart> {
  const { t } = chat;
  const all: Choice<RefundPart> = { value: { of: "all" }, label: t("refund.all"), words: wordsFor("all") };
  const labels = [...new Set([order.quoteAsset, order.paymentAsset!])].map((asset) => quoteLabel(asset, chat.rates));
  const [one = "", other = ""] = labels;
  const units = labels.length > 1 ? t("refund.or", { one, other }) : one;
  const question: Question<RefundPart> = {
    text: t("refund.howMuch", { all: all.label, units }),
    buttons: choiceButtons([all]),
    understand(typed) {
      if (choose([all], typed)) return understood(all.value);
      const read = readAmount(typed, chat.units);
      if (!read.ok && read.problem !== "unknown_unit") {
        return notUnderstood(priceProblem(chat, read, { fixed: true }, true));
      }
      if (!read.ok || read.value === null) return notUnderstood(t("refund.otherUnit", { units }));
      const of = meant(order, read.unit);
      if (of === null) return notUnderstood(t("refund.otherUnit", { units }));
      const asset = of === "price" ? order.quoteAsset : order.paymentAsset!;
      const isFiat = chat.units.fiatDigits(asset) !== null;
      const unit: Unit = isFiat ? { kind: "fiat", code: asset } : { kind: "asset", assetId: asset };
      const tooFine = checkPlaces(read.value, unit, chat.units);
      if (tooFine) return notUnderstood(amountProblem(chat, tooFine, true));
      return understood({ of, amount: read.value });
    },
  };
  return chat.ask("part", {
    ...question,
    async understand(typed) {
      const read = await question.understand(typed);
      if (!read.ok) return read;
      const found = await preview(chat, order, read.value, "then");
      if (!found.ok) return notUnderstood(problemText(chat, order, found));
      const refused = await refusal(found.preview.quoteAmount);
      return refused === null ? read : notUnderstood(refused);
    },
  });
}

/** A number alone is in the price's currency. */
function meant(order: Order, unit: Unit | null): "price" | "coins" | null {
  const is = (asset: string) =>
    unit === null ||
    (unit.kind === "fiat"
      ? unit.code === asset
      : unit.kind === "asset"
        ? unit.assetId === asset
        : unit.assetIds.includes(asset));
  return is(order.quoteAsset) ? "price" : is(order.paymentAsset!) ? "coins" : null;
}

const preview = (chat: Chat, order: Order, part: RefundPart, rate: RefundWish["rate"]) =>
  previewRefund(chat.tx, chat.rates, { merchantId: order.merchantId, orderId: order.id, part, rate }, chat.now);

type Previewed = Awaited<ReturnType<typeof previewRefund>>;

/**
 * The refund as it is to be confirmed. Where the coins of then and the coins of the same worth today differ, the
 * merchant says which; what is confirmed later is what was shown, however the rate moves.
 */
export async function askRate(chat: Chat, order: Order, part: RefundPart): Promise<Previewed> {
  const { t } = chat;
  const then = await preview(chat, order, part, "then");
  if (!then.ok) return then;
  if (part.of === "coins" || order.quoteAsset === order.paymentAsset) {
    return { ok: true, preview: await chat.note("preview", () => Promise.resolve(then.preview)) };
  }
  const today = await preview(chat, order, part, "today");
  const [same, now] = [t("refund.same"), t("refund.today")];
  const choices: Choice<RefundWish["rate"]>[] = [
    { value: "then", label: same, words: wordsFor("asThen") },
    { value: "today", label: now, words: wordsFor("today") },
  ];
  const coins = (of: RefundPreview) => money(chat, of.amount, of.assetId);
  const whole = priceMoney(chat, then.preview.quoteAmount, order.quoteAsset);
  const words = { part: whole, same, today: now, coins: coins(then.preview) };
  const confirmed = await chat.ask<RefundPreview>("rate", {
    text: today.ok ? t("refund.rate", { ...words, now: coins(today.preview) }) : t("refund.onlySame", words),
    buttons: choiceButtons(today.ok ? choices : choices.slice(0, 1)),
    async understand(typed) {
      const chosen = choose(choices, typed);
      if (!chosen) return notUnderstood(t("refund.rateAgain", { same, today: now }));
      const found = await preview(chat, order, part, chosen.value);
      return found.ok ? understood(found.preview) : notUnderstood(problemText(chat, order, found));
    },
  });
  return { ok: true, preview: confirmed };
}

/** The sentence of each reason but the one that needs numbers. */
export const SENTENCES = {
  unknown: "refund.unknown",
  not_paid: "refund.notPaid",
  no_payer: "refund.noPayer",
  converting: "refund.converting",
  nothing_left: "refund.nothingLeft",
  too_small: "refund.tooSmall",
  no_price: "refund.noPrice",
  stale: "refund.stale",
} as const;

/** Why money cannot be given back, in one sentence. */
export const problemText = (chat: Chat, order: Order, refused: RefundRefused): string =>
  refused.reason === "too_much"
    ? chat.t("refund.tooMuch", { left: leftText(chat, order, refused.left) })
    : chat.t(SENTENCES[refused.reason]);

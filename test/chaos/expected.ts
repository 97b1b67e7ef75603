import { Decimal } from "decimal.js";
import type { RouteTruth } from "../support/sandbox.js";
import type { Judged, Judgement } from "./judge.js";
import type { World } from "./world.js";

/** A transfer that has to leave the bot's wallet, once. */
export interface Payout {
  to: string[];
  threshold: number;
  asset: string;
  /** Decimal. */
  amount: string;
  /** Null: of a settlement, which may share a transaction with others. */
  memo: string | null;
}

/** A message that somebody has to get, once. */
export interface Notice {
  to: string;
  what: string;
  /** What has to stand in it. */
  words: RegExp[];
  /** May be left out when it was overtaken. */
  isOptional: boolean;
}

/** What a swap at Mixin Route was to bring at least, as the till recorded it, and the trace it paid under. */
export interface SwapRecord {
  orderId: string;
  trace: string | null;
  minimum: string;
}

export interface Sources {
  world: World;
  route: RouteTruth;
  swaps: SwapRecord[];
}

/** How the payment of an order ended. */
export interface Ending {
  payouts: Payout[];
  /**
   * `converted`: by the desk, at once. `exchanged`: at Mixin Route. `as_paid`: the payee got what was paid though they wanted
   * something else. `returned`: the payer got it back.
   */
  kind: "settled" | "converted" | "exchanged" | "as_paid" | "returned";
}

const ROUTE = "61cb8dd4-16b1-4744-ba0c-7b2d2e52fc59";
/** USD, of what is paid with and settled in; in the sandbox prices stand still. */
const USD: Record<string, string> = {
  "c6d0c728-2624-429b-8e0d-d9d19b6592fa": "96500",
  "43d61dcd-e413-450d-80b8-101d5e903357": "3400",
  "b91e18ff-a9ae-3dc7-8679-e935d9a4b34b": "1",
  "4d8c508b-91c5-375b-92b0-ee702ed2dac5": "1",
};
/** What the desk keeps. */
const SPREAD = "0.005";
const NOT_CONVERTED = 40027;
/** What a payer reads instead of a refund's number. */
const WHY: Record<number, string> = {
  40000: "It came after the time to pay had ended.",
  40020: "It was not the currency that was asked for.",
  40021: "This had already been paid.",
  40022: "We could not tell what it was for.",
  40024: "It was less than what was asked for.",
  40025: "The rate had expired.",
  40032: "The payment was cancelled.",
  [NOT_CONVERTED]: "It could not be exchanged into what the shop receives.",
};
const whyText = (code: number | null): string => WHY[code ?? 0] ?? `a refund with the unknown number ${code}`;
const BY_MERCHANT = 40028;

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const plain = (amount: Decimal.Value): string => new Decimal(amount).toFixed();

export const refund = (to: string, asset: string, amount: Decimal.Value, name: string, code: number): Payout => ({
  to: [to],
  threshold: 1,
  asset,
  amount: plain(amount),
  memo: base64(`RF|${name}|${code}`),
});

/** What leaves the wallet because of one payment, apart from what the payee gets. */
export function backOf({ act, output, became, code, surplus }: Judged): Payout[] {
  const name = act.order?.id ?? act.payment.trace;
  const { asset_id: asset, amount } = output;
  if (became === "refunded") return [refund(act.payer.userId, asset, amount, name, code!)];
  return surplus.gt(0) ? [refund(act.payer.userId, asset, surplus, name, 40024)] : [];
}

/** What the payee of a paid order gets, and by which way. */
export function endingOf({ visit, paid }: Judgement, sources: Sources): Ending {
  const { order } = visit;
  // What is for others is kept for them.
  if (!order || !paid || visit.sending) return { payouts: [], kind: "settled" };
  const { asset, kept, payer } = paid;
  if (visit.refund === "unsettled")
    return { payouts: [refund(payer, asset, kept, order.id, BY_MERCHANT)], kind: "settled" };
  const { wants, strict, payee, id } = order;
  return paidOut({ orderId: id, asset, amount: kept, wants, to: payee, strictFor: strict ? payer : null }, sources);
}

/** Money that goes to somebody. */
export interface Due {
  orderId: string;
  asset: string;
  amount: Decimal;
  /** Null: as it is. */
  wants: string | null;
  to: { members: string[]; threshold: number };
  /** Who gets back what could not be exchanged; null: it is paid out as it is. */
  strictFor: string | null;
}

/** How somebody gets what is due to them: as it is, or exchanged into what they want. */
export function paidOut(due: Due, { world, route, swaps }: Sources): Ending {
  const { orderId, asset, amount: kept, wants, strictFor } = due;
  const { members: to, threshold } = due.to;
  const settle = (of: string, amount: Decimal.Value): Payout => ({
    to,
    threshold,
    asset: of,
    amount: plain(amount),
    memo: null,
  });
  if (wants === null || wants === asset) return { payouts: [settle(asset, kept)], kind: "settled" };
  if (world.provider === "desk") {
    const got = kept.mul(USD[asset]!).div(USD[wants]!).mul(new Decimal(1).minus(SPREAD));
    return { payouts: [settle(wants, got.toDecimalPlaces(8, Decimal.ROUND_DOWN))], kind: "converted" };
  }
  const swap = swaps.find((one) => one.orderId === orderId);
  const asked = route.orders.find(({ trace }) => trace === swap?.trace);
  const answer = route.payments.find(({ order_id: id }) => id === asked?.order_id)?.answer;
  if (!swap || !asked || !answer) throw new Error(`the swap of ${orderId} did not come to an end`);
  const leg: Payout = { to: [ROUTE], threshold: 1, asset, amount: plain(kept), memo: asked.order_id };
  const isBack = answer.asset === asset;
  if (strictFor !== null && (isBack || new Decimal(answer.amount).lt(swap.minimum))) {
    const back = refund(strictFor, answer.asset, answer.amount, orderId, NOT_CONVERTED);
    return { payouts: [leg, back], kind: "returned" };
  }
  return { payouts: [leg, settle(answer.asset, answer.amount)], kind: isBack ? "as_paid" : "exchanged" };
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Who is told of all this, and what. */
export function noticesOf(judgement: Judgement, { kind }: Ending): Notice[] {
  const { visit, judged, state, paid } = judgement;
  const { order } = visit;
  const notice = (to: string, what: string, words: (RegExp | string)[], isOptional = false): Notice => ({
    to,
    what,
    words: words.map((word) => (typeof word === "string" ? new RegExp(quoted(word)) : word)),
    isOptional,
  });
  const notices = judged.flatMap((one) => ofPayment(one, notice, judgement));
  if (!order) return notices;
  if (visit.sending) return notices;
  const shop = order.shop.userId;
  if (paid) {
    const named = order.isInvoice ? `invoice “${order.title}”` : `code “${order.title}”`;
    const receipt = notice(paid.payer, "receipt", [
      /"title":"Receipt/,
      `/code/${order.id}`,
      ...(order.isRefund ? [] : [order.title]),
    ]);
    // A shop that pays for a refund hears when that is done.
    if (order.isRefund) return [...notices, receipt];
    notices.push(
      // Nobody waits long for a name: where it cannot be had in time, the card does without.
      notice(shop, "paid", [/"title":"Paid: /, named, /Payer|somebody on Mixin/]),
      receipt,
    );
  }
  // What the desk gave stood on the first card.
  if (kind === "exchanged") notices.push(notice(shop, "exchanged", [/ became /, order.title]));
  if (visit.refund !== null) {
    notices.push(
      notice(paid!.payer, "refunded", [/has refunded/, order.title]),
      notice(shop, "refunded", [/Refunded: /, order.title]),
    );
  }
  if (kind === "as_paid")
    notices.push(notice(shop, "as paid", [/could not be exchanged into/, /you receive it as it was paid/]));
  if (kind === "returned") {
    notices.push(
      notice(shop, "returned", [/could not be exchanged into/, /goes back to/]),
      notice(paid!.payer, "returned", [whyText(NOT_CONVERTED), order.title]),
    );
  }
  // Who cancels has the answer to that.
  if (order.isInvoice && state === "expired") {
    notices.push(
      notice(shop, "expired", [/has expired without being paid/, order.title]),
      notice(shop, "make it again", [`/duplicate-invoice ${order.id}`]),
    );
  }
  return notices;
}

type Make = (to: string, what: string, words: (RegExp | string)[], isOptional?: boolean) => Notice;

function ofPayment(one: Judged, notice: Make, { visit }: Judgement): Notice[] {
  const { act, became, code, reason, surplus, isTakenBack } = one;
  const payer = act.payer.userId;
  const title = act.order ? [act.order.title] : [];
  // Who has been overtaken by what came next is told that instead.
  const isOver = became !== "held";
  const notices: Notice[] = [];
  // That it was held was told in the run before.
  const isNew = visit.course !== "ends";
  if (reason === "partial" && isNew) {
    notices.push(notice(payer, "the rest", [/ received for “.* missing\./, ...title], isOver));
    const { userId: shop } = act.order!.shop;
    // Between people there is no shop to hear of it.
    if (!visit.sending) notices.push(notice(shop, "a part", [/ has paid .* is missing\./, ...title], isOver));
  }
  if (reason === "late" && isNew) {
    notices.push(
      notice(act.order!.shop.userId, "late", [/"title":"Late payment/, ...title]),
      notice(payer, "late", [/arrived after the time to pay had ended/, ...title]),
    );
  }
  if (reason === "unknown") notices.push(notice(payer, "unknown", [/but I cannot tell which payment it is for/]));
  if (became === "refunded" && !isTakenBack) notices.push(notice(payer, `refund ${code}`, [whyText(code), ...title]));
  if (surplus.gt(0)) notices.push(notice(payer, "surplus", [/more than was asked for/, ...title]));
  return notices;
}

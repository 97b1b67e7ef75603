import { inTransaction } from "../../db/database.js";
import { UUID } from "../../db/ids.js";
import { formatNumber } from "../../i18n/format.js";
import { assetLabel } from "../../payments/labels.js";
import { decimal, plain } from "../../payments/money.js";
import { requestQuote } from "../../payments/quotes.js";
import { offers } from "../../payments/quoting.js";
import { fundingDeadline, type RefundBegun } from "../../payments/refunds/begin.js";
import { refundById, refundsOf } from "../../payments/refunds/left.js";
import { type RefundPreview, refundable } from "../../payments/refunds/preview.js";
import { readSettings } from "../../payments/settings.js";
import type { Order, Refund } from "../../payments/state.js";
import { beginShopRefund, cancelShopRefund, type RefundDenied, refundDenied } from "../../shop/refunds.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { confirmQuestion } from "../ask/questions.js";
import { askPart, askRate, leftText, problemText, SENTENCES } from "./refund/amount.js";
import { whichPayment } from "./refund/which.js";
import { amountsText, dateText, money, payerText, priceMoney, refundLine } from "./refund/words.js";
import { namesOf } from "../ask/somebody.js";
import { clean, excerpt } from "../understand/text.js";
import { flowButton } from "../ask/wording.js";

const CANCEL = new RegExp(`^cancel\\s+(${UUID})$`, "i");

/**
 * "Refund", or the button on a payment's card: how much, at which rate, a look at what it comes to, and once more above
 * the operator's limit. Only the shop that was paid can do it: of others' payments it knows nothing. A cashier does it for
 * what they charged, within their own limit.
 */
export const refund: Flow = {
  version: 3,
  async run(chat) {
    const { merchant } = chat;
    if (!merchant) return chat.say(chat.t("refund.none"), [flowButton(chat, "menu")]);
    const cancelled = CANCEL.exec(chat.start)?.[1];
    if (cancelled) return cancel(chat, merchant.id, cancelled.toLowerCase());
    // Begun by this very message, in a transaction of its own: what is left now says nothing about it.
    const begun = await refundById(chat.tx, chat.id("refund"));
    if (begun) {
      chat.heard();
      return tellBegun(chat, begun);
    }
    const orderId = await whichPayment(chat, merchant.id);
    if (orderId === null) return;
    const wish = { merchantId: merchant.id, by: chat.person.userId, orderId, quoteAmount: "0" };
    // Before anything is told of the payment: of others' payments a cashier hears nothing, nor of their refunds.
    const never = await refundDenied(chat.tx, chat.role, wish, chat.rates, chat.now);
    if (never) return sayDenied(chat, never);
    const found = await refundable(chat.tx, merchant.id, orderId);
    const before = await refundsOf(chat.tx, orderId);
    if (!found.ok) {
      const why = found.reason === "too_much" ? "refund.nothingLeft" : SENTENCES[found.reason];
      const lines = before.map((one) => refundLine(chat, one));
      return chat.say([chat.t(why), ...lines].join("\n"), [
        ...openRefundButtons(chat, before),
        flowButton(chat, "menu"),
      ]);
    }
    const { order, left } = found;
    const payer = payerText(chat, await namesOf(chat, [order.payerId]), order);
    showPayment(chat, order, before, { payer, left: leftText(chat, order, left) });
    const part = await askPart(chat, order, async (quoteAmount) => {
      const tooMuch = await refundDenied(chat.tx, chat.role, { ...wish, quoteAmount }, chat.rates, chat.now);
      return tooMuch && deniedText(chat, tooMuch);
    });
    const previewed = await askRate(chat, order, part);
    if (!previewed.ok) return chat.say(problemText(chat, order, previewed), [flowButton(chat, "menu")]);
    const { preview } = previewed;
    const { quoteAmount } = preview;
    const denied = await refundDenied(chat.tx, chat.role, { ...wish, quoteAmount }, chat.rates, chat.now);
    if (denied) return sayDenied(chat, denied);
    if (!(await agrees(chat, order, preview, payer)))
      return chat.say(chat.t("refund.kept"), [flowButton(chat, "menu")]);
    await begin(chat, order, preview);
  },
};

/** The payment, what has been given back of it and how far that is, and what is left. */
function showPayment(
  chat: Chat,
  order: Order,
  before: Refund[],
  { payer, left }: Record<"payer" | "left", string>,
): void {
  const words = { title: order.title, amounts: amountsText(chat, order), payer };
  const head = chat.t("refund.head", { ...words, date: dateText(chat, order.paidAt ?? order.createdAt) });
  const lines = before.map((one) => refundLine(chat, one));
  const soFar = lines.length > 0 ? [chat.t("refund.soFar"), ...lines, chat.t("refund.left", { left })] : [];
  chat.say([head, ...soFar].join("\n"), openRefundButtons(chat, before));
}

/** For a refund that the merchant has still to pay: its page, and the way back. */
const openRefundButtons = (chat: Chat, before: Refund[]): Button[] =>
  before
    .filter((one) => one.state === "unpaid")
    .flatMap((one): Button[] => [
      { label: chat.t("refund.page"), link: `${chat.publicUrl}/code/${one.fundingOrderId}` },
      { label: chat.t("refund.cancel"), input: `/refund cancel ${one.id}`, tone: "danger" },
    ]);

/** What is sent, to whom and for what, its worth then and now, and where it comes from; twice above the limit. */
async function agrees(chat: Chat, order: Order, preview: RefundPreview, payer: string): Promise<boolean> {
  const { t } = chat;
  const { currency, worthThen, worthNow } = preview;
  const amount = money(chat, preview.amount, preview.assetId);
  const part = priceMoney(chat, preview.quoteAmount, preview.quoteAsset);
  const now = worthNow === null ? null : money(chat, worthNow, currency);
  const before = worthThen === null ? null : money(chat, worthThen, currency);
  const text = [
    t("refund.check", { amount, part, payer, title: order.title }),
    ...(now === null ? [] : [before === null ? t("refund.worthNow", { now }) : t("refund.worth", { before, now })]),
    preview.source === "unsettled"
      ? t("refund.fromUnsettled")
      : t("refund.fromLink", { unit: assetLabel(preview.assetId, chat.rates) }),
  ].join("\n");
  const [send, dont, really] = [t("refund.send"), t("refund.dont"), t("refund.really")];
  const again = t("refund.again", { send, dont });
  if (!(await chat.ask("confirm", confirmQuestion(text, send, dont, again)))) return false;
  // Decided once: a price that moves or a limit that is raised takes no question away that somebody has before them.
  const limit = await chat.note("large", async () => {
    const { refundConfirmUsd } = await readSettings(chat.tx);
    // What cannot be priced may be worth anything.
    return preview.usd !== null && decimal(preview.usd).lte(refundConfirmUsd) ? null : refundConfirmUsd;
  });
  if (limit === null) return true;
  const large = t("refund.large", { amount, limit: formatNumber(limit, chat.language) });
  const sureAgain = t("refund.again", { send: really, dont });
  return chat.ask("confirm-large", confirmQuestion(large, really, dont, sureAgain));
}

/**
 * Begins it in a transaction of its own, since the payment link of a refund that the merchant pays needs an order that
 * is there already. Its id comes from this conversation: doing it again does nothing.
 */
async function begin(chat: Chat, order: Order, preview: RefundPreview): Promise<void> {
  const request = {
    id: chat.id("refund"),
    merchantId: order.merchantId,
    preview,
    by: chat.person.userId,
    title: excerpt(clean(chat.t("refund.fundingTitle", { title: order.title })), TITLE_MAX),
    language: chat.language,
    now: chat.now,
  };
  const begun = await chat.outside<RefundBegun | RefundDenied>("refund", (db) =>
    inTransaction(db, (tx) => beginShopRefund(tx, request, chat.rates)),
  );
  if (begun.ok) return tellBegun(chat, begun.refund);
  if (isDenied(begun)) return sayDenied(chat, begun);
  chat.say(problemText(chat, order, begun), [flowButton(chat, "refund"), flowButton(chat, "menu")]);
}

const isDenied = (answer: { reason: string }): answer is RefundDenied =>
  ["not_yours", "no_limit", "over_limit"].includes(answer.reason);

/** Why a cashier may not, and who may. */
function sayDenied(chat: Chat, denied: RefundDenied): void {
  chat.say(deniedText(chat, denied), [flowButton(chat, "my-invoices"), flowButton(chat, "menu")]);
}

function deniedText(chat: Chat, denied: RefundDenied): string {
  const { t } = chat;
  const texts = { not_yours: "staff.refund.notYours", no_limit: "staff.refund.noLimit" } as const;
  return denied.reason === "over_limit"
    ? t("staff.refund.overLimit", { limit: priceMoney(chat, denied.limit, denied.asset) })
    : t(texts[denied.reason]);
}

/** On its way; or the card that the merchant pays it with. */
async function tellBegun(chat: Chat, refund: Refund): Promise<void> {
  const { t, now, market } = chat;
  const { assetId, fundingOrderId } = refund;
  const payer = payerText(chat, await namesOf(chat, [refund.payerId]), refund);
  const words = { amount: money(chat, refund.amount, assetId), payer };
  if (fundingOrderId === null) return chat.say(t("refund.underway", words), [flowButton(chat, "menu")]);
  const quoted = await chat.outside("refund quote", (db) =>
    requestQuote(db, market, { orderId: fundingOrderId, assetId, now, payerId: chat.person.userId }),
  );
  const link = { assetId, amount: plain(refund.amount), memo: fundingOrderId };
  const pay: Button[] = quoted.ok
    ? [{ label: t("refund.pay"), link: chat.payLink({ ...link, trace: quoted.quote.id }) }]
    : [];
  const page = { label: t("refund.page"), link: `${chat.publicUrl}/code/${fundingOrderId}` };
  const until = dateText(chat, fundingDeadline(refund));
  chat.card({
    title: t("refund.fundingTitle", { title: words.amount }),
    description: [t("refund.card", { ...words, until }), ...(hasChoice(chat, refund) ? [t("refund.other")] : [])].join(
      "\n",
    ),
    buttons: [...pay, page],
  });
  chat.buttons(openRefundButtons(chat, [refund]).filter((button) => "input" in button));
}

/** True when its page takes other assets, too: who was paid in another one may have none of these coins. */
function hasChoice({ market, now }: Chat, { assetId, amount }: Refund): boolean {
  return offers({ quoteAsset: assetId, quoteAmount: amount, settlementAsset: assetId }, market, now).length > 1;
}

const TITLE_MAX = 64;

const CANCELLED = {
  cancelled: "refund.cancelled",
  taken: "refund.taken",
  closed: "refund.closed",
  unknown: "refund.unknownRefund",
} as const;

async function cancel(chat: Chat, merchantId: string, refundId: string): Promise<void> {
  const by = chat.person.userId;
  const cause = chat.id("cancel");
  const answer = await cancelShopRefund(chat.tx, { refundId, merchantId, by, now: chat.now, cause });
  chat.say(chat.t(CANCELLED[answer]), [flowButton(chat, "refund"), flowButton(chat, "menu")]);
}

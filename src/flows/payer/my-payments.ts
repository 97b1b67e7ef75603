import { formatItems } from "../../i18n/format.js";
import { enqueue } from "../../db/jobs.js";
import { hasMuted } from "../../db/mutes.js";
import { wholeOf } from "../../payments/fiat.js";
import { decimal, plain } from "../../payments/money.js";
import { type Purchase, purchaseOf, purchasesOf } from "../../shop/purchases.js";
import type { Button, Chat, Flow } from "../engine/flow.js";
import { listHead, moreButton, pageSaid } from "../ask/paging.js";
import { amountsText, dateText, money, refundLine } from "../money/refund/words.js";
import { clean, escapeMarkdown, excerpt } from "../understand/text.js";
import { readOrderId } from "../ask/which-invoice.js";
import { flowButton } from "../ask/wording.js";
import { labelOf } from "../words.js";

const PAGE = 12;
const NAME_MAX = 40;

/** "My payments", "my payments 2": what the person paid to shops; with the id of one of them, that one. */
export const myPayments: Flow = {
  version: 1,
  async run(chat) {
    const { t, person } = chat;
    const orderId = readOrderId(chat.start);
    if (orderId !== null) return showPurchase(chat, orderId);
    const wanted = pageSaid(chat.start);
    const { purchases, page, pages } = await purchasesOf(chat.tx, person.userId, { page: wanted, size: PAGE });
    if (purchases.length === 0) {
      return chat.say(t("payer.list.none"), [flowButton(chat, "paying"), flowButton(chat, "menu")]);
    }
    const from = (page - 1) * PAGE;
    const head = listHead(chat, t("payer.list.head"), { page, pages });
    const rows = purchases.map((one, i) => escapeMarkdown(row(chat, one, from + i + 1)));
    chat.post(`**${head}**\n\n${rows.join("\n\n")}`);
    const buttons = purchases.map(({ order, shop }, i): Button => ({
      label: t("payer.list.pick", { number: from + i + 1, title: `${excerpt(clean(shop.name), 12)} ${order.title}` }),
      input: `/my-payments ${order.id}`,
    }));
    const more = moreButton(chat, "my-payments", { page, pages });
    chat.say(t("payer.list.hint"), [...buttons, ...more, flowButton(chat, "unmute")]);
  },
};

const shopName = ({ shop }: Purchase): string => excerpt(clean(shop.name), NAME_MAX);

const row = (chat: Chat, purchase: Purchase, number: number): string =>
  chat.t("payer.list.row", {
    number,
    title: purchase.order.title,
    ...wordsOf(chat, purchase),
    state: stateText(chat, purchase),
  });

const wordsOf = (chat: Chat, purchase: Purchase) => ({
  shop: shopName(purchase),
  amounts: amountsText(chat, purchase.order),
  date: dateText(chat, purchase.order.paidAt ?? purchase.order.createdAt),
});

/** "paid", "paid, 5 AED given back". */
function stateText(chat: Chat, { order, refunds }: Purchase): string {
  const { t } = chat;
  if (order.state === "cancelled") return t("payer.state.returned");
  const sum = (some: Purchase["refunds"]) => {
    const total = some.reduce((all, one) => all.plus(one.quoteAmount), decimal("0"));
    return total.gt(0) ? money(chat, wholeOf(plain(total), order.quoteAsset), order.quoteAsset) : null;
  };
  const done = sum(refunds.filter(({ state }) => state === "done"));
  const underway = sum(refunds.filter(({ state }) => state === "sending"));
  const states = [
    t("payer.state.paid"),
    ...(done === null ? [] : [t("payer.state.refunded", { amount: done })]),
    ...(underway === null ? [] : [t("payer.state.refunding", { amount: underway })]),
  ];
  return formatItems(states, chat.language);
}

async function showPurchase(chat: Chat, orderId: string): Promise<void> {
  const { t, person } = chat;
  const purchase = await purchaseOf(chat.tx, person.userId, orderId);
  if (!purchase) return sayUnknown(chat);
  const { order, shop, refunds } = purchase;
  const muted = await hasMuted(chat.tx, person.userId, shop.id);
  const lines = [
    t("payer.show.head", { title: order.title, ...wordsOf(chat, purchase) }),
    stateText(chat, purchase),
    ...refunds.filter(({ state }) => state !== "unpaid").map((one) => refundLine(chat, one)),
    ...(muted ? [t("payer.show.muted")] : []),
  ];
  chat.say(lines.join("\n"), [
    { label: labelOf("receipt", chat.language), input: `/receipt ${order.id}` },
    { label: t("payer.show.page"), link: `${chat.publicUrl}/code/${order.id}` },
    // A payee without a shop has nobody here who would answer, or write.
    ...(shop.id === person.userId || shop.handle === null
      ? []
      : [{ label: t("payer.write.shop"), input: `/contact ${order.id}` }, muteButton(chat, shop.handle, muted)]),
    { ...flowButton(chat, "my-payments"), tone: "calm" },
  ]);
}

/** Mutes the shop, or hears of it again. */
export const muteButton = ({ t }: Pick<Chat, "t">, handle: string, muted: boolean): Button =>
  muted
    ? { label: t("payer.mute.undo"), input: `/unmute ${handle}`, tone: "calm" }
    : { label: t("payer.mute.button"), input: `/mute ${handle}`, tone: "calm" };

/** Also of payments that are there and somebody else's. */
const sayUnknown = (chat: Chat): void =>
  chat.say(chat.t("payer.show.unknown", { list: labelOf("my-payments", chat.language) }), [
    flowButton(chat, "my-payments"),
    flowButton(chat, "menu"),
  ]);

/** "Receipt" with a payment: the card that came when it was paid, once more. Without one, the list. */
export const receipt: Flow = {
  version: 1,
  async run(chat) {
    const orderId = readOrderId(chat.start);
    if (orderId === null) return myPayments.run(chat);
    const purchase = await purchaseOf(chat.tx, chat.person.userId, orderId);
    if (!purchase) return sayUnknown(chat);
    chat.say(chat.t("payer.show.receipt"));
    const cause = chat.id("receipt");
    await enqueue(chat.tx, { name: "tell.receipt", payload: { orderId }, dedupeKey: `tell.receipt:${cause}` });
  },
};

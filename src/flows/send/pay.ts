import { inTransaction } from "../../db/database.js";
import { formatMoment } from "../../i18n/format.js";
import { isFiat } from "../../payments/fiat.js";
import { plain } from "../../payments/money.js";
import { viewOrder } from "../../payments/orders.js";
import { type QuoteAnswer, requestQuote } from "../../payments/quotes.js";
import { offers } from "../../payments/quoting.js";
import { openRemittances, remittanceIdOf, type RemittancesRequest } from "../../payments/remittances/open.js";
import { remittancesOfOrder } from "../../payments/remittances/read.js";
import type { Order } from "../../payments/state.js";
import { ensurePeople } from "../../shop/people.js";
import type { Button, Chat } from "../engine/flow.js";
import { namesOf } from "../ask/somebody.js";
import { clean, excerpt } from "../understand/text.js";
import { amountText, flowButton, moneyText } from "../ask/wording.js";
import { languageFor, publicName, recipientText, type To } from "./who.js";

/** What one person gets. */
export interface Sending {
  to: To;
  amount: string;
  note: string | null;
}

/** What is paid at once: all in one currency, and to be taken for the same time. */
export interface Batch {
  quoteAsset: string;
  termSeconds: number;
  sendings: Sending[];
}

const TITLE_MAX = 64;
/** Currencies offered on a card besides its page. */
const OFFERED = 4;

/**
 * Opens what is to be paid and shows the cards to pay it by. In a transaction of its own, since a pay link needs an order
 * that is there already; its ids come from this conversation, so that doing it again does nothing.
 */
export async function openAndShow(chat: Chat, batches: Batch[]): Promise<void> {
  const requests = batches.map((batch, n) => requestOf(chat, batch, n));
  const people = batches.flatMap(({ sendings }) => sendings.flatMap(({ to }) => (to.user ? [to.user] : [])));
  const byId = new Map(people.map((one) => [one.userId, one]));
  const opened = await chat.outside("transfers", (db) =>
    inTransaction(db, async (tx) => {
      await ensurePeople(tx, [...byId.values()]);
      const orders: Order[] = [];
      for (const request of requests) orders.push((await openRemittances(tx, request)).order);
      return orders;
    }),
  );
  for (const order of opened) await showPayment(chat, order);
  chat.buttons([flowButton(chat, "transfers"), flowButton(chat, "menu")]);
}

function requestOf(chat: Chat, { quoteAsset, termSeconds, sendings }: Batch, n: number): RemittancesRequest {
  const id = chat.id(`transfers ${n}`);
  const to = publicName(sendings[0]!.to);
  const title = chat.t(sendings.length > 1 ? "send.title.many" : "send.title.one", { to });
  return {
    id,
    senderId: chat.person.userId,
    quoteAsset,
    termSeconds,
    title: excerpt(clean(title), TITLE_MAX),
    language: chat.language,
    now: chat.now,
    lines: sendings.map(({ to: { kind, address, user }, to: whom, amount, note }, ordinal) => ({
      recipientKind: kind,
      recipientId: user?.userId ?? null,
      address,
      quoteAmount: amount,
      note,
      language: languageFor(whom, chat.language),
      claimHash: user ? null : chat.claimHash(remittanceIdOf(id, ordinal)),
    })),
  };
}

/** "/send pay <order>": the card again; with an asset, the amount and the link to pay it in that. */
export async function payAgain(chat: Chat, orderId: string, assetId: string | null): Promise<void> {
  const order = (await viewOrder(chat.tx, orderId, chat.now))?.order;
  if (order?.source !== "transfer" || order.merchantId !== chat.person.userId || !isOpen(chat, order)) {
    return chat.say(chat.t("send.pay.closed"), [flowButton(chat, "transfers"), flowButton(chat, "menu")]);
  }
  return assetId === null ? showPayment(chat, order) : showQuoted(chat, order, assetId);
}

const isOpen = ({ now }: Chat, { state, deadline }: Order): boolean =>
  state === "open" && (deadline === null || deadline > now);

const priceOf = (chat: Chat, { quoteAmount, quoteAsset }: Order): string =>
  moneyText(quoteAmount, quoteAsset, chat.rates, chat.language);

const pageButton = (chat: Chat, { id }: Order): Button => ({
  label: chat.t("send.pay.page"),
  link: `${chat.publicUrl}/code/${id}`,
});

/** One tap where the price is in coins; else the currencies to choose from. */
async function showPayment(chat: Chat, order: Order): Promise<void> {
  const { t } = chat;
  const until = formatMoment(order.deadline!, chat.language, chat.person.timeZone);
  const text = t("send.pay.text", { to: await whomText(chat, order), until });
  const isCoins = !isFiat(order.quoteAsset);
  chat.card({
    title: t("send.pay.title", { amount: priceOf(chat, order) }),
    description: isCoins ? text : `${text}\n${t("send.pay.choose")}`,
    buttons: [
      ...(isCoins ? await payButton(chat, order, order.quoteAsset) : choices(chat, order)),
      pageButton(chat, order),
    ],
  });
}

function choices(chat: Chat, order: Order): Button[] {
  return offers(order, chat.market, chat.now)
    .slice(0, OFFERED)
    .map(({ asset: { assetId }, amount }): Button => ({
      label: amountText(chat, assetId, amount),
      input: `/send pay ${order.id} ${assetId}`,
    }));
}

/** Empty when the amount cannot be had now: the page stays. */
const payButton = async (chat: Chat, order: Order, assetId: string): Promise<Button[]> =>
  linkOf(chat, order, await quoted(chat, order, assetId));

const quoted = (chat: Chat, { id: orderId }: Order, assetId: string): Promise<QuoteAnswer> =>
  chat.outside(`quote ${orderId} ${assetId}`, (db) =>
    requestQuote(db, chat.market, { orderId, assetId, now: chat.now, payerId: chat.person.userId }),
  );

function linkOf(chat: Chat, { id: memo }: Order, answer: QuoteAnswer): Button[] {
  if (!answer.ok) return [];
  const { id: trace, paymentAsset: assetId, paymentAmount } = answer.quote;
  return [
    { label: chat.t("send.pay.now"), link: chat.payLink({ assetId, amount: plain(paymentAmount), trace, memo }) },
  ];
}

async function showQuoted(chat: Chat, order: Order, assetId: string): Promise<void> {
  const { t } = chat;
  const answer = await quoted(chat, order, assetId);
  if (!answer.ok) {
    chat.say(t("send.pay.noPrice"));
    return showPayment(chat, order);
  }
  chat.card({
    title: t("send.pay.title", { amount: amountText(chat, assetId, answer.quote.paymentAmount) }),
    description: t("send.pay.holds", { to: await whomText(chat, order), price: priceOf(chat, order) }),
    buttons: [...linkOf(chat, order, answer), pageButton(chat, order)],
  });
}

/** Who gets what an order pays for: the first of them, and whether there are others. */
async function whomText(chat: Chat, order: Order): Promise<string> {
  const [first, ...more] = await remittancesOfOrder(chat.tx, order.id);
  const to = recipientText(first!, await namesOf(chat, [first!.recipientId]));
  return more.length > 0 ? chat.t("send.pay.others", { to }) : to;
}

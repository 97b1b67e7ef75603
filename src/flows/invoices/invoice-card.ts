import { formatMoment } from "../../i18n/format.js";
import { formatZone } from "../../i18n/zones.js";
import type { Order } from "../../payments/orders.js";
import type { Merchant } from "../../shop/merchants.js";
import { ensurePeople, type Profile } from "../../shop/people.js";
import { remind } from "../../shop/reminders.js";
import type { Button, Chat } from "../engine/flow.js";
import { nameText } from "../ask/somebody.js";
import { flowButton, priceText, settlementText, shortUrl } from "../ask/wording.js";
import { labelOf } from "../words.js";

type InvoiceFlow = "show-invoice" | "cancel-invoice" | "duplicate-invoice" | "charge";

/** Where an invoice is paid. */
export const invoiceUrl = (chat: Chat, id: string): string => `${chat.publicUrl}/code/${id}`;

/** A button that starts a flow for one invoice: written as a command, so that no question takes it for its answer. */
export const invoiceButton = (chat: Chat, flow: InvoiceFlow, id: string): Button => ({
  label: labelOf(flow, chat.language),
  input: `/${flow} ${id}`,
  ...(flow === "cancel-invoice" ? { tone: "danger" as const } : {}),
});

/** The moment with the zone it is in: the card is read by people elsewhere. */
export function deadlineText(chat: Chat, { deadline }: Pick<Order, "deadline">): string {
  if (!deadline) return chat.t("invoice.noDeadline");
  const { timeZone } = chat.person;
  const moment = formatMoment(deadline, chat.language, timeZone);
  return chat.t("invoice.until", {
    moment: timeZone === "UTC" ? moment : `${moment} (${formatZone(timeZone, chat.language, deadline)})`,
  });
}

/** The QR code as a picture, and the card to forward. */
export function showInvoice(chat: Chat, merchant: Merchant, order: Order): void {
  const { t } = chat;
  const url = invoiceUrl(chat, order.id);
  const { title } = order;
  const price = priceText(chat, order);
  const words = { shop: merchant.name, title, price, deadline: deadlineText(chat, order), link: shortUrl(url) };
  chat.picture({ kind: "qr", url, title: `${price} · ${title}`, language: chat.language }, t("invoice.caption", words));
  chat.card({
    title,
    description: t("invoice.card", { ...words, settlement: settlementText(chat, order.settlementAsset) }),
    buttons: [{ label: t("chat.code.pay"), link: url }],
    shareable: true,
  });
}

/** Sends the invoice's card to somebody, within what nobody is pestered by, and says how that went. */
export async function sendTo(chat: Chat, order: Order, to: Profile): Promise<void> {
  const { t, now } = chat;
  await ensurePeople(chat.tx, [to]);
  await chat.did("invoice.sent", order.title, { to: nameText(to) });
  const answer = await remind(chat.tx, order, to.userId, now);
  const words = { name: nameText(to), title: order.title };
  const buttons =
    chat.groupId === null ? [invoiceButton(chat, "cancel-invoice", order.id), flowButton(chat, "my-invoices")] : [];
  if (answer === "sent") return chat.say(t("invoice.charge.sent", words), buttons);
  if (answer === "muted") return chat.say(t("payer.mute.notSent", words), buttons);
  chat.say(answer === "too_soon" ? t("invoice.charge.tooSoon", words) : t("invoice.charge.tooMany"), buttons);
}

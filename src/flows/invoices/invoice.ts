import { quoteLabel } from "../../payments/labels.js";
import { createInvoice, LASTS } from "../../shop/invoices.js";
import type { Profile } from "../../shop/people.js";
import { mayRemind } from "../../shop/reminders.js";
import type { Chat, Flow } from "../engine/flow.js";
import { invoiceButton, sendTo, showInvoice } from "./invoice-card.js";
import { type AskedInvoice, askInvoice, changeInvoice } from "./invoice-questions.js";
import { lastsText } from "../ask/lasts.js";
import { openShop } from "../codes/make-code.js";
import { readAsText } from "../ask/price.js";
import { type Choice, choiceButtons, choose, confirmQuestion } from "../ask/questions.js";
import { askSomebody, nameText } from "../ask/somebody.js";
import { payingText } from "../ask/settle.js";
import { wordsFor } from "../understand/answers.js";
import { type InvoiceLine, readInvoiceLine } from "../understand/invoice-line.js";
import { flowButton, menuButtons, priceText, receivesText, settlementText } from "../ask/wording.js";
import { controlLabel } from "../words.js";

/** "Invoice", "invoice 25 usd coffee 2h": one payment by one person; with an @ID it is sent to them. */
export const invoice: Flow = {
  version: 1,
  async run(chat) {
    const line = readInvoiceLine(chat.start, chat.units, LASTS);
    const id = line.mixinId ?? line.unknownId;
    const to = id === null ? null : await askSomebody(chat, id);
    await makeInvoice(chat, line, to);
  },
};

/** A new invoice that is sent to a Mixin user: "charge @7000103970 5 usd tea". */
export async function chargeAnew(chat: Chat): Promise<void> {
  const line = readInvoiceLine(chat.start, chat.units, LASTS, true);
  await makeInvoice(chat, line, await askSomebody(chat, line.mixinId ?? line.unknownId));
}

async function makeInvoice(chat: Chat, line: InvoiceLine, to: Profile | null): Promise<void> {
  const { t, now } = chat;
  if (to && chat.merchant) {
    const may = await mayRemind(chat.tx, { merchantId: chat.merchant.id, orderId: null, userId: to.userId, now });
    if (may.why) return chat.say(t("invoice.charge.tooMany"), menuButtons(chat));
  }
  const asked = await askInvoice(chat, line);
  const answer = await confirm(chat, "confirm", asked, to, asked.usual.size > 0);
  const wanted = answer === "change" ? await changeInvoice(chat, asked) : asked;
  const agreed = answer === "change" ? await confirm(chat, "confirm-again", wanted, to, false) : answer;
  if (agreed !== true) return chat.say(t("chat.flow.cancelled"), menuButtons(chat));

  const { title, settlementAsset, lastsSeconds, price } = wanted;
  const merchant = await openShop(chat, price.quoteAsset);
  await chat.did("invoice.made", title, { amount: price.quoteAmount, asset: price.quoteAsset });
  const order = await createInvoice(chat.tx, {
    id: chat.id("invoice"),
    by: chat.person.userId,
    merchant,
    title,
    quoteAsset: price.quoteAsset,
    quoteAmount: price.quoteAmount,
    settlementAsset,
    lastsSeconds,
    now,
    language: chat.language,
  });
  showInvoice(chat, merchant, order);
  if (to) await sendTo(chat, order, to);
  else if (chat.groupId !== null) chat.say(t("staff.group.made", { title }));
  else {
    chat.say(t("invoice.made", { title }), [
      invoiceButton(chat, "charge", order.id),
      invoiceButton(chat, "cancel-invoice", order.id),
      flowButton(chat, "my-invoices"),
    ]);
  }
}

/** Shows all that was understood, and what was taken as usual because nobody said it. */
async function confirm(
  chat: Chat,
  key: string,
  wanted: AskedInvoice,
  to: Profile | null,
  mayChange: boolean,
): Promise<boolean | "change"> {
  const { t } = chat;
  const { price, title, settlementAsset, lastsSeconds, usual } = wanted;
  const asUsual = (what: "title" | "settlement" | "lasts", text: string) =>
    usual.has(what) ? t("invoice.confirm.usual", { value: text }) : text;
  const shown = priceText(chat, price);
  const words = {
    title: asUsual("title", title),
    price: usual.has("currency")
      ? t("invoice.confirm.usualCurrency", { price: shown, unit: quoteLabel(price.quoteAsset, chat.rates) })
      : shown,
    receives: receivesText(chat, asUsual("settlement", settlementText(chat, settlementAsset))),
    lasts: asUsual("lasts", lastsText(chat, lastsSeconds)),
  };
  const text = [
    readAsText(chat, price) + t("invoice.confirm.check", words) + payingText(chat, { ...price, settlementAsset }),
    ...(to ? [t("invoice.confirm.to", { name: nameText(to) })] : []),
    to ? t("invoice.confirm.send") : t("invoice.confirm.make"),
  ].join("\n");
  const yes = to ? t("invoice.confirm.sendIt") : t("invoice.confirm.makeIt");
  const again = mayChange
    ? t("chat.code.deleteAgain", { delete: yes, keep: t("invoice.confirm.change") })
    : t("chat.confirm.again", { make: yes, cancel: controlLabel("cancel", chat.language) });
  const question = confirmQuestion(text, yes, null, again);
  const change: Choice<"change">[] = mayChange
    ? [{ value: "change", label: t("invoice.confirm.change"), words: wordsFor("change"), tone: "calm" }]
    : [];
  return chat.ask<boolean | "change">(key, {
    ...question,
    buttons: [...(question.buttons ?? []), ...choiceButtons(change)],
    understand: (typed) => (choose(change, typed) ? { ok: true, value: "change" } : question.understand(typed)),
  });
}

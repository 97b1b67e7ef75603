import { formatMoment } from "../../i18n/format.js";
import { plain } from "../../payments/money.js";
import { requestQuote } from "../../payments/quotes.js";
import { waitingMoneyOf } from "../../shop/waiting.js";
import type { Chat, Flow } from "../engine/flow.js";
import { notUnderstood, understood } from "../ask/questions.js";
import { readOrderId } from "../ask/which-invoice.js";
import { amountText, flowButton } from "../ask/wording.js";

/** "/rest …": a fresh link for exactly what is still missing of what the payer began to pay. */
export const rest: Flow = {
  version: 1,
  async run(chat) {
    const { t, now } = chat;
    const part = await myPart(chat);
    if (!part) return chat.say(t("invoice.rest.none"), [flowButton(chat, "menu")]);
    const { orderId, assetId, title } = part;
    const payerId = chat.person.userId;
    const answer = await chat.outside(`rest:${orderId}`, (db) =>
      requestQuote(db, chat.market, { orderId, assetId, now, payerId, fresh: true }),
    );
    const again = { label: t("invoice.rest.again"), input: `/rest ${orderId}` };
    if (!answer.ok) {
      const closed = answer.reason === "not_open" || answer.reason === "unknown";
      return chat.say(
        t(closed ? "invoice.rest.closed" : "invoice.rest.notNow"),
        closed ? [flowButton(chat, "menu")] : [again],
      );
    }
    const { id, paymentAmount, paymentAsset, expiresAt } = answer.quote;
    const amount = amountText(chat, paymentAsset, paymentAmount);
    const link = chat.payLink({ assetId: paymentAsset, amount: plain(paymentAmount), trace: id, memo: orderId });
    const until = formatMoment(expiresAt, chat.language, chat.person.timeZone);
    chat.say(t("invoice.rest.pay", { title, amount, until }), [
      { label: t("invoice.rest.button", { amount }), link },
      { ...again, label: t("notify.partial.renew"), tone: "calm" },
    ]);
  },
};

/** The order this person has begun to pay: named, the only one, or asked for. */
async function myPart(chat: Chat): Promise<{ orderId: string; assetId: string; title: string } | null> {
  const begun = new Map<string, { orderId: string; assetId: string; title: string }>();
  for (const { intake, order } of await waitingMoneyOf(chat.tx, chat.person.userId)) {
    if (order && intake.heldReason === "partial") {
      begun.set(order.id, { orderId: order.id, assetId: intake.assetId, title: order.title });
    }
  }
  const id = readOrderId(chat.start);
  if (id !== null) return begun.get(id) ?? null;
  const all = [...begun.values()];
  if (all.length < 2) return all[0] ?? null;
  const chosen = await chat.ask("which", {
    text: chat.t("invoice.rest.which"),
    buttons: all
      .slice(0, 12)
      .map(({ title, orderId }, i) => ({ label: `${i + 1}. ${title}`, input: `/code/${orderId}` })),
    understand(typed) {
      const found = readOrderId(typed) ?? all[Number(/^#?(\d{1,3})\b/.exec(typed)?.[1] ?? 0) - 1]?.orderId;
      return found !== undefined && begun.has(found) ? understood(found) : notUnderstood(chat.t("invoice.rest.which"));
    },
  });
  return begun.get(chosen) ?? null;
}

import type { Database } from "../db/database.js";
import { deriveId } from "../db/ids.js";
import { type OutboxMessage, queueMessages } from "../db/outbox.js";
import type { JobHandler } from "../db/worker.js";
import { formatAmount, formatMoment } from "../i18n/format.js";
import { type Language, texts } from "../i18n/index.js";
import { contactConversationId } from "../mixin/messages.js";
import { appCard, cut, MAX_DESCRIPTION, MAX_TITLE, text, type Payload } from "../mixin/payloads.js";
import { fiatDigits } from "../payments/fiat.js";
import { assetLabel, quoteLabel } from "../payments/labels.js";
import { plain } from "../payments/money.js";
import type { Order } from "../payments/orders.js";
import type { Rates } from "../payments/ports.js";
import { intakeFacts, orderFacts, plainName, type Reader, reader } from "./facts.js";
import { refundReason } from "./reasons.js";

export interface TellOptions {
  database: Database;
  botId: string;
  publicUrl: string;
  rates: Rates;
  /** The name somebody goes by on Mixin, quickly or not at all. */
  nameOf(userId: string): Promise<string | null>;
  wakeOutbox(): void;
}

const RETRY = { steps: [1, 2, 5, 15, 60], forever: true };
const BLUE = "#3D98D0";

/** Job handlers that tell merchants and payers, in their chats, what became of money. */
export function tellHandlers(options: TellOptions): Record<"tell.paid" | "tell.refund", JobHandler> {
  const { database, rates } = options;
  const { db } = database;

  const shown = (amount: string, assetId: string, language: Language) =>
    formatAmount(plain(amount), assetLabel(assetId, rates), language);

  /** "20 AED, 5.45 USDT", or just one of them when the price is in the asset that was paid. */
  function amounts(order: Order, language: Language): { price: string; both: string } {
    const price = formatAmount(
      plain(order.quoteAmount),
      quoteLabel(order.quoteAsset, rates),
      language,
      fiatDigits(order.quoteAsset) ?? 0,
    );
    const paid = shown(order.paymentAmount ?? order.quoteAmount, order.paymentAsset ?? order.quoteAsset, language);
    return { price, both: order.quoteAsset === order.paymentAsset ? paid : `${price}, ${paid}` };
  }

  const addressed = (to: string, cause: string, purpose: string, payload: Payload): OutboxMessage => ({
    messageId: deriveId(cause, purpose),
    conversationId: contactConversationId(options.botId, to),
    recipientId: to,
    ...payload,
  });

  const nameOf = async (payer: Reader): Promise<string | null> => payer.name || options.nameOf(payer.userId);

  function receipt(order: Order, payer: Reader, shop: string, code: string): Payload {
    const t = texts(payer.language);
    const { price, both } = amounts(order, payer.language);
    const date = formatMoment(order.paidAt ?? order.createdAt, payer.language, payer.timeZone);
    return appCard({
      appId: options.botId,
      title: cut(t("notify.receiptTitle", { amount: price }), MAX_TITLE),
      description: cut(t("notify.receipt", { amounts: both, shop: plainName(shop), code, date }), MAX_DESCRIPTION),
      actions: [{ label: t("notify.openReceipt"), color: BLUE, action: `${options.publicUrl}/code/${order.id}` }],
    });
  }

  const tellPaid: JobHandler = {
    retry: RETRY,
    async run(job, commit) {
      const { orderId } = job.payload as { orderId: string };
      const { order, shop, slug, codeTitle } = await orderFacts(db, orderId);
      const merchant = await reader(db, order.merchantId);
      // Money of several senders together pays too; then there is nobody to name or to give a receipt.
      const payer = order.payerId ? await reader(db, order.payerId, order.language) : null;
      const code = codeTitle ?? order.title;
      const t = texts(merchant.language);
      const { price, both } = amounts(order, merchant.language);
      const name = payer ? await nameOf(payer) : null;
      const card = appCard({
        appId: options.botId,
        title: cut(t("notify.paidTitle", { amount: price }), MAX_TITLE),
        description: cut(
          t("notify.paid", { amounts: both, payer: plainName(name ?? "") || t("notify.somebody"), code }),
          MAX_DESCRIPTION,
        ),
        actions: slug ? [{ label: t("notify.statistics"), color: BLUE, action: `input:/statistics ${slug}` }] : [],
      });
      const told = [addressed(merchant.userId, orderId, "paid: tell the merchant", card)];
      if (payer) {
        told.push(addressed(payer.userId, orderId, "paid: receipt for the payer", receipt(order, payer, shop, code)));
      }
      await commit((tx) => queueMessages(tx, told));
      options.wakeOutbox();
    },
  };

  const tellRefund: JobHandler = {
    retry: RETRY,
    async run(job, commit) {
      const { outputId } = job.payload as { outputId: string };
      const intake = await intakeFacts(db, outputId);
      if (!intake.senderId || intake.code === null) throw new Error(`the intake ${outputId} is not a refund`);
      const facts = intake.orderId ? await orderFacts(db, intake.orderId) : null;
      const sender = await reader(db, intake.senderId, facts?.order.language);
      const t = texts(sender.language);
      const amount = shown(intake.amount, intake.assetId, sender.language);
      const words = { amount, reason: refundReason(t, intake.code), code: intake.code };
      const told = facts
        ? t("notify.refundFor", { ...words, title: facts.codeTitle ?? facts.order.title })
        : t("notify.refund", words);
      await commit((tx) =>
        queueMessages(tx, [addressed(sender.userId, outputId, "refund: tell the payer", text(told))]),
      );
      options.wakeOutbox();
    },
  };

  return { "tell.paid": tellPaid, "tell.refund": tellRefund };
}

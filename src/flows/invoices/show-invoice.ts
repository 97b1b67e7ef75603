import type { Flow } from "../engine/flow.js";
import { invoiceButton, showInvoice } from "./invoice-card.js";
import { invoiceStateText } from "./my-invoices.js";
import { whichInvoice } from "../ask/which-invoice.js";
import { flowButton, priceText, receivesText, settlementText } from "../ask/wording.js";

/** "Show invoice 2": how it stands and what can be done with it; as long as it can be paid, its QR code and card. */
export const showOneInvoice: Flow = {
  version: 1,
  async run(chat) {
    const own = await whichInvoice(chat);
    if (!own) return;
    const { merchant, invoice } = own;
    const { order, state } = invoice;
    const isOpen = state === "open" || state === "partly";
    if (isOpen) showInvoice(chat, merchant, order);
    const flows = isOpen
      ? (["charge", "cancel-invoice", "duplicate-invoice"] as const)
      : (["duplicate-invoice"] as const);
    const words = {
      title: order.title,
      price: priceText(chat, order),
      receives: receivesText(chat, settlementText(chat, order.settlementAsset)),
      state: invoiceStateText(chat, invoice),
    };
    chat.say(chat.t("invoice.shown", words), [
      ...flows.map((flow) => invoiceButton(chat, flow, order.id)),
      ...(state === "paid" ? [{ label: flowButton(chat, "refund").label, input: `/refund ${order.id}` }] : []),
      flowButton(chat, "my-invoices"),
    ]);
  },
};

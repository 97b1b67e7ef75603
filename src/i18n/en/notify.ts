/** What the bot says by itself when money came or went. */
export const notify = {
  paidTitle: "Paid: {{amount}}",
  paid: "{{amounts}}, by {{payer}}, code {{code}}",
  statistics: "Statistics",
  somebody: "somebody on Mixin",
  receiptTitle: "Receipt: {{amount}}",
  receipt: "You paid {{amounts}} to {{shop}} for “{{code}}” on {{date}}.",
  openReceipt: "Open the receipt",
  refund: "{{amount}} is on its way back to you. {{reason}} (code {{code}})",
  refundFor: "Your {{amount}} for “{{title}}” is on its way back to you. {{reason}} (code {{code}})",
  reason: {
    late: "It came after the time to pay had ended.",
    wrongAsset: "It was not the currency that was asked for.",
    already: "This had already been paid.",
    unknown: "We could not tell what it was for. To pay, please use the link or the QR code of the shop.",
    wrongAmount: "It was not the exact amount that was asked for.",
    quoteExpired: "The rate had expired. Open the payment page again for today's amount.",
    other: "It could not be used for this payment.",
  },
} as const;

/** What the bot says by itself when money came or went. */
export const notify = {
  paidTitle: "Paid: {{amount}}",
  paid: "{{amounts}}, by {{payer}}, code {{code}}",
  statistics: "Statistics",
  somebody: "somebody on Mixin",
  receiptTitle: "Receipt: {{amount}}",
  receipt: "You paid {{amounts}} to {{shop}} for {{code}}, on {{date}}.",
  openReceipt: "Open the receipt",
  refund: "{{amount}} on the way back to you. {{reason}} (code {{code}})",
  refundFor: "{{amount}} for {{title}} on the way back to you. {{reason}} (code {{code}})",
  reason: {
    late: "It came after the time to pay had ended.",
    wrongAsset: "It was another currency than the payment asked for.",
    already: "This was paid already.",
    unknown: "We could not tell what it was for. To pay, please use the link or the QR code of the shop.",
    wrongAmount: "It was not the exact amount that was asked for.",
    quoteExpired: "The rate had expired. Open the payment page again for today's amount.",
    other: "It could not be used for this payment.",
  },
} as const;

import { operator } from "./notify-operator.js";
import { payee } from "./notify-payee.js";

/** What the bot says by itself when money came or went. */
export const notify = {
  operator,
  payee,
  paidTitle: "Paid: {{amount}}",
  paid: "{{amounts}}, by {{payer}}, code {{code}}",
  paidInvoice: "{{amounts}}, by {{payer}}, invoice “{{code}}”",
  statistics: "Statistics",
  refundButton: "Refund",
  somebody: "somebody on Mixin",
  receives: "You receive {{amount}}",
  exchanging: "It is being exchanged into {{unit}}; the final amount follows.",
  rates: "Rate: {{rates}} ({{source}}, {{date}})",
  each: "1 {{one}} = {{amount}}",
  spread: "Spread: {{spread}}",
  fee: "Fee: {{fee}}",
  odd: {
    partial: "A little less than the price, within your tolerance",
    over: "{{amount}} too much goes back by itself",
    late: "Paid after the time had ended",
  },
  settledTitle: "Exchanged: {{amount}}",
  settled: "{{amounts}} for “{{code}}” became {{settled}}.",
  fallback: {
    asPaid:
      "“{{code}}” ({{price}}): the payment could not be exchanged into {{unit}}, so you receive it as it was paid: {{amount}}.",
    returned:
      "“{{code}}” ({{price}}): the payment could not be exchanged into {{unit}}. As you have set it, the money goes back to {{payer}}, and this payment is cancelled.",
  },
  receiptTitle: "Receipt: {{amount}}",
  receipt: "You paid {{amounts}} to {{shop}} for “{{code}}” on {{date}}.",
  receiptRefund: "You paid {{amounts}} for “{{code}}” of {{shop}} on {{date}}. The money goes on to the customer.",
  openReceipt: "Open the receipt",
  partial: {
    title: "Still to pay: {{amount}}",
    text: "{{received}} received for “{{code}}” at {{shop}}, {{missing}} missing.",
    until: "What is not complete by {{date}} goes back to you by itself.",
    holds: "The amount holds until {{time}}; after that, tap “{{renew}}”.",
    pay: "Pay {{amount}}",
    rest: "Show the rest",
    renew: "New amount",
    back: "Give it back",
    merchantTitle: "Partly paid: {{amount}}",
    merchant: "{{payer}} has paid {{received}} of {{price}} for “{{code}}”; {{missing}} is missing.",
    merchantUntil: "What is not complete by {{date}} goes back by itself.",
  },
  late: {
    title: "Late payment: {{amount}}",
    merchant:
      "{{payer}} paid {{amounts}} for “{{code}}” after the time had ended ({{deadline}}). Do you accept it? Without an answer it goes back after {{until}}.",
    accept: "Accept",
    refund: "Refund",
    payer:
      "Your {{amount}} for “{{code}}” arrived after the time to pay had ended. {{shop}} decides by {{until}} whether to accept it; otherwise all of it goes back to you. There is nothing you need to do.",
  },
  unknown: {
    title: "What is {{amount}} for?",
    text: "Your {{amount}} arrived, but I cannot tell which payment it is for. Take it back, or name the payment by the link of its invoice.",
    until: "Without an answer it goes back to you after {{until}}.",
    back: "Send it back",
    name: "It is for an invoice",
  },
  closed: {
    expired: "The invoice “{{title}}” over {{price}} has expired without being paid.",
    chargedExpired: "The invoice “{{title}}” of {{shop}} over {{price}} has expired. Please do not pay it any more.",
    chargedCancelled: "{{shop}} has cancelled the invoice “{{title}}” over {{price}}. Please do not pay it any more.",
    duplicate: "Make it again",
  },
  charge: {
    title: "Invoice: {{amount}}",
    text: "{{shop}} asks you for {{price}} for “{{title}}”.",
    until: "To be paid by {{date}}.",
    know: "Pay only if you know what it is for.",
    pay: "Look and pay",
  },
  refund: "{{amount}} is on its way back to you. {{reason}} (code {{code}})",
  refundFor: "Your {{amount}} for “{{title}}” is on its way back to you. {{reason}} (code {{code}})",
  surplus: "You paid {{amount}} more than was asked for “{{title}}”. It is on its way back to you.",
  takenBack: "{{payer}} has taken back {{amount}}, a part of “{{title}}”; it is still to be paid.",
  refunded: {
    payer: "{{shop}} has refunded {{amount}} to you, for {{part}} of “{{title}}”.",
    payerWhole: "{{shop}} has refunded your payment for “{{title}}” ({{part}}): {{amount}}.",
    merchant: "Refunded: {{payer}} has got {{amount}} back, for {{part}} of “{{title}}”.",
  },
  reason: {
    late: "It came after the time to pay had ended.",
    wrongAsset: "It was not the currency that was asked for.",
    already: "This had already been paid.",
    unknown: "We could not tell what it was for. To pay, please use the link or the QR code of the shop.",
    wrongAmount: "It was less than what was asked for.",
    quoteExpired: "The rate had expired. Open the payment page again for today's amount.",
    notSettleable: "It could not be exchanged into what the shop receives.",
    cancelled: "The payment was cancelled.",
    other: "It could not be used for this payment.",
  },
} as const;

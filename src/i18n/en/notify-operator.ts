/** Alerts to those who run the till: what is wrong, and what to do. */
export const operator = {
  ledger: {
    title: "Books and wallet differ",
    text: "The ledger and the wallet do not agree. Payouts are paused; intake goes on. Compare them, and resume payouts only when you know why.",
  },
  stuck: {
    title: "A transfer was refused",
    text: "The network refuses a transfer for good. Its money is safe; look why, and send it another way.",
  },
  hangs: {
    title: "A payout hangs",
    text: "A payout has waited longer than it should. It goes out by itself as soon as the network takes it.",
  },
  float_low: {
    title: "The float runs low",
    text: "Soon payments can no longer be exchanged. Send more to the till with the memo FLOAT.",
  },
  prices_stale: {
    title: "Prices are stale",
    text: "No fresh prices for a while: payments that need a rate are refused until there are some.",
  },
  blaze_down: {
    title: "No connection to Mixin's chat",
    text: "The bot hears no messages at the moment. Money is still read and paid out; the connection is tried again and again.",
  },
  approval: {
    title: "A payout waits for you",
    text: "It goes out when you approve it.",
  },
  held: {
    title: "Money is held",
    text: "Money came that cannot be returned by itself. Decide what becomes of it.",
  },
  swap_late: {
    title: "An exchange is late",
    text: "An exchange outside has not answered in time. The till keeps waiting; the merchant is paid when it comes back.",
  },
  resumed: {
    title: "Payouts go on",
    text: "Payouts were resumed.",
  },
  amount: "Amount: {{amount}}",
  reason: "Reason: {{reason}}",
  since: "Since {{date}}",
  excess: {
    above_transfer_limit: "it is above your limit for one payout",
    above_day_limit: "with it the day's payouts are above your limit",
    worth_unknown: "there is no price to compare it with your limits",
  },
  heldReason: {
    no_single_sender: "it has no single sender",
    refund_came_back: "a refund of ours came back, or an exchange sent it and does not say for what",
    unknown: "it names no payment",
    partial: "it is a part of a price",
    late: "it came late",
  },
  button: {
    stuck: "Stuck transfers",
    float: "Float",
    held: "Held money",
    approve: "Approve",
    reconcile: "Compare now",
    resume: "Resume payouts",
    operator: "Overview",
  },
} as const;

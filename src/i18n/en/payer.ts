/** What people paid, what they and shops write each other about it, and shops they want to hear nothing of. */
export const payer = {
  list: {
    head: "What you paid",
    none: "You have not paid any shop through me yet.",
    row: "{{number}}. {{shop}}: {{title}}\n{{amounts}} · {{date}} · {{state}}",
    hint: "Tap a payment for its receipt, to write to the shop or to mute it.",
    pick: "{{number}}. {{title}}",
  },
  state: {
    paid: "paid",
    returned: "returned to you",
    refunded: "{{amount}} given back",
    refunding: "{{amount}} on the way back",
  },
  show: {
    head: "{{shop}}: {{title}}\n{{amounts}}, {{date}}",
    muted: "You have muted this shop.",
    unknown: "I find no such payment of yours. “{{list}}” shows what you paid.",
    page: "Its page",
    receipt: "Here is the receipt again:",
  },
  write: {
    shop: "Write to the shop",
    payer: "Write to the payer",
    which: "About which payment? Tap it in the list, then “{{contact}}”.",
    toShop:
      "Your message about “{{title}}” ({{amounts}}, {{date}}) goes to {{shop}}, through me: neither of you sees the other's chat. What do you want to write? At most {{max}} characters.",
    toPayer:
      "Your message about “{{title}}” ({{amounts}}, {{date}}) goes to {{payer}}, through me and in the name of your shop. What do you want to write? At most {{max}} characters.",
    before: "So far:",
    you: "You: {{text}}",
    theShop: "Shop: {{text}}",
    thePayer: "Payer: {{text}}",
    empty: "There is nothing to read in that. Please write a few words.",
    long: "That has {{count}} characters; at most {{max}} fit. Please make it shorter.",
    sent: "Sent. I bring you the answer.",
    unknown: "I find no payment like that which you could write about.",
    old: "That payment is more than {{days}} days old: too long ago to write about it here.",
    muted: "The payer does not want messages from your shop. Their refunds and receipts still reach them.",
    waiting: "{{count}} of your messages wait for an answer already. Please wait for it.",
    tooMany: "There have been {{count}} messages about this payment within an hour. Please go on later.",
    other:
      "You have asked this shop about another payment and wait for its answer. Please wait for it, or go on there.",
  },
  card: {
    title: "A message about a payment",
    fromPayer: "{{payer}} writes about “{{title}}”, {{price}}, {{date}}:",
    fromShop: "{{shop}} writes about your payment “{{title}}”, {{price}}, {{date}}:",
    quoted: "“{{text}}”",
    safe: "They wrote this, not me. Nobody needs your PIN, nor money to give money back.",
    reply: "Reply",
  },
  messages: {
    head: "Messages about payments",
    none: "No payer has written to your shop yet.",
    row: "{{number}}. {{payer}}, “{{title}}”, {{price}}\n{{date}} · {{last}}",
    waits: "waits for your answer",
    hint: "Tap one to read on and answer.",
  },
  mute: {
    which: "Which shop do you want to hear nothing of? Tap one, or send its address, like /coffee.",
    whichBack: "Which shop do you want to hear of again?",
    noneMuted: "You have muted no shop.",
    unknown: "I know no shop “{{text}}”. Please send its address, like /coffee.",
    own: "That is your own shop. “{{notices}}” says what you are told of it.",
    done: "{{shop}} is muted: no invoices, reminders or messages from it any more. What becomes of your own money you still hear: receipts, parts, refunds, and answers to what you ask.",
    undone: "You hear of {{shop}} again.",
    button: "Mute this shop",
    undo: "Unmute this shop",
    notSent:
      "“{{title}}” could not be delivered in the chat of {{name}}. The invoice is there all the same: send them its link.",
  },
} as const;

/** What people hear of money they send each other, and of what is sent to them. */
export const transfer = {
  sent: "Paid. {{amount}} waits for {{to}} until {{date}}.",
  forward: "Please pass on the next message yourself: whoever has the link in it can take the money.",
  mailed: "A mail with the link goes to {{to}}.",
  card: {
    title: "Money for you",
    text: "{{sender}} sends you {{amount}}.",
    note: "“{{note}}”",
    until: "Take it by {{date}}; after that it goes back.",
    safe: "I am a payment bot: I never ask for your PIN, nor for money in advance.",
    take: "Take it",
    choose: "In another currency",
    refuse: "I do not want it",
  },
  reminder: "{{amount}} from {{sender}} still waits for you.",
  reminded: "I have reminded {{to}}: {{amount}} waits until {{date}}.",
  stillWaits: "{{amount}} still waits for {{to}}, until {{date}}.",
  received: "You have received {{amount}} from {{sender}}.",
  delivered: "{{to}} has received {{amount}}.",
  deliveredAs: "{{to}} has received {{amount}} for your {{sent}}.",
  returned: {
    expired: "{{to}} did not take {{amount}} in time. It is back in your wallet.",
    cancelled: "{{amount}} for {{to}} is back in your wallet, as you wished.",
    refused: "{{to}} does not want {{amount}}. It is back in your wallet.",
    undeliverable: "{{amount}} could not be paid out to {{to}}. It is back in your wallet.",
  },
  gone: "{{amount}} from {{sender}} has gone back to them.",
  unpaid: "The transfer “{{title}}” was not paid in time. Nothing was sent.",
  tooSmall:
    "The part for {{to}} was less than {{least}}, the smallest amount there is, so it was not sent. The rest of your transfer was.",
  unconvertible:
    "The transfer “{{title}}” could not be exchanged as you stated it. Nothing was sent; your money goes back.",
  request: {
    text: "Somebody who has the link to {{amount}} from {{sender}} says it is you. Was it you?",
    yes: "Yes, that was me",
    no: "No, that was not me",
  },
};

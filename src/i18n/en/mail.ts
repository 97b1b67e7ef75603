/** Mails that bring a claim link, and what their sender hears of them in the chat. */
export const mail = {
  from: "Mixtill",
  claim: {
    subject: "{{sender}} sends you {{amount}}",
    intro:
      "{{sender}} sends you {{amount}} with Mixtill, a payment bot in Mixin Messenger. The money is here and waits for you.",
  },
  reminder: {
    subject: "{{amount}} from {{sender}} still waits for you",
    intro:
      "{{sender}} has sent you {{amount}} with Mixtill, a payment bot in Mixin Messenger, and you have not taken it yet.",
  },
  note: "They write: “{{note}}”",
  take: "Take it here:",
  button: "Take the money",
  ways: "There you choose the currency you want, and whether it goes to your Mixin account or to an address of another wallet.",
  until: "It waits until {{date}}; after that it goes back to the sender.",
  keep: "Whoever has this link can take the money: do not pass it on.",
  safe: "Taking it costs nothing in advance, and nobody asks for a password, a PIN or recovery words.",
  plain: "The link as text:",
  why: "You get this mail because {{sender}} named your address as the recipient. You do not know them? Then there is nothing to do: the money goes back by itself.",
  forward: {
    text: "I am sending you {{amount}} with Mixtill, a payment bot in Mixin Messenger.",
    note: "“{{note}}”",
    take: "Take it here by {{date}}:",
  },
  tell: {
    delayed:
      "The mail to {{address}} with {{amount}} has not gone out yet: the mail server does not take it. I keep trying for a day and tell you what becomes of it.",
    sent: "The mail to {{address}} with {{amount}} has gone out now.",
    refused:
      "The mail to {{address}} with {{amount}} could not be delivered. The money still waits for its recipient: pass on the next message yourself, or cancel the transfer.",
    none: "Mails are not set up here, so none went to {{address}}. Please pass on the next message yourself: it brings your recipient {{amount}}.",
    many: "You have had so many mails sent today that none went to {{address}}. Please pass on the next message yourself: it brings your recipient {{amount}}.",
  },
};

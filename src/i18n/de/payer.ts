import type { payer as english } from "../en/payer.js";
import type { Texts } from "../texts.js";

export const payer: Texts<typeof english> = {
  list: {
    head: "Ihre Zahlungen",
    none: "Sie haben über mich noch keinem Laden etwas bezahlt.",
    row: "{{number}}. {{shop}}: {{title}}\n{{amounts}} · {{date}} · {{state}}",
    hint: "Tippen Sie auf eine Zahlung: für den Beleg, um dem Laden zu schreiben oder ihn stummzuschalten.",
    pick: "{{number}}. {{title}}",
  },
  state: {
    paid: "bezahlt",
    returned: "an Sie zurückgegangen",
    refunded: "{{amount}} erstattet",
    refunding: "{{amount}} auf dem Rückweg",
  },
  show: {
    head: "{{shop}}: {{title}}\n{{amounts}}, {{date}}",
    muted: "Sie haben diesen Laden stummgeschaltet.",
    unknown: "Eine solche Zahlung von Ihnen finde ich nicht. „{{list}}“ zeigt, was Sie bezahlt haben.",
    page: "Zur Seite",
    receipt: "Hier ist der Beleg noch einmal:",
  },
  write: {
    shop: "Dem Laden schreiben",
    payer: "Dem Zahler schreiben",
    which: "Zu welcher Zahlung? Tippen Sie sie in der Liste an, dann auf „{{contact}}“.",
    toShop:
      "Ihre Nachricht zu „{{title}}“ ({{amounts}}, {{date}}) geht über mich an {{shop}}: Keiner sieht den Chat des anderen. Was möchten Sie schreiben? Höchstens {{max}} Zeichen.",
    toPayer:
      "Ihre Nachricht zu „{{title}}“ ({{amounts}}, {{date}}) geht über mich und im Namen Ihres Ladens an {{payer}}. Was möchten Sie schreiben? Höchstens {{max}} Zeichen.",
    before: "Bisher:",
    you: "Sie: {{text}}",
    theShop: "Laden: {{text}}",
    thePayer: "Zahler: {{text}}",
    empty: "Darin ist nichts zu lesen. Bitte schreiben Sie ein paar Worte.",
    long: "Das sind {{count}} Zeichen, höchstens {{max}} passen. Bitte fassen Sie sich kürzer.",
    sent: "Gesendet. Die Antwort bringe ich Ihnen.",
    unknown: "Ich finde keine solche Zahlung, zu der Sie schreiben könnten.",
    old: "Diese Zahlung ist mehr als {{days}} Tage alt: zu lange her, um hier dazu zu schreiben.",
    muted: "Der Zahler möchte keine Nachrichten Ihres Ladens. Erstattungen und Belege erreichen ihn trotzdem.",
    waiting: "Schon {{count}} Ihrer Nachrichten warten auf Antwort. Bitte warten Sie sie ab.",
    tooMany: "Zu dieser Zahlung gab es binnen einer Stunde {{count}} Nachrichten. Bitte später weiter.",
    other:
      "Sie haben diesen Laden schon zu einer anderen Zahlung gefragt und warten auf Antwort. Bitte warten Sie sie ab, oder schreiben Sie dort weiter.",
  },
  card: {
    title: "Nachricht zu einer Zahlung",
    fromPayer: "{{payer}} schreibt zu „{{title}}“, {{price}}, {{date}}:",
    fromShop: "{{shop}} schreibt zu Ihrer Zahlung „{{title}}“, {{price}}, {{date}}:",
    quoted: "„{{text}}“",
    safe: "Das ist nicht von mir. Niemand braucht Ihre PIN, und niemand braucht Geld von Ihnen, um Ihnen welches zurückzugeben.",
    reply: "Antworten",
  },
  messages: {
    head: "Nachrichten zu Zahlungen",
    none: "Noch kein Zahler hat Ihrem Laden geschrieben.",
    row: "{{number}}. {{payer}}, „{{title}}“, {{price}}\n{{date}} · {{last}}",
    waits: "wartet auf Ihre Antwort",
    hint: "Tippen Sie eine an, um weiterzulesen und zu antworten.",
  },
  mute: {
    which: "Von welchem Laden möchten Sie nichts hören? Tippen Sie ihn an oder senden Sie seine Adresse, etwa /kaffee.",
    whichBack: "Von welchem Laden möchten Sie wieder hören?",
    noneMuted: "Sie haben keinen Laden stummgeschaltet.",
    unknown: "Einen Laden „{{text}}“ kenne ich nicht. Bitte senden Sie seine Adresse, etwa /kaffee.",
    own: "Das ist Ihr eigener Laden. Unter „{{notices}}“ steht, was Sie von ihm erfahren.",
    done: "{{shop}} ist stumm: keine Rechnungen, Erinnerungen und Nachrichten mehr. Was aus Ihrem eigenen Geld wird, erfahren Sie weiterhin: Belege, Teilbeträge, Erstattungen und Antworten auf Ihre Fragen.",
    undone: "Sie hören wieder von {{shop}}.",
    button: "Laden stumm",
    undo: "Laden nicht mehr stumm",
    notSent:
      "„{{title}}“ ließ sich im Chat von {{name}} nicht zustellen. Die Rechnung gilt trotzdem: Senden Sie einfach den Link.",
  },
};

import type { notify as english } from "../en/notify.js";
import type { Texts } from "../texts.js";
import { operator } from "./notify-operator.js";
import { payee } from "./notify-payee.js";

export const notify: Texts<typeof english> = {
  operator,
  payee,
  paidTitle: "Bezahlt: {{amount}}",
  paid: "{{amounts}}, von {{payer}}, Code „{{code}}“",
  paidInvoice: "{{amounts}}, von {{payer}}, Rechnung „{{code}}“",
  paidOrder: "{{amounts}}, von {{payer}}, Bestellung „{{code}}“",
  byLink: "Mit einem Link bezahlt, den jeder ändern kann: Prüfen Sie den Betrag.",
  statistics: "Statistik",
  refundButton: "Erstatten",
  somebody: "jemandem auf Mixin",
  receives: "Sie erhalten {{amount}}",
  exchanging: "Der Betrag wird in {{unit}} getauscht; was Sie genau erhalten, sage ich Ihnen gleich.",
  rates: "Kurs: {{rates}} ({{source}}, {{date}})",
  each: "1 {{one}} = {{amount}}",
  spread: "Aufschlag: {{spread}}",
  fee: "Gebühr: {{fee}}",
  odd: {
    partial: "Etwas weniger als der Preis, innerhalb Ihrer Toleranz",
    over: "{{amount}} zu viel gehen von selbst zurück",
    late: "Nach Ablauf der Frist bezahlt",
  },
  settledTitle: "Getauscht: {{amount}}",
  settled: "Aus {{amounts}} für „{{code}}“ wurden {{settled}}.",
  fallback: {
    asPaid:
      "„{{code}}“ ({{price}}): Die Zahlung ließ sich nicht in {{unit}} tauschen. Sie erhalten, was bezahlt wurde: {{amount}}.",
    returned:
      "„{{code}}“ ({{price}}): Die Zahlung ließ sich nicht in {{unit}} tauschen. Wie von Ihnen eingestellt, geht das Geld an {{payer}} zurück, und diese Zahlung ist abgebrochen.",
  },
  receiptTitle: "Beleg: {{amount}}",
  receipt: "Sie haben {{amounts}} an {{shop}} für „{{code}}“ bezahlt ({{date}}).",
  receiptRefund:
    "Sie haben {{amounts}} für „{{code}}“ von {{shop}} bezahlt ({{date}}). Das Geld geht weiter an den Kunden.",
  openReceipt: "Beleg öffnen",
  partial: {
    title: "Noch zu zahlen: {{amount}}",
    text: "{{received}} sind für „{{code}}“ bei {{shop}} angekommen, {{missing}} fehlen noch.",
    until: "Was bis {{date}} nicht vollständig ist, geht von selbst an Sie zurück.",
    holds: "Der Betrag gilt bis {{time}}; danach tippen Sie auf „{{renew}}“.",
    pay: "{{amount}} bezahlen",
    rest: "Rest anzeigen",
    renew: "Neuer Betrag",
    back: "Geld zurück",
    merchantTitle: "Teilweise bezahlt: {{amount}}",
    merchant: "Von {{payer}} kamen {{received}} (Preis {{price}}) für „{{code}}“; {{missing}} fehlen noch.",
    merchantUntil: "Was bis {{date}} nicht vollständig ist, geht von selbst zurück.",
  },
  late: {
    title: "Verspätet: {{amount}}",
    merchant:
      "Von {{payer}} kamen {{amounts}} für „{{code}}“, aber erst nach Ablauf der Frist ({{deadline}}). Nehmen Sie die Zahlung an? Ohne Antwort geht sie nach dem {{until}} zurück.",
    accept: "Annehmen",
    refund: "Zurückgeben",
    payer:
      "Ihre {{amount}} für „{{code}}“ kamen nach Ablauf der Frist an. {{shop}} entscheidet bis {{until}}, ob die Zahlung noch gilt; sonst geht alles an Sie zurück. Sie müssen nichts tun.",
  },
  unknown: {
    title: "Wofür sind {{amount}}?",
    text: "Ihre {{amount}} sind angekommen, aber ich weiß nicht, wofür. Nehmen Sie das Geld zurück, oder schicken Sie mir den Link der Rechnung.",
    until: "Ohne Antwort geht das Geld nach dem {{until}} an Sie zurück.",
    back: "Geld zurück",
    name: "Für eine Rechnung",
  },
  closed: {
    expired: "Die Rechnung „{{title}}“ über {{price}} ist abgelaufen, ohne dass bezahlt wurde.",
    chargedExpired:
      "Die Rechnung „{{title}}“ von {{shop}} über {{price}} ist abgelaufen. Bitte bezahlen Sie sie nicht mehr.",
    chargedCancelled:
      "{{shop}} hat die Rechnung „{{title}}“ über {{price}} storniert. Bitte bezahlen Sie sie nicht mehr.",
    duplicate: "Noch einmal stellen",
  },
  charge: {
    title: "Rechnung: {{amount}}",
    text: "{{shop}} bittet Sie um {{price}} für „{{title}}“.",
    until: "Zahlbar bis {{date}}.",
    know: "Bezahlen Sie nur, wenn Sie wissen, wofür.",
    pay: "Ansehen und bezahlen",
  },
  refund: "Wir senden {{amount}} an Sie zurück. {{reason}}",
  refundFor: "Wir senden {{amount}} für „{{title}}“ an Sie zurück. {{reason}}",
  surplus: "Sie haben für „{{title}}“ {{amount}} mehr bezahlt als verlangt. Wir senden sie an Sie zurück.",
  takenBack: "{{payer}} hat den Teilbetrag von {{amount}} für „{{title}}“ zurückgeholt; die Zahlung ist noch offen.",
  refunded: {
    payer: "{{shop}} hat Ihnen {{amount}} erstattet, für {{part}} von „{{title}}“.",
    payerWhole: "{{shop}} hat Ihnen die Zahlung für „{{title}}“ ({{part}}) erstattet: {{amount}}.",
    merchant: "Erstattet: {{amount}} sind zurück bei {{payer}}, für {{part}} von „{{title}}“.",
  },
  reason: {
    late: "Die Zahlung kam nach Ablauf der Frist.",
    wrongAsset: "Es war eine andere Währung als verlangt.",
    already: "Es war bereits bezahlt.",
    unknown: "Wir konnten die Zahlung nicht zuordnen. Bitte bezahlen Sie über den Link oder den QR-Code des Ladens.",
    wrongAmount: "Es war weniger als verlangt.",
    quoteExpired: "Der Kurs war abgelaufen. Öffnen Sie die Bezahlseite erneut für den aktuellen Betrag.",
    notSettleable: "Der Betrag ließ sich nicht in das tauschen, was der Laden erhält.",
    cancelled: "Die Zahlung wurde abgebrochen.",
    other: "Der Betrag passte nicht zu dieser Zahlung.",
  },
};

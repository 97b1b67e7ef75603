import type { money as english } from "../en/web-money.js";
import type { Texts } from "../texts.js";

export const money: Texts<typeof english> = {
  receives: "Der Laden erhält {{unit}}.",
  receivesAmount: "Der Laden erhält {{amount}}.",
  spread: "Aufschlag {{spread}}",
  fee: "Gebühr {{fee}}",
  borne: "Das trägt der Laden: {{costs}}.",
  notCovered:
    "Zurzeit sind durch Tausch höchstens {{most}} zu haben. Bitte bezahlen Sie mit {{unit}}: ganz ohne Tausch.",
  tooSmall: "Dieser Betrag ist zu klein für einen Tausch. Bitte bezahlen Sie mit {{unit}}: ganz ohne Tausch.",
  facts: {
    price: "Preis",
    paid: "Bezahlt",
    received: "Der Laden erhält",
    exchanging: "wird in {{unit}} getauscht",
    rate: "Kurs",
    at: "Kurs vom",
    spread: "Aufschlag",
    fee: "Gebühr",
  },
  part: {
    title: "Den Rest bezahlen",
    came: "{{received}} sind angekommen; vom Preis ({{price}}) fehlen noch {{missing}}.",
    returns: "Kommt der Rest nicht, geht das Geld von selbst zurück, und zwar nach dem",
    show: "Rest anzeigen",
    notYou: "Das war jemand anderes?",
    whole: "Vollen Betrag bezahlen",
    several:
      "Teile kamen von mehreren Personen. Alle finden ihren Rest im eigenen Mixin-Chat; diese Seite zeigt den vollen Betrag.",
    one: "Ein Teil kam von jemandem. Diese Seite zeigt den vollen Betrag.",
    mine: "Das war ich: Rest bezahlen",
  },
  late: {
    title: "Geld kam nach Ablauf der Frist",
    text: "{{amount}} kamen nach Ablauf der Frist an. {{shop}} entscheidet, ob die Zahlung noch gilt; sonst geht alles zurück.",
    until: "Der Laden hat dafür Zeit bis",
  },
  invoice: {
    label: "Rechnung",
    once: "Diese Rechnung kann einmal bezahlt werden.",
    by: "Zahlbar bis",
    left: "noch",
    expired: "Diese Rechnung ist abgelaufen",
    cancelled: "Diese Rechnung wurde storniert",
  },
  transferOrder: {
    label: "Überweisung",
    text: "Mit dieser Zahlung schickt {{shop}} anderen Geld. Bis sie es abholen, wird es für sie aufbewahrt.",
    paid: "Das Geld liegt für die Empfänger bereit.",
    receives: "Bei den Empfängern kommen {{amount}} an.",
    received: "Empfänger erhalten",
  },
  refundOrder: {
    label: "Erstattung",
    text: "Mit dieser Zahlung gibt {{shop}} einem Kunden Geld zurück: Alles geht an ihn weiter.",
    paid: "Das Geld geht an den Kunden weiter.",
  },
  surplus: "{{amount}} waren zu viel und gehen an den Zahler zurück.",
  givesBack: "{{shop}} gibt {{amount}} zurück.",
  gaveBack: "{{shop}} hat {{amount}} zurückgegeben.",
};
